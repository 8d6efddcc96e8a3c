"""Entries are passed to another department with a note; the answer comes back to the entry.

Source: SVC-46.
"""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from archive_office.clock import day_of
from archive_office.journal.acts import act, note
from archive_office.notices.procedures import Message, tell, worded
from archive_office.organisation.models import Department, Membership, User
from archive_office.regulation import Clause, enforce
from dossiers.models import EntryReferral, RegisterEntry
from dossiers.procedures.entries import locked_entry
from dossiers.rules import referrals as rules


@act("dossiers.entry_passed", _("Entry passed to another department"), Clause.SVC_46)
def pass_entry(
    entry: RegisterEntry, department: Department | None, text: str, *, by: User, now: datetime
) -> EntryReferral:
    """Ask another department about an entry; its people see the note, not the entry.

    Raises:
        RegulationError: SVC-46 (no other department, no note, asked already, void), ORG-01 (who
            passes on), DES-12, SEC-15.

    Source: SVC-46.
    """
    fresh = locked_entry(entry.pk)
    enforce(rules.against_passing(fresh, department, text, by))
    if department is None:
        raise ValueError("the rule asks for a department")
    made = EntryReferral.objects.create(
        entry=fresh, department=department, note=text.strip(), asked_by=by, asked_at=now
    )
    note(made, after={"to": department.pk})
    posts = Membership.objects.in_force(day_of(now)).filter(department=department)
    title = _("%(centre)s asks %(department)s about %(number)s")
    message = Message(
        f"dossiers.referral:{made.pk}",
        worded(title, centre=fresh.centre, department=department, number=fresh),
        link=reverse("dossiers:matters"),
        clause=Clause.SVC_46,
    )
    tell([post.person for post in posts.select_related("person")], message, by=by, now=now)
    return made


@act("dossiers.referral_answered", _("Passed entry answered"), Clause.SVC_46)
def answer_referral(
    referral: EntryReferral, answer: str, *, by: User, now: datetime
) -> EntryReferral:
    """Answer what was passed to the own department; whoever asked hears of it.

    Raises:
        RegulationError: SVC-46 (another department, answered already, no answer), SEC-15.

    Source: SVC-46.
    """
    rows = EntryReferral.objects.select_for_update(of=("self",), no_key=True)
    fresh = rows.select_related("entry", "department", "asked_by").get(pk=referral.pk)
    enforce(rules.against_replying(fresh, answer, by))
    fresh.answer, fresh.answered_by, fresh.answered_at = answer.strip(), by, now
    fresh.save(update_fields=["answer", "answered_by", "answered_at"])
    note(fresh, after={"answered": True})
    title = _("%(department)s has answered about %(number)s")
    message = Message(
        f"dossiers.referral_answer:{fresh.pk}",
        worded(title, department=fresh.department, number=fresh.entry),
        link=fresh.entry.get_absolute_url(),
        clause=Clause.SVC_46,
    )
    tell([fresh.asked_by], message, by=by, now=now)
    return fresh
