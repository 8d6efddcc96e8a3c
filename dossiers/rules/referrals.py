"""What stands against passing an entry to another department, and against answering.

Source: SVC-46.
"""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import Department, User
from archive_office.regulation import Clause, Refusal
from dossiers.models import EntryReferral, RegisterEntry
from dossiers.models.registers import VOID
from dossiers.rules.definitions import spec_of
from dossiers.rules.entries import against_writer
from dossiers.rules.quarantine import against_using_dossier
from dossiers.rules.revealing import against_whole_numbers


def against_passing(
    entry: RegisterEntry, department: Department | None, note: str, by: User
) -> Iterator[Refusal]:
    """Why this person does not pass this entry to this department.

    Source: SVC-46, ORG-01, SEC-15.
    """
    yield from against_writer(spec_of(entry.definition), entry.centre, by)
    if entry.state == VOID:
        yield Refusal(Clause.SVC_46, _("%(number)s is void.") % {"number": entry})
    if entry.dossier is not None:
        yield from against_using_dossier(entry.dossier)
    if department is None or department.pk == entry.centre_id or not department.is_active:
        yield Refusal(Clause.SVC_46, _("Choose another department."), "department")
    elif entry.referrals.waiting().filter(department=department).exists():
        text = _("%(department)s has not answered yet.") % {"department": department}
        yield Refusal(Clause.SVC_46, text, "department")
    if not note.strip():
        yield Refusal(Clause.SVC_46, _("Say what the department is asked for."), "note")
    yield from against_whole_numbers(note, "note")


def against_replying(referral: EntryReferral, answer: str, by: User) -> Iterator[Refusal]:
    """Why this person does not answer what was passed on.

    Source: SVC-46, SEC-15.
    """
    if referral.department_id not in {m.department_id for m in by.current_memberships}:
        text = _("Only the people of %(department)s answer this.")
        yield Refusal(Clause.SVC_46, text % {"department": referral.department})
    if referral.answered_at is not None:
        yield Refusal(Clause.SVC_46, _("This is answered already."))
    if not answer.strip():
        yield Refusal(Clause.SVC_46, _("Write the answer."), "answer")
    yield from against_whole_numbers(answer, "answer")
