"""Everything a draft says, once more before it is sent."""

from collections.abc import Sequence
from typing import Any

from archive_office.regulation import Refusal
from dossiers.models import Customer, Occupancy, Submission, Unit
from dossiers.rules.checklist import ON_THE_LIST
from dossiers.rules.facts import consent_of, masked_customer_of, unit_of
from dossiers.rules.listing import name_of
from dossiers.views import drafts


def review_context(found: Submission, refusals: Sequence[Refusal]) -> dict[str, Any]:
    """What the last page before sending shows; personal numbers masked."""
    papers = drafts.listed_papers(found)
    lines = drafts.check_lines(papers, ())
    return {
        "facts": told_facts(found),
        "lines": lines,
        "brought": sum(paper.state in ON_THE_LIST for paper in papers),
        "scans": sum(len(line.scans) for line in lines),
        "against": drafts.with_addresses(found, refusals),
        "editable_facts": "unit" in drafts.steps_of(found),
    }


def told_facts(found: Submission) -> dict[str, Any] | None:
    """Unit, customer and consent of a move-in as words; nothing for loose papers."""
    if found.kind != Submission.Kind.MOVE_IN or not found.facts or not found.data_key:
        return None
    unit, customer = unit_of(found), masked_customer_of(found)
    return {
        "unit": unit,
        "unit_name": name_of(found, unit),
        "occupancy": _label(Occupancy.Kind, unit.occupancy),
        "use": _label(Unit.Use, unit.use),
        "customer": customer,
        "customer_kind": _label(Customer.Kind, customer.kind),
        "consent": consent_of(found),
    }


def _label(choices: Any, value: str) -> str:
    return str(choices(value).label) if value in choices.values else ""
