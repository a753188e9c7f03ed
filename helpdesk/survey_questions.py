"""The nine questions of the survey of public satisfaction, with the words of the four answers to each.

After the standard questionnaire of Permenpan RB 14/2017. The first answer counts 1, the last 4. And the groups of age
that respondents choose from.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _


class Question(NamedTuple):
    """One element: its name in the database, its title, what is asked, and the four answers from worst to best."""

    name: str
    title: Any
    text: Any
    answers: tuple[Any, Any, Any, Any]


QUESTIONS = (
    Question(
        "requirements",
        _("Persyaratan"),
        _("Apakah persyaratan yang diminta sesuai dengan jenis layanannya?"),
        (_("Tidak sesuai"), _("Kurang sesuai"), _("Sesuai"), _("Sangat sesuai")),
    ),
    Question(
        "procedure",
        _("Sistem, mekanisme, dan prosedur"),
        _("Seberapa mudah prosedur layanan di kantor ini?"),
        (_("Tidak mudah"), _("Kurang mudah"), _("Mudah"), _("Sangat mudah")),
    ),
    Question(
        "time",
        _("Waktu penyelesaian"),
        _("Seberapa cepat kami melayani Anda?"),
        (_("Tidak cepat"), _("Kurang cepat"), _("Cepat"), _("Sangat cepat")),
    ),
    Question(
        "fee",
        _("Biaya atau tarif"),
        _("Bagaimana kewajaran biaya atau tarif layanan ini?"),
        (_("Sangat mahal"), _("Cukup mahal"), _("Murah"), _("Gratis")),
    ),
    Question(
        "product",
        _("Produk layanan"),
        _("Apakah hasil layanan sesuai dengan yang tercantum dalam standar pelayanan?"),
        (_("Tidak sesuai"), _("Kurang sesuai"), _("Sesuai"), _("Sangat sesuai")),
    ),
    Question(
        "competence",
        _("Kompetensi petugas"),
        _("Bagaimana kemampuan petugas dalam melayani Anda?"),
        (_("Tidak kompeten"), _("Kurang kompeten"), _("Kompeten"), _("Sangat kompeten")),
    ),
    Question(
        "behaviour",
        _("Perilaku petugas"),
        _("Bagaimana kesopanan dan keramahan petugas?"),
        (
            _("Tidak sopan dan ramah"),
            _("Kurang sopan dan ramah"),
            _("Sopan dan ramah"),
            _("Sangat sopan dan ramah"),
        ),
    ),
    Question(
        "complaints",
        _("Penanganan pengaduan, saran, dan masukan"),
        _("Bagaimana penanganan pengaduan pengguna layanan?"),
        (_("Tidak ada"), _("Ada tetapi tidak berfungsi"), _("Berfungsi kurang maksimal"), _("Dikelola dengan baik")),
    ),
    Question(
        "facilities",
        _("Sarana dan prasarana"),
        _("Bagaimana kualitas sarana dan prasarana di kantor ini?"),
        (_("Buruk"), _("Cukup"), _("Baik"), _("Sangat baik")),
    ),
)
TITLES = {question.name: question.title for question in QUESTIONS}

# The lower bound of each group stands in the database.
AGES = (
    (0, _("Sampai 25 tahun")),
    (26, _("26 sampai 35 tahun")),
    (36, _("36 sampai 45 tahun")),
    (46, _("46 sampai 55 tahun")),
    (56, _("56 tahun ke atas")),
)
