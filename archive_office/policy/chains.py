"""Who decides or signs, in which order: the approval chains of the regulation as data.

A step names a role of ``archive_office.organisation.roles`` and whose department the person must
belong to, as a fact of the case (the centre that hands over, the office that receives). Steps of
one rank may be taken in either order; a later rank waits for the earlier ones.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeAlias

from archive_office.policy.setting import Words, in_language
from archive_office.regulation import Clause

Facts: TypeAlias = Mapping[str, object]
NO_CONDITION: Final[Facts] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Step:
    """One signature or decision that a case needs.

    Attributes:
        name: The step within its chain, as stored with the decision.
        role: Code of the role the person must hold on the day.
        department: Which department of the case the role must be held in.
        rank: Steps of the lowest open rank may be taken next.
    """

    name: str
    role: str
    department: str
    rank: int
    clause: Clause
    words: Words

    @property
    def label(self) -> str:
        """The step on screen, in the reader's language."""
        return in_language(self.words)


@dataclass(frozen=True, slots=True)
class Link:
    """A step and the facts under which the chain has it."""

    step: Step
    when: tuple[tuple[str, object], ...] = ()

    def applies(self, facts: Facts) -> bool:
        """Whether every fact this link asks for is so."""
        return all(facts.get(name) == value for name, value in self.when)


def _link(
    fact: str, value: object, step: tuple[str, str, str, int], clause: Clause, *words: str
) -> Link:
    """A step that the chain has when one fact has one value."""
    name, role, department, rank = step
    chinese, english = words
    return Link(Step(name, role, department, rank, clause, (chinese, english)), ((fact, value),))


_USE: Final = (
    _link(
        "signature",
        "functional",
        ("department", "department_head", "requester", 1),
        Clause.LND_17,
        "部门负责人签字",
        "signature of the department head",
    ),
    _link(
        "signature",
        "centre",
        ("department", "centre_head", "requester", 1),
        Clause.LND_17,
        "部门负责人签字",
        "signature of the department head",
    ),
    _link(
        "signature",
        "archive_office",
        ("department", "archive_room_head", "requester", 1),
        Clause.LND_17,
        "部门负责人签字",
        "signature of the department head",
    ),
    _link(
        "signature",
        "customer_service",
        ("department", "customer_service_head", "requester", 1),
        Clause.LND_17,
        "部门负责人签字",
        "signature of the department head",
    ),
    _link(
        "review",
        "centre",
        ("review", "centre_archivist", "room", 2),
        Clause.LND_18,
        "档案室审查",
        "review by the archive room",
    ),
    _link(
        "review",
        "headquarters",
        ("review", "hq_archivist", "room", 2),
        Clause.LND_18,
        "档案室审查",
        "review by the archive room",
    ),
    _link(
        "room_head",
        "centre",
        ("room_head", "centre_head", "room", 2),
        Clause.LND_02,
        "保管单位负责人批准",
        "approval of the head of the keeping room",
    ),
    _link(
        "room_head",
        "headquarters",
        ("room_head", "archive_room_head", "room", 2),
        Clause.LND_02,
        "保管单位负责人批准",
        "approval of the head of the keeping room",
    ),
    _link(
        "room_head",
        "above_centre",
        ("room_head", "customer_service_head", "any", 2),
        Clause.LND_18,
        "上级负责人批准",
        "approval of the next higher head",
    ),
    _link(
        "room_head",
        "above_headquarters",
        ("room_head", "director", "any", 2),
        Clause.LND_18,
        "上级负责人批准",
        "approval of the next higher head",
    ),
    _link(
        "personal",
        "centre",
        ("personal", "centre_head", "origin", 3),
        Clause.LND_14,
        "客户服务中心负责人批准",
        "approval of the centre’s head",
    ),
    _link(
        "personal",
        "above",
        ("personal", "customer_service_head", "any", 3),
        Clause.LND_14,
        "客户服务部负责人批准",
        "approval of the head of customer service",
    ),
    _link(
        "director",
        "asked",
        ("director", "director", "any", 4),
        Clause.SEC_22,
        "公司负责人批准",
        "approval of the director",
    ),
)

