"""What the tests of questions share: questions asked as if by the form, and forms sent as a browser would."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.utils.crypto import get_random_string

from helpdesk import questions
from helpdesk.models import Question
from helpdesk.questions import Asked
from testkit.pages import fields_of


def asked(text: str = "Berapa lama SIUP selesai?", *, kind: str = "question", **values: Any) -> Question:
    """A question as the form would have written it."""
    return questions.ask(Asked(kind=kind, text=text, **values), get_random_string(32))


def send(client: Client, address: str, form: str, **values: Any) -> Any:
    """Open a page, fill its form with ``values`` and send it to the page's own address."""
    fields = fields_of(client.get(address), form)
    return client.post(address.partition("?")[0], fields | values)


def case_of(question: Question) -> str:
    """The address at which officers work on a question."""
    return f"/petugas/pertanyaan/{question.number}/"


def answer(client: Client, question: Question, text: str = "Tiga hari kerja.") -> Any:
    """Answer a question on its page."""
    return send(client, case_of(question), "jawab", text=text)
