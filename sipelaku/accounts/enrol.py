"""Makes an account whose e-mail address needs no confirmation, for demo data and tests.

People register themselves at /daftar/; an administrator adds officers in /admin/, and they
confirm their address at the first sign-in.
"""

from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction

from sipelaku.accounts.models import Role, User


@transaction.atomic
def enrol(username: str, *, email: str, password: str | None, roles: Iterable[str] = (), **fields: Any) -> User:
    """Create a user with a confirmed address and the roles of the given codes.

    `fields` are further fields of `User` (full_name, phone, nip, is_staff, is_superuser).
    Without a password nobody can sign in. Raises `Role.DoesNotExist` for an unknown code and
    `IntegrityError` when the username or the address is taken.
    """
    user = User.objects.create_user(username, email.lower(), password, **fields)
    user.roles.set([Role.objects.get(code=code) for code in roles])
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
