"""The sidebar, the first page and the palette: what leads where, and for whom."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.dispatch import Signal
from django.http import HttpRequest
from django.urls import resolve, reverse
from django.utils.translation import gettext_lazy as _

from archive_office.http import actor
from archive_office.organisation.scope import scope_of
from archive_office.shell.counting import in_words
from archive_office.shell.pages import Permission, allowed
from archive_office.shell.signals import (
    Badge,
    Figure,
    Hit,
    Panel,
    dashboard_opened,
    palette_searched,
    sidebar_drawn,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django_stubs_ext import StrOrPromise

    from archive_office.organisation.models import User


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the sidebar.

    Its permission is the page's own (``@shell_page``); only pages of the admin name one here.
    """

    title: "StrOrPromise"
    icon: str
    url_name: str
    permission: Permission = None
    #: Beyond the permission: whom the page has something to tell.
    concerns: "Callable[[User], bool] | None" = None
    #: Only while its badge counts something: few are ever asked for it.
    only_when_waiting: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Lines of the sidebar that belong together."""

    title: "StrOrPromise"
    entries: tuple[Entry, ...]
    collapsible: bool = False


def _knows_files(user: "User") -> bool:
    """Whether a catalogue is open to a person, not only what single grants open."""
    return not scope_of(user).is_empty


def _knows_units(user: "User") -> bool:
    return _knows_files(user) or user.has_perm("dossiers.view_unit")


SECTIONS = (
    Section(
        _("Workbench"),
        (
            Entry(_("Overview"), icon="dashboard", url_name="admin:index"),
            Entry(_("Inbox"), icon="inbox", url_name="workbench:inbox"),
            Entry(_("Verify a paper or a file"), icon="qr_code_scanner", url_name="verify"),
            Entry(_("My account"), icon="manage_accounts", url_name="account:home"),
        ),
    ),
    Section(
        _("Customer dossiers"),
        (
            Entry(_("Search"), icon="search", url_name="dossiers:search"),
            Entry(_("Dossiers"), icon="folder_open", url_name="dossiers:list"),
            Entry(
                _("Volumes and items kept"),
                icon="inventory_2",
                url_name="dossiers:holdings",
                concerns=_knows_files,
            ),
            Entry(_("Guided move-in"), icon="person_add", url_name="dossiers:move_in"),
            Entry(_("Loose papers"), icon="note_add", url_name="dossiers:loose_papers"),
            Entry(_("Report a change"), icon="edit_note", url_name="dossiers:changes"),
            Entry(_("My submissions"), icon="outbox", url_name="dossiers:my_submissions"),
            Entry(_("Tray"), icon="move_to_inbox", url_name="dossiers:tray"),
            Entry(_("Units"), icon="apartment", url_name="dossiers:units"),
            Entry(
                _("Units without dossier"),
                icon="home_work",
                url_name="dossiers:units_without_dossier",
                concerns=_knows_units,
            ),
            Entry(
                _("Completeness"),
                icon="fact_check",
                url_name="dossiers:completeness",
                concerns=_knows_files,
            ),
            Entry(
                _("Former residents’ dossiers"),
                icon="assignment_late",
                url_name="dossiers:unordered",
                concerns=_knows_files,
            ),
            Entry(_("Correspondence"), icon="inbox", url_name="dossiers:correspondence"),
            Entry(_("Holds"), icon="gavel", url_name="dossiers:holds"),
            Entry(_("Forms and registers"), icon="assignment", url_name="dossiers:forms"),
            Entry(_("Requests of residents"), icon="person", url_name="dossiers:data_requests"),
            Entry(_("Who reads our files"), icon="visibility", url_name="dossiers:readers"),
            Entry(_("Review of readings"), icon="fact_check", url_name="dossiers:readings"),
        ),
    ),
    Section(
        _("Lending"),
        (
            Entry(_("My requests and loans"), icon="book", url_name="lending:mine"),
            Entry(_("To decide"), icon="how_to_reg", url_name="lending:inbox"),
            Entry(_("Loan desk"), icon="qr_code_scanner", url_name="lending:desk"),
            Entry(_("Overdue board"), icon="alarm", url_name="lending:overdue"),
            Entry(_("Issued copies"), icon="content_copy", url_name="lending:copies"),
            Entry(_("Disclosure register"), icon="share", url_name="lending:disclosures"),
            Entry(_("Cases"), icon="report", url_name="lending:cases"),
            Entry(_("Registers of use"), icon="menu_book", url_name="lending:registers"),
        ),
    ),
    Section(
        _("Handover"),
        (
            Entry(_("Periods"), icon="calendar_month", url_name="transfers:periods"),
            Entry(_("Manifests"), icon="local_shipping", url_name="transfers:manifests"),
            Entry(_("Shortages"), icon="report", url_name="transfers:shortages"),
            Entry(_("Receipt register"), icon="receipt_long", url_name="transfers:receipts"),
            Entry(_("Seal register"), icon="draw", url_name="workbench:seal_register"),
        ),
    ),
    Section(
        _("Appraisal and destruction"),
        (
            Entry(
                _("Due for appraisal"),
                icon="rule",
                url_name="destruction:due",
                concerns=_knows_files,
            ),
            Entry(_("Appraisals"), icon="gavel", url_name="destruction:appraisals"),
            Entry(
                _("Destruction registers"),
                icon="delete_forever",
                url_name="destruction:registers",
            ),
            Entry(
                _("My witnessing"),
                icon="visibility",
                url_name="destruction:my_witnessing",
                only_when_waiting=True,
            ),
            Entry(_("Destroyed things"), icon="manage_search", url_name="destruction:destroyed"),
            Entry(_("Erasures"), icon="scan_delete", url_name="destruction:erasures"),
            Entry(
                _("Disposal of unfiled papers"),
                icon="delete",
                url_name="destruction:disposals",
            ),
            Entry(
                _("Figures of appraisal and destruction"),
                icon="bar_chart",
                url_name="destruction:figures",
                concerns=_knows_files,
            ),
            Entry(
                _("Evaluation of the dossiers"),
                icon="pie_chart",
                url_name="destruction:evaluation",
                concerns=_knows_files,
            ),
        ),
    ),
    Section(
        _("Storerooms"),
        (
            Entry(_("Put away"), icon="barcode_scanner", url_name="dossiers:placement"),
            Entry(
                _("Checks of the condition"),
                icon="checklist",
                url_name="dossiers:condition",
                concerns=_knows_files,
            ),
            Entry(
                _("Counts of title documents"),
                icon="lock",
                url_name="dossiers:title_counts",
                concerns=_knows_files,
            ),
            Entry(
                _("Care of the storerooms"),
                icon="fact_check",
                url_name="workbench:rooms",
                concerns=_knows_files,
            ),
            Entry(
                _("Storerooms and cabinets"),
                icon="shelves",
                url_name="admin:custody_storeroom_changelist",
                permission="custody.view_storeroom",
            ),
        ),
    ),
    Section(
        _("Ledger import"),
        (
            Entry(_("Ledger import"), icon="upload_file", url_name="dossiers:import_ledger"),
            Entry(_("Catalogues and ledgers"), icon="menu_book", url_name="dossiers:catalogues"),
        ),
    ),
    Section(
        _("Regulation and parameters"),
        (
            Entry(_("Regulation"), icon="gavel", url_name="workbench:regulation"),
            Entry(
                _("Parameters"),
                icon="tune",
                url_name="admin:policy_parameter_changelist",
                permission="policy.view_parameter",
            ),
        ),
        collapsible=True,
    ),
    Section(
        _("System"),
        (
            Entry(
                _("Users"),
                icon="group",
                url_name="admin:organisation_user_changelist",
                permission="organisation.view_user",
            ),
            Entry(
                _("Logins"),
                icon="login",
                url_name="admin:organisation_loginrecord_changelist",
                permission="organisation.view_loginrecord",
            ),
            Entry(
                _("Undertakings"),
                icon="draw",
                url_name="admin:organisation_undertaking_changelist",
                permission="organisation.view_undertaking",
            ),
            Entry(
                _("Departments"),
                icon="account_tree",
                url_name="admin:organisation_department_changelist",
                permission="organisation.view_department",
            ),
            Entry(
                _("Journal"),
                icon="history",
                url_name="admin:journal_journalentry_changelist",
                permission="journal.view_journalentry",
            ),
            Entry(_("Seals of the history"), icon="lock", url_name="workbench:seals"),
            Entry(_("Backup register"), icon="save", url_name="workbench:backups"),
            Entry(
                _("Office days"),
                icon="schedule",
                url_name="admin:notices_officeday_changelist",
                permission="notices.view_officeday",
            ),
        ),
        collapsible=True,
    ),
)


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """The sidebar of the person at this request, as unfold wants it; built once per request."""
    kept: list[dict[str, Any]] | None = getattr(request, "shell_sidebar", None)
    if kept is None:
        kept = _drawn(request)
        request.shell_sidebar = kept  # type: ignore[attr-defined]  # once per request
    return kept


def _drawn(request: HttpRequest) -> list[dict[str, Any]]:
    here, badges = _here(request), _badges(request)
    groups = []
    for section in SECTIONS:
        items = [
            _item(entry, link, active=entry.url_name == here, badge=badges.get(entry.url_name))
            for entry, link in _open_entries(section, request)
        ]
        collapsible = section.collapsible and len(items) > 1
        groups.append({"title": section.title, "collapsible": collapsible, "items": items})
    return groups


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Collect the figures and panels of the first page from whoever knows them."""
    answers = _answers(dashboard_opened, request)
    figures = [answer for answer in answers if isinstance(answer, Figure)]
    panels = [answer for answer in answers if isinstance(answer, Panel)]
    return {
        **context,
        "title": _("Overview"),
        "figures": sorted(figures, key=lambda figure: figure.rank),
        "panels": sorted(panels, key=lambda panel: panel.rank),
        "posts": getattr(request.user, "current_memberships", []),
        "without_role": not _has_role(request.user),
        "ways": [
            (entry, link)
            for section in SECTIONS
            for entry, link in _open_entries(section, request)
            if entry.url_name != "admin:index"
        ],
    }


