"""What stands in the sidebar: the pages of the office by their URL names, in sections."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from archive_office.organisation.scope import scope_of
from archive_office.shell.pages import Permission

if TYPE_CHECKING:
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
            Entry(_("Drafts of volumes"), icon="inventory", url_name="dossiers:volume_drafts"),
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
            Entry(_("Report a matter"), icon="report", url_name="dossiers:matters"),
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
            Entry(_("Rooms and shelves"), icon="shelves", url_name="dossiers:storerooms"),
            Entry(_("Stocktakes"), icon="checklist", url_name="dossiers:stocktakes"),
            Entry(_("Missing things"), icon="report", url_name="dossiers:losses"),
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
