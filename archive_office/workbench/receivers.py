"""What the first page and the sidebar hear of notices, accounts and the journal."""

from datetime import datetime
from typing import Any, Final

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.journal.acts import ACTS
from archive_office.journal.days import has_stayed_out, last_seal
from archive_office.journal.models import JournalEntry
from archive_office.notices.models import Notice
from archive_office.notices.procedures.telling import Message, tell, worded
from archive_office.notices.rules import is_overdue, last_comparison, last_day
from archive_office.organisation.models import Membership, User
from archive_office.organisation.roles import Role
from archive_office.organisation.signals import second_factor_reset
from archive_office.regulation import Clause
from archive_office.shell.counting import counted, in_words
from archive_office.shell.signals import Badge, Figure, Panel, dashboard_opened, sidebar_drawn

MOST_SHOWN: Final = 5
WATCHES_THE_JOURNAL: Final = frozenset({Role.AUDITOR, Role.DIRECTOR})


def connect() -> None:
    """Answer the shell's questions from now on."""
    dashboard_opened.connect(on_dashboard, dispatch_uid="workbench.dashboard")
    sidebar_drawn.connect(on_sidebar, dispatch_uid="workbench.sidebar")
    second_factor_reset.connect(on_second_factor_reset, dispatch_uid="workbench.second_factor")


def on_sidebar(request: StaffRequest, **_kwargs: Any) -> list[Badge]:
    """How many notices this person has not read."""
    return [Badge("workbench:inbox", counted(_unread(actor(request))))]


def on_dashboard(request: StaffRequest, **_kwargs: Any) -> list[Figure | Panel]:
    """Unread notices for everybody; accounts for the administrator; the journal for auditors."""
    user = actor(request)
    answers: list[Figure | Panel] = []
    if notices := list(_unread(user)[:MOST_SHOWN]):
        url = reverse("workbench:inbox")
        context = {"notices": notices}
        answers.append(Panel(_("Notices"), "workbench/_panel_notices.html", context, url, rank=5))
    if user.has_perm("organisation.change_user"):
        answers += _accounts()
    if user.has_perm("notices.view_officeday"):
        answers.append(_office_day())
    if user.has_perm("journal.view_historyseal"):
        answers += _seals()
    if any(user.holds(role) for role in WATCHES_THE_JOURNAL):
        answers += _journal(user)
    return answers


def _unread(user: User) -> Any:
    return Notice.objects.filter(to=user, read_at__isnull=True).order_by("-created_at", "-pk")


def _accounts() -> list[Figure]:
    accounts = User.objects.filter(is_active=True, is_superuser=False)
    posts = Membership.objects.in_force(clock.today()).filter(person=OuterRef("pk"))
    idle = counted(accounts.filter(~Exists(posts)))
    url = reverse("admin:organisation_user_changelist")
    return [
        Figure(
            _("Accounts"),
            in_words(counted(accounts)),
            f"{url}?is_active__exact=1",
            note=_("%(n)s of them without a post today") % {"n": in_words(idle)} if idle else "",
            icon="group",
            tone="warn" if idle else "",
            rank=10,
        )
    ]


def _office_day() -> Figure:
    """When the office day was last done, and whether it stayed out or left something undone."""
    last = last_day()
    overdue = is_overdue(last, clock.now())
    when = date_format(timezone.localtime(last.started_at), "m-d H:i") if last else "—"
    note = ""
    if last is None:
        note = _("never run yet; is a worker running?")
    elif overdue:
        note = _("not run since then; is a worker running?")
    elif last.failures:
        note = _("%(n)s of its works failed") % {"n": len(last.failures)}
    return Figure(
        _("Office day last run"),
        when,
        reverse("admin:notices_officeday_changelist"),
        note=note,
        icon="schedule",
        tone="bad" if overdue else "warn" if note else "good",
        rank=60,
    )


def _seals() -> list[Figure]:
    """Only when the history is not as it was sealed, or nothing was sealed for a day (SEC-42)."""
    compared, last = last_comparison(), last_seal()
    broken = compared is not None and not compared.intact
    if not broken and not has_stayed_out(last, clock.now()):
        return []
    return [
        Figure(
            _("History last sealed"),
            date_format(timezone.localtime(last.sealed_at), "m-d H:i") if last else "—",
            reverse("workbench:seals"),
            note=_("the history is not as it was sealed")
            if broken
            else _("nothing was sealed for a day; is a worker running?"),
            icon="lock",
            tone="bad" if broken else "warn",
            rank=1 if broken else 61,
        )
    ]


def _journal(user: User) -> list[Panel]:
    """The last acts of the office, as those read them who watch over it."""
    if not user.has_perm("journal.view_journalentry"):
        return []
    by_people = JournalEntry.objects.filter(by__isnull=False).select_related("by", "department")
    entries = by_people.order_by("-pk")[:MOST_SHOWN]
    lines = [
        {"entry": entry, "title": ACTS[entry.act].title if entry.act in ACTS else entry.act}
        for entry in entries
    ]
    url = reverse("admin:journal_journalentry_changelist")
    context = {"lines": lines}
    return [
        Panel(_("Newest in the journal"), "workbench/_panel_journal.html", context, url, rank=70)
    ]


def on_second_factor_reset(user: User, by: User, now: datetime, **_kwargs: Any) -> None:
    """Whose second factor was taken away hears of it: it may not have been asked for (SEC-42)."""
    told = gettext_lazy(
        "%(person)s reset it. Was it not you who asked? Tell the head of the archive room."
    )
    message = Message(
        key=f"second-factor-reset:{user.pk}:{now.isoformat()}",
        title=gettext_lazy("Your second factor was reset"),
        body=worded(told, person=by),
        link=reverse("account:second_factor"),
        clause=Clause.SEC_42,
    )
    tell([user], message, by=by, now=now)
