"""Nobody searches, checks or takes along faster than a person with work to do.

Whoever may read a little may not, by asking all day, carry off everything: the office sets how
often (policy), and whoever asks more is told the rule, the number, and when to go on.

Source: SEC-29.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.organisation.models import User
from archive_office.organisation.pacing import may_ask_again_at
from archive_office.policy.reading import number
from archive_office.printing.taking import form_asked
from archive_office.regulation import Clause
from archive_office.shell.errors import too_often

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Pace:
    """How one matter is counted: by which setting, over which time, said how."""

    setting: str
    within: timedelta
    rule: "StrOrPromise"


SEARCH: Final = Pace(
    "searches_per_minute",
    timedelta(minutes=1),
    _("One person searches at most %(most)s times a minute."),
)
VERIFICATION: Final = Pace(
    "verifications_per_minute",
    timedelta(minutes=1),
    _("One person checks at most %(most)s prints a minute."),
)
EXPORT: Final = Pace(
    "exports_per_hour",
    timedelta(hours=1),
    _("One person prints or takes along at most %(most)s papers and lists an hour."),
)

ASKED_BY: Final[Mapping[str, tuple[Pace, tuple[str, ...]]]] = MappingProxyType(
    {
        "admin:search": (SEARCH, ("s",)),
        "admin:autocomplete": (SEARCH, ("model_name",)),
        "verify": (VERIFICATION, ("n", "h")),
    }
)
"""Pages whose questions come in fields of their own; every other page is searched by ``q``."""

POSTED: Final[Mapping[str, Pace]] = MappingProxyType({"verify": VERIFICATION})
"""Pages that are asked by sending something: a scanned code, a file."""

EXPORTS: Final = frozenset(
    {
        "account:undertaking_paper",
        "destruction:disposal_paper",
        "destruction:due_list",
        "destruction:evaluation_paper",
        "destruction:figures_book",
        "destruction:paper",
        "destruction:register_paper",
        "dossiers:answer_letter",
        "dossiers:blank_form",
        "dossiers:catalogue",
        "dossiers:chase_letter",
        "dossiers:entry_sheet",
        "dossiers:item_sheet",
        "dossiers:ledger_workbook",
        "dossiers:location_index",
        "dossiers:paper",
        "dossiers:paper_box_list",
        "dossiers:paper_card",
        "dossiers:paper_customer_list",
        "dossiers:paper_labels",
        "dossiers:paper_receipt",
        "dossiers:paper_registration",
        "dossiers:paper_spines",
        "dossiers:readings_register",
        "dossiers:readings_workbook",
        "dossiers:register_print",
        "dossiers:register_workbook",
        "dossiers:request_file",
        "dossiers:rights_sheet",
        "dossiers:roll_paper",
        "dossiers:stocktake_report",
        "dossiers:title_count_paper",
        "dossiers:vacated_catalogue",
        "dossiers:wall_map",
        "lending:approval_form",
        "lending:copy_file",
        "lending:copy_mark",
        "lending:out_card",
        "lending:overdue_notice",
        "lending:register",
        "lending:renewal_slip",
        "lending:slip",
        "transfers:paper",
        "transfers:print_copy",
        "transfers:receipt_register",
        "workbench:backups_paper",
        "workbench:incident_report",
        "workbench:inspection_sheet",
        "workbench:original_file",
        "workbench:room_inspections_paper",
        "workbench:room_paper",
        "workbench:seal_digest",
        "workbench:seal_register_paper",
    }
)
"""Everything that leaves as a paper or a workbook; scans shown in a page are readings (SEC-41)."""


class NotTooOften:
    """Middleware: counts what was asked, and answers 429 where it was too much."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Let pass, or say which rule stands against it and when it ends."""
        pace, user = pace_of(request), request.user
        if pace is None or not isinstance(user, User):
            return None
        now = clock.now()
        most = number(pace.setting, on=clock.today())
        again = may_ask_again_at(user, pace.setting, most=most, within=pace.within, now=now)
        if again is None:
            return None
        rule = f"{Clause.SEC_29} {pace.rule % {'most': most}}"
        return too_often(request, rule, again=again, now=now)


def pace_of(request: HttpRequest) -> Pace | None:
    """By which pace this request counts; most count by none."""
    name = request.resolver_match.view_name if request.resolver_match else ""
    if name in EXPORTS or form_asked(request):
        return EXPORT
    if request.method == "POST" and name in POSTED:
        return POSTED[name]
    pace, fields = ASKED_BY.get(name, (SEARCH, ("q",)))
    return pace if any(request.GET.get(field) for field in fields) else None