_TIERS: Final = (
    *(
        _link(
            "tier_head",
            kind,
            ("tier_head", role, "origin", 3),
            Clause.SEC_18,
            "档案归属部门负责人批准",
            "approval of the head of the department that the dossier belongs to",
        )
        for kind, role in (
            ("centre", "centre_head"),
            ("archive_office", "archive_room_head"),
            ("functional", "department_head"),
            ("customer_service", "customer_service_head"),
            ("", "director"),
        )
    ),
    *(
        _link(
            "tier_above",
            kind,
            ("tier_above", role, "any", 4),
            Clause.SEC_17,
            "上级负责人批准",
            "approval of the next higher head",
        )
        for kind, role in (("customer_service", "customer_service_head"), ("director", "director"))
    ),
)

_APPRAISAL: Final = (
    _link(
        "signatories",
        "leader",
        ("leader", "director", "any", 1),
        Clause.APR_09,
        "公司负责人签字",
        "signature of the director",
    ),
    _link(
        "signatories",
        "joint",
        ("customer_service", "customer_service_head", "any", 1),
        Clause.APR_09,
        "客户服务部负责人签字",
        "signature of the head of customer service",
    ),
    *(
        _link(
            "origin",
            origin,
            ("origin", role, "origin", 1),
            Clause.APR_09,
            "档案形成部门负责人签字",
            "signature of the head of the originating department",
        )
        for origin, role in (
            ("service_centre", "centre_head"),
            ("archive_office", "archive_room_head"),
            ("functional", "department_head"),
            ("company", "director"),
        )
    ),
)

_DESTRUCTION: Final = (
    _link(
        "approval",
        "full",
        ("customer_service", "customer_service_head", "any", 1),
        Clause.DES_13,
        "客户服务部负责人批准",
        "approval of the head of customer service",
    ),
    *(
        _link(
            "origin",
            origin,
            ("origin", role, "origin", 1),
            Clause.DES_13,
            "档案形成部门负责人批准",
            "approval of the head of the originating department",
        )
        for origin, role in (
            ("service_centre", "centre_head"),
            ("archive_office", "archive_room_head"),
            ("functional", "department_head"),
            ("company", "director"),
        )
    ),
    Link(
        Step(
            "director",
            "director",
            "any",
            2,
            Clause.DES_13,
            ("公司负责人批准", "approval of the director"),
        )
    ),
)

CHAINS: Final[Mapping[str, tuple[Link, ...]]] = MappingProxyType(
    {
        "handover": (
            Link(
                Step(
                    "transferring",
                    role="centre_archivist",
                    department="centre",
                    rank=1,
                    clause=Clause.TRF_06,
                    words=("移交方签名", "signature of the centre"),
                )
            ),
            Link(
                Step(
                    "receiving",
                    role="hq_archivist",
                    department="headquarters",
                    rank=1,
                    clause=Clause.TRF_06,
                    words=("接收方签名", "signature of headquarters"),
                )
            ),
        ),
        "use": (*_USE, *_TIERS),
        "appraisal": _APPRAISAL,
        "destruction": _DESTRUCTION,
    }
)


def chain(name: str, facts: Facts = NO_CONDITION) -> tuple[Step, ...]:
    """The steps that a case with these facts needs, in the order of the chain."""
    return tuple(link.step for link in CHAINS[name] if link.applies(facts))


def open_steps(steps: Iterable[Step], *, taken: Iterable[str]) -> tuple[Step, ...]:
    """The steps that may be taken next: those of the lowest rank that still lacks one."""
    done = frozenset(taken)
    left = [step for step in steps if step.name not in done]
    rank = min((step.rank for step in left), default=0)
    return tuple(step for step in left if step.rank == rank)
