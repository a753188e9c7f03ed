"""The pieces every page is made of: what they say, and to whom they say it aloud."""

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.template.loader import render_to_string

DUE = datetime.datetime(2026, 10, 9, 16, 0, tzinfo=datetime.UTC)


class Questions(forms.Form):
    """One question of each shape."""

    name = forms.CharField(label="Nama", help_text="Tulis <lengkap>.", error_messages={"required": "Isi nama Anda."})
    note = forms.CharField(label="Catatan", required=False)
    kind = forms.ChoiceField(label="Siapa?", choices=[("p", "Orang"), ("c", "Badan")], widget=forms.RadioSelect)
    agree = forms.BooleanField(label="Saya setuju", error_messages={"required": "Centang persetujuan."})


def field(name: str, data: dict[str, str] | None = None) -> str:
    return Questions(data)[name].as_field_group()


def component(name: str, **context: Any) -> str:
    return " ".join(render_to_string(f"components/{name}.html", context).split())


def test_a_question_is_tied_to_its_label_and_its_hint():
    html = field("name")
    assert '<label for="id_name">Nama</label>' in html
    assert 'aria-describedby="id_name_helptext"' in html
    assert "field--error" not in html


def test_a_hint_cannot_bring_markup_along():
    assert "Tulis &lt;lengkap&gt;." in field("name")


def test_a_wrong_answer_is_announced_with_the_question():
    html = field("name", {"name": ""})
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_error"' in html
    assert "Isi nama Anda." in html


def test_only_a_question_that_may_stay_empty_says_so():
    assert "(opsional)" in field("note")
    assert "(opsional)" not in field("name")


def test_choices_are_a_group_named_by_the_question():
    html = field("kind")
    assert "<fieldset" in html
    assert "<legend>Siapa?" in html


def test_a_tick_box_stands_beside_its_words():
    html = " ".join(field("agree").split())
    assert '<label for="id_agree"><input type="checkbox"' in html


def test_the_error_summary_links_every_error_to_where_it_is_mended():
    html = component("error_summary", form=Questions({}))
    assert '<a href="#id_name">Nama – Isi nama Anda.</a>' in html
    assert 'href="#id_kind_0"' in html
    assert '<a href="#id_agree">Centang persetujuan.</a>' in html
    assert "autofocus" in html


@pytest.mark.parametrize("form", [Questions(), Questions({"name": "Sari", "kind": "p", "agree": "on"}), None])
def test_there_is_no_error_summary_without_errors(form):
    assert component("error_summary", form=form) == ""


@pytest.mark.parametrize(
    ("urgency", "words"),
    [("late", "Terlambat"), ("today", "Hari ini"), ("soon", "Segera"), ("safe", "Aman"), ("paused", "Jeda")],
)
def test_a_deadline_is_told_in_words(urgency, words):
    assert f">{words}</span>" in component("deadline", urgency=urgency)


def test_a_timeline_tells_what_is_done_what_goes_on_and_what_comes():
    html = component(
        "timeline",
        stages=[
            SimpleNamespace(name="Mendaftar", state="done", finished_at=DUE),
            SimpleNamespace(name="Meneliti", state="now", due_at=DUE),
            SimpleNamespace(name="Menyerahkan", state="next", due_at=DUE),
        ],
    )
    assert "Selesai <time" in html
    assert html.count('aria-current="step"') == 1
    assert "Belum mulai, paling lambat" in html


def test_a_list_page_tells_which_part_it_shows_and_links_only_where_there_is_more():
    html = component("pagination", first=1, last=25, total=132, next_url="?halaman=2")
    assert "1–25 dari 132" in html
    assert "Berikutnya" in html
    assert "Sebelumnya" not in html
