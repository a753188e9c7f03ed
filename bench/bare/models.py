"""The portal's table of applications as the bare view reads it."""

from django.db import models


class Row(models.Model):
    """One application, found by its token."""

    token = models.CharField(max_length=32, unique=True)
    number = models.CharField(max_length=20)
    status = models.CharField(max_length=10)
    filed_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "permits_application"

    def __str__(self) -> str:
        return self.number
