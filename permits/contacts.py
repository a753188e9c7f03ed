"""Where an applicant is reached: the one rule for everybody who writes to them."""

from __future__ import annotations

from permits.models import Application
from sipelaku.channels import Recipient


def recipient_of(application: Application) -> Recipient:
    """Where the applicant is reached: as the application says, else as the account does."""
    account = application.applicant
    return Recipient(
        email=application.email or (account.email if account else ""),
        phone=application.phone or (account.phone if account else ""),
    )
