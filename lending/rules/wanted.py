"""What somebody wants, what it depends on, and whose approval that takes.

Source: LND-01, LND-02, LND-09, LND-11, LND-14, LND-17, LND-18, LND-20, LND-24, SEC-03, SEC-12,
SEC-16, SEC-17, SEC-18, SEC-22, SEC-25, SEC-34, SEC-44, SEC-47, SEC-49; decisions 15 and 16.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from archive_office import policy
from archive_office.organisation.models import Department, User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import Document, DocumentType, Dossier, Holding, Purpose, Secrecy
from dossiers.rules.tiers import CLAUSES, WORDS, Tier
from lending.models import COPYING, Manner, OutsidePerson, Place, RequestLine
from lending.rules import people, tiers

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

CHAIN: Final = "use"
NEAR_THE_OWNER: Final = (OutsidePerson.Kind.OWNER, OutsidePerson.Kind.ATTORNEY)
HEADS: Final = (
    Role.DIRECTOR,
    Role.CUSTOMER_SERVICE_HEAD,
    Role.ARCHIVE_ROOM_HEAD,
    Role.CENTRE_HEAD,
    Role.DEPARTMENT_HEAD,
)
_DIRECT: Final[dict[str, tuple[Role, ...]]] = {
    "none": (),
    "director": (Role.DIRECTOR,),
    "heads": HEADS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One thing in one manner, by whom: from a line of a request, or from a form before it.

    Attributes:
        requester: Who of the staff asks; nobody when the person is from outside.
        outside: Capacity of the person from outside (``OutsidePerson.Kind``), or empty.
        place: Where the thing is used; what is read on the spot is read at the reading place.
        room: The archive room that is asked.
        on: The day whose settings hold.
    """

    holding: Holding
    document: Document | None = None
    manner: Manner
    requester: User | None
    department: Department | None
    outside: str = ""
    entered_by: User
    purpose: Purpose
    place: Place
    room: Department
    on: date
    exception_reason: str = ""
    known: dict[str, Tier | None] = field(default_factory=dict, compare=False, repr=False)
    """What was looked up once already: a form asks for the tier many times over."""

    @property
    def dossier(self) -> Dossier:
        """The dossier the thing belongs to."""
        return self.holding.dossier

    @property
    def secrecy(self) -> int:
        """The highest grade on the way to the thing: dossier, holding, document."""
        own = self.document.secrecy if self.document else 0
        return max(self.dossier.secrecy, self.holding.secrecy, own)

    @property
    def is_graded(self) -> bool:
        """Whether the thing is of an important grade 重要密级 (decision 9)."""
        return self.secrecy >= Secrecy.SECRET

    @property
    def is_personal(self) -> bool:
        """Whether personal information of an owner is asked for."""
        return self.holding.is_personal or bool(self.document and self.document.personal)

    @property
    def is_copying(self) -> bool:
        """Whether something stays outside for good."""
        return self.manner in COPYING

    @property
    def asker(self) -> User:
        """Whose own request this is: the requester's, or who answers for the outsider."""
        return self.requester or self.entered_by

    @property
    def askers(self) -> tuple[User, ...]:
        """Everybody on the asking side."""
        return (self.asker, self.entered_by)


def reading_place(*, on: date) -> Place:
    """Where files are read on the spot: the archive room, or as the office sets it.

    Source: LND-20, SEC-24.
    """
    office = policy.text("reading_place", on=on) == "service_office"
    return Place.COMPANY if office else Place.READING_ROOM


def wanted_of(line: RequestLine, *, on: date) -> Wanted:
    """What a line of a request asks for.

    Raises:
        LookupError: The archivist has not found the thing yet.
    """
    if line.holding is None:
        raise LookupError(f"{line} names no holding yet")
    request, manner = line.request, Manner(line.manner)
    return Wanted(
        holding=line.holding,
        document=line.document,
        manner=manner,
        requester=request.requester,
        department=request.department,
        outside=request.outside.kind if request.outside else "",
        entered_by=request.entered_by,
        purpose=Purpose(request.purpose),
        place=reading_place(on=on) if manner == Manner.READ else Place(request.place),
        room=request.room,
        on=on,
        exception_reason=line.exception_reason,
    )


