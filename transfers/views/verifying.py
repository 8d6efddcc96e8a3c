"""The address that stands on printed manifests leads to the page that verifies every paper."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from archive_office.http import StaffRequest
from archive_office.shell import shell_page


@shell_page(_("Verify a printed copy"), None, methods=("GET",))
def verify(request: StaffRequest) -> HttpResponse:
    """Number and checksum of a print, as its code names them, go on to be compared (TRF-06)."""
    asked = request.GET.urlencode()
    return redirect(f"{reverse('verify')}?{asked}" if asked else "verify")
