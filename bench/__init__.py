"""Measurements of the portal that anyone can repeat: `make bench`.

Importing any part of it sets Django up, so that each part can be run by itself:
``DATABASE_URL=... python -m bench.fill 100000``.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sipelaku.settings")
django.setup()
