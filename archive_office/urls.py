"""Addresses of the office: the admin site, the language, and each app under its own name."""

from importlib.util import find_spec

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import include, path
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView

from archive_office.shell.language import choose_language
from archive_office.shell.undertaking import undertaking
from archive_office.workbench.verifying import verify_page

APPS = {
    "account": "archive_office.shell.urls",
    "workbench": "archive_office.workbench.urls",
    "notices": "archive_office.notices.urls",
    "dossiers": "dossiers.urls",
    "transfers": "transfers.urls",
    "lending": "lending.urls",
    "destruction": "destruction.urls",
}


@login_not_required
@require_safe
def favicon(_request: HttpRequest) -> HttpResponse:
    """The office's mark, for browsers that ask at the usual address without reading the page."""
    return redirect(static("shell/mark.svg"))


urlpatterns = [
    path("favicon.ico", favicon, name="favicon"),
    path("", RedirectView.as_view(pattern_name="admin:index"), name="home"),
    path("admin/", admin.site.urls),
    path("undertaking/", undertaking, name="undertaking"),
    path("verify/", verify_page, name="verify"),
    path("language/", choose_language, name="set_language"),
    *(path(f"{name}/", include(urls)) for name, urls in APPS.items() if find_spec(urls)),
]

handler403 = "archive_office.shell.errors.forbidden"
handler404 = "archive_office.shell.errors.not_found"
handler500 = "archive_office.shell.errors.broken"
