"""What the material of a link is: an address or a document, and where it was taken from; and who looks after it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.translation import gettext_lazy as _

from helpdesk import content
from helpdesk.addresses import host_of
from helpdesk.models import Group
from helpdesk.outgoing import LARGEST
from helpdesk.publishing import Material
from permits import files, photos
from sipelaku.accounts.models import User

LONGEST_NOTE = 1000
LONGEST_SIDE = 2400  # pixels of a photo: a sheet of A4 at 200 dots an inch
LONGEST_ADDRESS = 500  # with https://
TOO_LONG = _("Alamat ini terlalu panjang: paling banyak 500 huruf.")


class PersonField(forms.ModelChoiceField):
    """Somebody of the team."""

    def __init__(self, **options: Any) -> None:
        words = {
            "required": _("Pilih penanggung jawab."),
            "invalid_choice": _("Pilih seorang anggota tim dari daftar."),
        }
        super().__init__(
            label=_("Penanggung jawab"),
            queryset=User.objects.none(),
            error_messages=words,
            empty_label=_("Pilih"),
            **options,
        )

    def label_from_instance(self, person: Any) -> str:
        return str(person.get_full_name())


class GroupField(forms.ModelChoiceField):
    def __init__(self, **options: Any) -> None:
        words = {"required": _("Pilih kelompok."), "invalid_choice": _("Pilih kelompok dari daftar.")}
        super().__init__(
            label=_("Kelompok"), queryset=Group.objects.all(), error_messages=words, empty_label=_("Pilih"), **options
        )


# The material -------------------------------------------------------------------------


class MaterialForm(forms.Form):
    """Where something is said officially: an address or a document, and where it was taken from."""

    one_is_enough = ("address", "document")
    source = forms.CharField(
        label=_("Asal bahan"),
        help_text=_("Peraturan, surat, atau halaman resmi tempat bahan ini diambil."),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": _("Tulis dari mana bahan ini diambil."),
            "max_length": _("Tulis paling banyak 1.000 huruf."),
        },
    )
    address = forms.CharField(
        label=_("Alamat resmi"),
        help_text=_(
            "Salin dari bilah alamat peramban, misalnya https://oss.go.id/panduan. Isi ini atau unggah dokumen."
        ),
        max_length=LONGEST_ADDRESS,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"max_length": TOO_LONG},
    )
    document = forms.FileField(
        label=_("Dokumen"),
        help_text=_("PDF, JPEG, atau PNG, paling besar 5 MB."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
        error_messages={
            "empty": _("Berkas ini kosong. Pilih berkas lain, atau pindai ulang."),
            "invalid": _("Berkas ini tidak terkirim. Pilih lagi dokumennya."),
        },
    )

    def clean_address(self) -> str:
        """The address as everybody reads it, with https:// before it."""
        address: str = self.cleaned_data["address"]
        if not address:
            return ""
        if "://" not in address:
            address = f"https://{address}"
        scheme, _mark, rest = address.partition("://")
        if scheme.lower() != "https":
            raise ValidationError(_("Pakai alamat yang dimulai dengan https://, supaya sambungannya aman."))
        if "." not in host_of(address):
            raise ValidationError(_("Ini bukan alamat situs yang lengkap. Salin dari bilah alamat peramban."))
        if len(rest) > LONGEST_ADDRESS - len("https://"):
            raise ValidationError(TOO_LONG)
        return f"https://{rest}"

    def clean_document(self) -> UploadedFile | None:
        """The document as ``permits.files`` judged it, under a safe name; a photo says no more where it was taken."""
        given: UploadedFile | None = self.cleaned_data["document"]
        if given is None:
            return None
        if (given.size or 0) > LARGEST:
            raise ValidationError(_("Berkas ini lebih dari 5 MB. Perkecil, lalu unggah lagi."), code="size")
        checked = files.check(given.read(), given.name or "")
        is_photo = checked.content_type == files.JPEG
        shown = photos.clean_photo(checked.content, longest_side=LONGEST_SIDE) if is_photo else checked.content
        return SimpleUploadedFile(checked.name, shown, checked.content_type)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "address" in given and "document" in given and bool(given["address"]) == bool(given["document"]):
            both = bool(given["address"])
            self.add_error(
                "document" if both else "address",
                _("Pilih salah satu: alamat atau dokumen.")
                if both
                else _("Tulis alamat resmi, atau unggah dokumennya."),
            )
        return given

    def material(self) -> Material:
        """What ``publishing`` wants. Call it on a valid form."""
        document = self.cleaned_data["document"]
        return Material(
            source=self.cleaned_data["source"],
            address=self.cleaned_data["address"],
            document=document,
            document_type=document.content_type if document else "",
        )


class NewLinkForm(MaterialForm):
    """A link that is begun."""

    group = GroupField()
    person_in_charge = PersonField()
    field_order = ["group", "source", "address", "document", "person_in_charge"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person_in_charge"].queryset = content.team()  # type: ignore[attr-defined]
