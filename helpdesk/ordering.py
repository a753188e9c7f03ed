"""The order of short lists that staff put in order row by row."""

from __future__ import annotations

from django.db import models, transaction


@transaction.atomic
def move(row: models.Model, *, up: bool) -> None:
    """Change places with the row before, or behind; at the end of the list nothing happens.

    All rows of the table are locked, and numbered anew from 1 where they stand wrong.
    """
    model = type(row)
    rows = list(model._default_manager.select_for_update().order_by("order", "pk"))
    place = rows.index(row)
    other = place - 1 if up else place + 1
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
    for number, each in enumerate(rows, 1):
        if each.order != number:  # type: ignore[attr-defined]
            model._default_manager.filter(pk=each.pk).update(order=number)