def types_in(wanted: Wanted) -> list[DocumentType]:
    """Document types of what is wanted: of the one paper, or of everything in the volume."""
    if wanted.document is not None:
        return [wanted.document.type] if wanted.document.type else []
    filed = wanted.holding.documents.filter(state=Document.State.FILED)
    return list(DocumentType.objects.filter(pk__in=filed.order_by().values("type")))


@dataclass(frozen=True, slots=True)
class Cause:
    """Why somebody has to approve, for everybody's eye."""

    clause: Clause
    text: "StrOrPromise"


def room_causes(wanted: Wanted) -> list[Cause]:
    """Why the head of the keeping room decides."""
    causes = []
    if wanted.is_graded:
        causes.append(Cause(Clause.LND_02, _("The thing is of an important grade of secrecy.")))
    if wanted.is_copying:
        causes.append(Cause(Clause.LND_09, _("Excerpts, photographs and copies are approved.")))
    if wanted.manner == Manner.BORROW and wanted.holding.physical_form == Holding.Form.OBJECT:
        causes.append(Cause(Clause.LND_11, _("Physical objects leave by exception only.")))
    if wanted.place == Place.OUTSIDE:
        causes.append(Cause(Clause.SEC_34, _("The thing is used outside the company.")))
    always = policy.text("read_approval_chain", on=wanted.on) == "always"
    if wanted.manner == Manner.READ and always:
        causes.append(Cause(Clause.SEC_25, _("The office approves every reading.")))
    return causes


def tier_causes(wanted: Wanted) -> list[Cause]:
    """Why whoever answers for the dossier decides.

    Source: SEC-16, SEC-17, SEC-18.
    """
    tier = _tier(wanted)
    if tier is None:
        return []
    return [Cause(CLAUSES[tier], WORDS[tier] % {"department": wanted.dossier.centre})]


def director_causes(wanted: Wanted) -> list[Cause]:
    """Why the director decides."""
    causes = tier_causes(wanted) if _tier(wanted) == Tier.COMPANY else []
    if wanted.dossier.sealed_on is not None:
        causes.append(Cause(Clause.LND_24, _("The dossier is sealed.")))
    if any(t.bound_purpose not in ("", wanted.purpose) for t in types_in(wanted)):
        causes.append(Cause(Clause.SEC_47, _("The paper is kept for another purpose.")))
    if wanted.outside and _authorised(wanted):
        causes.append(Cause(Clause.SEC_22, _("The thing goes to somebody outside the company.")))
    return causes


def _authorised(wanted: Wanted) -> bool:
    """Whether use by this outsider takes the director's word; borrowing always does."""
    everybody = policy.text("outside_authorisation", on=wanted.on) == "everybody"
    return everybody or wanted.manner == Manner.BORROW or wanted.outside not in NEAR_THE_OWNER


def causes_of(wanted: Wanted) -> list[Cause]:
    """Everything for which somebody has to approve; empty when the register is enough."""
    causes = room_causes(wanted)
    if wanted.is_personal:
        text = _("Personal information: the head of %(centre)s approves.")
        causes.append(Cause(Clause.LND_14, text % {"centre": wanted.dossier.centre}))
    causes += tier_causes(wanted)
    causes += [cause for cause in director_causes(wanted) if cause not in causes]
    facts = facts_of(wanted)
    if "review" in facts:
        causes.append(Cause(Clause.LND_18, _("The archive room reviews each loan.")))
    if not causes and "room_head" in facts:
        causes.append(Cause(Clause.LND_18, _("Archivists do not lend to themselves.")))
    if "signature" in facts:
        causes.append(Cause(Clause.LND_17, _("The requester’s department head signs.")))
    return causes


def facts_of(wanted: Wanted) -> dict[str, object]:
    """The facts on which the chain of decisions depends, as the chain names them."""
    facts: dict[str, object] = {}
    if wanted.is_personal:
        facts["personal"] = _personal(wanted)
    if director_causes(wanted):
        facts["director"] = "asked"
    facts |= _words_of_tier(wanted, facts)
    own = wanted.manner == Manner.BORROW and people.is_archivist_of(wanted.asker, wanted.room)
    if (room_causes(wanted) or own) and not _same_head(wanted, facts):
        facts["room_head"] = _room_head(wanted)
    if not is_direct(wanted):
        if wanted.manner == Manner.BORROW and not _room_decides(wanted, facts):
            facts["review"] = "centre" if wanted.room.is_centre else "headquarters"
        signature = _signature(wanted, facts)
        if signature:
            facts["signature"] = signature
    return facts


