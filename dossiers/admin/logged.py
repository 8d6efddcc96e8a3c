"""One mechanism by which every row of the admin that tells of a dossier is logged as a look at it."""

from http import HTTPStatus
from typing import Any

from django.contrib.admin.utils import unquote
from django.http import HttpRequest, HttpResponse

from archive_office import clock
from archive_office.admin import ReadOnlyAdmin
from archive_office.http import actor
from dossiers.models import ViewLog
from dossiers.procedures.reading import log_named


class LoggedAdmin(ReadOnlyAdmin):
    """Whoever looks at a row of a dossier, or at its history, has looked into the dossier.

    ``dossier_path`` leads from the row to its dossier; what is not ``logged`` tells of none.

    Source: LND-22, SEC-41.
    """

    dossier_path = "dossier"
    logged = True

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """One row, kept in the view log of its dossiers."""
        response = super().changeform_view(request, object_id, form_url, extra_context)
        self._log(request, object_id, response, page="row")
        return response

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The history of one row, kept in the view log of its dossiers too."""
        response = super().history_view(request, object_id, extra_context)
        self._log(request, object_id, response, page="history")
        return response

    def _log(
        self, request: HttpRequest, object_id: str | None, response: HttpResponse, *, page: str
    ) -> None:
        if object_id is not None and response.status_code == HTTPStatus.OK:
            self.log_look(request, unquote(object_id), page=page)

    def log_look(self, request: HttpRequest, pk: Any, *, page: str) -> None:
        """Keep in the view log that a page about a row is shown.

        Args:
            page: Which page of the row: itself, its history, one on which it changes.
        """
        if not self.logged:
            return
        rows, path = self.model._default_manager.filter(pk=pk), self.dossier_path
        named = rows.filter(**{f"{path}__isnull": False}).values_list(path, flat=True)
        detail, shown = f"{page} {self.opts.model_name} {pk}", ViewLog.What.SHOWN
        log_named(named, actor(request), shown, now=clock.now(), detail=detail)
