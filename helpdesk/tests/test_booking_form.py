"""What the form of a booking calls optional."""

import datetime
import re

import pytest

from testkit.consultation import NOW, TUESDAY, tuesday_morning

pytestmark = pytest.mark.django_db

EVENING = {"opens": datetime.time(19), "closes": datetime.time(21)}


@pytest.mark.parametrize(
    ("held", "start", "optional"),
    [({}, "09:00", []), (EVENING | {"meeting": "phone"}, "19:00", ["email"])],
)
def test_nothing_is_called_optional_that_may_be_asked_for(client, time_machine, held, start, optional):
    time_machine.move_to(NOW, tick=False)
    hours = tuesday_morning(**held)
    answer = client.get("/konsultasi/pesan/", {"jam": hours.pk, "mulai": f"{TUESDAY}T{start}"})
    labels = re.findall(r'<label for="id_(\w+)">[^<]+ <span class="field__optional">', answer.content.decode())
    assert labels == optional