def steps_of(wanted: Wanted) -> tuple[policy.Step, ...]:
    """The decisions this use needs; none when an entry in the register is enough.

    Source: LND-01, LND-20, SEC-03, SEC-20.
    """
    return policy.chain(CHAIN, facts_of(wanted))


def department_of(step: policy.Step, wanted: Wanted) -> Department | None:
    """In which department the role of a step is to be held; nothing means in any."""
    return {
        "requester": wanted.department,
        "room": wanted.room,
        "origin": wanted.dossier.centre,
    }.get(step.department)


def is_direct(wanted: Wanted) -> bool:
    """Whether this person borrows ordinary things without an approval step.

    Source: SEC-49.
    """
    roles = _DIRECT[policy.text("direct_borrowers", on=wanted.on)]
    who = wanted.requester
    return who is not None and wanted.manner == Manner.BORROW and any(map(who.holds, roles))


def _personal(wanted: Wanted) -> str:
    centre = wanted.dossier.centre
    own = any(person.holds(Role.CENTRE_HEAD, centre) for person in wanted.askers)
    return "above" if own else "centre"


def _tier(wanted: Wanted) -> Tier | None:
    if "tier" not in wanted.known:
        found = tiers.tier_to_open(wanted.dossier, wanted.requester, on=wanted.on)
        wanted.known["tier"] = found
    return wanted.known["tier"]


def _words_of_tier(wanted: Wanted, facts: dict[str, object]) -> dict[str, object]:
    """The words that the tier takes and nobody in the chain gives anyhow."""
    words = tiers.words_needed(_tier(wanted), wanted.dossier, wanted.askers, on=wanted.on)
    if facts.get("personal") == "centre":
        words.pop("tier_head", None)
    if facts.get("personal") == "above" or (
        words.get("tier_above") == "director" and "director" in facts
    ):
        words.pop("tier_above", None)
    return words


def _room_head(wanted: Wanted) -> str:
    kind, role = (
        ("centre", Role.CENTRE_HEAD)
        if wanted.room.is_centre
        else ("headquarters", Role.ARCHIVE_ROOM_HEAD)
    )
    own = any(person.holds(role, wanted.room) for person in wanted.askers)
    return f"above_{kind}" if own else kind


def _same_head(wanted: Wanted, facts: dict[str, object]) -> bool:
    """Whether the one who would decide for the room decides this case anyhow."""
    head = _room_head(wanted)
    if head == "above_headquarters":
        return "director" in facts or facts.get("tier_above") == "director"
    if head == "above_centre":
        return facts.get("personal") == "above" or "tier_above" in facts
    decides = facts.get("personal") == "centre" or "tier_head" in facts
    return decides and wanted.room == wanted.dossier.centre


def _room_decides(wanted: Wanted, facts: dict[str, object]) -> bool:
    """Whether a head decides for the keeping room, so that the archivist need not."""
    decides = "personal" in facts or "tier_head" in facts
    return "room_head" in facts or (decides and wanted.room == wanted.dossier.centre)


def _signature(wanted: Wanted, facts: dict[str, object]) -> str:
    """Whose department head signs, by the kind of department; nobody's is empty.

    Nobody signs for outsiders, for heads themselves, or twice for one request.

    Source: LND-17.
    """
    setting = policy.text("request_department_signature", on=wanted.on)
    wished = setting == "always" or (setting == "graded_only" and wanted.is_graded)
    department = wanted.department
    if not wished or wanted.requester is None or department is None:
        return ""
    if people.is_head_of(wanted.requester, department):
        return ""
    decides = facts.get("room_head") in ("centre", "headquarters") and department == wanted.room
    heads = facts.get("personal") == "centre" or "tier_head" in facts
    approves = heads and department == wanted.dossier.centre
    return "" if decides or approves else tiers.kind_of_head(department, wanted.on)


def archivist_of(room: Department) -> Role:
    """The role of the archivist in this archive room."""
    return Role.CENTRE_ARCHIVIST if room.is_centre else Role.HQ_ARCHIVIST