def _has_role(user: "User | AnonymousUser") -> bool:
    return user.is_authenticated and (user.is_superuser or bool(user.current_memberships))


def palette(request: HttpRequest, term: str) -> list[Hit]:
    """What the palette finds for a term: pages of the sidebar first, then what the apps know."""
    pages = [
        Hit(str(entry.title), link, str(section.title), entry.icon)
        for section in SECTIONS
        for entry, link in _open_entries(section, request)
        if term.casefold() in str(entry.title).casefold()
    ]
    return [*pages, *_answers(palette_searched, request, term=term)]


def _open_entries(section: Section, request: HttpRequest) -> Iterator[tuple[Entry, str]]:
    """The entries of a section that this person may open, each with its address."""
    for entry in section.entries:
        link, page_permission = _place(entry.url_name)
        if not allowed(request, page_permission or entry.permission):
            continue
        if entry.only_when_waiting and entry.url_name not in _badges(request):
            continue
        if entry.concerns is None or entry.concerns(actor(request)):
            yield entry, link


@cache
def _place(url_name: str) -> tuple[str, Permission]:
    """Where an entry leads, and what its page asks for; the same for everybody."""
    link = reverse(url_name)
    return link, getattr(resolve(link).func, "shell_permission", "")


def _item(entry: Entry, link: str, *, active: bool, badge: Badge | None) -> dict[str, Any]:
    item: dict[str, Any] = {
        "title": entry.title,
        "icon": entry.icon,
        "link": link,
        "active": active,
    }
    if badge and badge.count:
        item |= {
            "badge": in_words(badge.count),
            "badge_variant": badge.tone,
            "badge_style": "solid",
        }
    return item


def _badges(request: HttpRequest) -> dict[str, Badge]:
    """What is counted beside the entries; asked once per request."""
    kept: dict[str, Badge] | None = getattr(request, "shell_badges", None)
    if kept is None:
        kept = {badge.url_name: badge for badge in _answers(sidebar_drawn, request) if badge.count}
        request.shell_badges = kept  # type: ignore[attr-defined]  # once per request
    return kept


def _answers(signal: Signal, request: HttpRequest, **facts: object) -> list[Any]:
    replies = signal.send(sender=None, request=request, **facts)
    return [answer for _receiver, answers in replies for answer in answers or ()]


def _here(request: HttpRequest) -> str:
    """The sidebar entry under which the current page belongs; the page itself or its section.

    A page that is no entry (one dossier, one manifest) names its entry by ``request.shell_entry``.
    """
    chosen: str = getattr(request, "shell_entry", "")
    if chosen:
        return chosen
    match = request.resolver_match
    if match is None:
        return ""
    name = match.view_name or ""
    for suffix in ("_add", "_change", "_delete", "_history", "_simple_history"):
        if name.startswith("admin:"):
            name = name.removesuffix(suffix) + "_changelist" if name.endswith(suffix) else name
    return name
