"""The camera page: scans codes on the phone, or from a photo where there is no JavaScript."""

from urllib.parse import urlsplit

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sipelaku.errors import too_many_attempts
from tracking import attempts
from tracking.forms import PhotoForm
from tracking.qr import our_path


@require_http_methods(["GET", "HEAD", "POST"])
@csp_update({"worker-src": [SELF, "blob:"]})
def scan(request: HttpRequest) -> HttpResponse:
    """Show the scanner; follow the code on a posted photo when it is one of ours, to our own address only."""
    if request.method != "POST":
        return render(request, "tracking/scan.html", {"form": PhotoForm(), "hosts": our_hosts(request)})
    if not attempts.may_send_photo(request):
        return too_many_attempts(request)
    form = PhotoForm(request.POST, request.FILES)
    if form.is_valid():
        paths = [path for code in form.codes if (path := our_path(code, our_hosts(request)))]
        if paths:
            return HttpResponseRedirect(paths[0])
        form.add_error("photo", _("Kode QR ini bukan kode kami. Pindai kode pada tanda terima atau surat izin kami."))
    return render(request, "tracking/scan.html", {"form": form, "hosts": our_hosts(request)}, status=422)


def our_hosts(request: HttpRequest) -> set[str]:
    """The hosts our codes may name: the one printed on paper, and the one this page was asked from."""
    return {urlsplit(settings.SITE_URL).netloc.lower(), request.get_host().lower()}
