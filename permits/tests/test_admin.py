"""What the administration's lists leave to other rooms: permits, their standards and their applications."""

from django.contrib import admin


def test_nothing_of_the_permits_is_in_the_administration():
    assert not [model for model in admin.site._registry if model._meta.app_label == "permits"]
