"""The profile page of whoever is signed in; signing in itself is django-allauth's."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sipelaku.accounts.forms import ProfileForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Show and change name and phone of the person signed in."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if not form.is_valid():
        return render(request, "account/profile.html", {"form": form})
    form.save()
    messages.success(request, _("Profil Anda sudah disimpan."))
    return redirect("account_profile")
