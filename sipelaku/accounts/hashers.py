"""How passwords are stored."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class LeanArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2id with OWASP's lean parameters: 19 MiB, two passes, one lane.

    Django's own parameters take 100 MiB for each sign-in, which a small server can't spare
    when many people sign in at once.
    """

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
