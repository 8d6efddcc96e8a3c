"""What the forms of a destruction state. Frozen, printable as it stands: no model, no query.

Words such as 剔除 and 碎纸机粉碎 arrive as they shall be printed. Titles name the unit only,
never the customer.
"""

from dataclasses import dataclass
from datetime import date

from archive_office.printing.facts import Fonds, Signature

DESTROYED = "已销毁"
CARRIED_OUT = "已执行"
"""What a line says between its destruction and the last signature: the mark comes after it."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a destruction register.

    Args:
        kind: 卷, 件, or 抽卷 for one paper out of its volume.
        kept: 已保管年限 in full years; a dash where it cannot be reckoned.
        outcome: 剔除, 撤出, 缓销 or 已销毁; empty while the line stands.
        ended: The day of the outcome.
        twins: What becomes, or became, of the electronic copies, in words.
    """

    number: int
    reference: str
    title: str
    kind: str
    year: str
    retention: str
    kept: str
    items: int
    pages: int
    opinion: str
    remark: str = ""
    outcome: str = ""
    ended: date | None = None
    twins: str = ""


@dataclass(frozen=True, slots=True)
class TakenOff:
    """Why one line was not destroyed: by whom, when, for which reason."""

    number: int
    reference: str
    outcome: str
    reason: str
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class Appraised:
    """The appraisal on which lines of a register rest, with who signed it."""

    number: str
    on: date | None
    signers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Approval:
    """One approval that a destruction needs.

    Args:
        label: Whose it is: 公司负责人批准.
        department: The originating department it stands for; empty for nobody's in particular.
        final: Whether it is the last one of the chain 批准人.
        outcome: 同意销毁 or 不同意; empty while it is not given.
        remark: Reason or remark of the decision.
        signature: None while it is not given.
    """

    label: str
    department: str = ""
    final: bool = False
    outcome: str = ""
    remark: str = ""
    signature: Signature | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """The second check 复查 after the waiting period."""

    text: str
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class Watcher:
    """A witness 监销人, or who carried the destruction out, with the signature once given."""

    name: str
    department: str = ""
    appointed: str = ""
    signature: Signature | None = None


@dataclass(frozen=True, slots=True)
class RegisterSheet:
    """档案销毁清册.

    Args:
        standing: What the register still lacks, in words; empty once it is closed.
        asked_for: Least number of witnesses: so many lines to sign on are printed.
        methods: Methods applied, in words; empty before the first.
        destroyed_on: Day of the last destruction; None before.
        ban: That nothing is reused or sold, as the approved content says it.
        closed: Whether everybody has signed: only then it bears the stamp.
        digest: SHA-256 of the content that was approved; empty before the freeze.
        record_digest: SHA-256 of the record that was signed; empty before.
        verify_url: Text of the code by which a print is compared; empty prints none.
        ended_because: Why it was refused or given up; empty otherwise.
    """

    fonds: Fonds
    number: str
    room: str
    basis: str
    drawn_up_by: str
    drawn_up_on: date
    appraised: tuple[Appraised, ...]
    things: tuple[Listed, ...]
    approvals: tuple[Approval, ...]
    standing: str
    ban: str
    taken_off: tuple[TakenOff, ...] = ()
    approved_on: date | None = None
    checked: Checked | None = None
    place: str = ""
    methods: str = ""
    destroyed_on: date | None = None
    executor: Watcher | None = None
    witnesses: tuple[Watcher, ...] = ()
    asked_for: int = 2
    closed: bool = False
    digest: str = ""
    record_digest: str = ""
    verify_url: str = ""
    ended_because: str = ""


@dataclass(frozen=True, slots=True)
class Carried:
    """One line of the record: how, when and before whom it was destroyed, or why not.

    Args:
        confirmed: Who compared it with the thing, and when, one line each.
        twins: What became of the electronic copies, by whom and when.
    """

    number: int
    reference: str
    title: str
    items: int
    pages: int
    outcome: str
    method: str = ""
    at: str = ""
    confirmed: tuple[str, ...] = ()
    twins: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DestructionRecord:
    """监销记录: what happened at the place of destruction, line by line.

    Args:
        waited: 单独存放, from when until when, and the second check, in words.
        statement: What executor and witnesses sign.
        digest: SHA-256 of the record that is signed; empty before it is frozen.
        verify_url: Text of the code by which a print is compared; empty prints none.
    """

    fonds: Fonds
    number: str
    room: str
    place: str
    planned_on: date | None
    started_at: str
    finished_at: str
    waited: str
    executor: Watcher
    witnesses: tuple[Watcher, ...]
    lines: tuple[Carried, ...]
    standing: str
    ban: str
    statement: str = ""
    closed: bool = False
    destroyed_on: date | None = None
    digest: str = ""
    verify_url: str = ""


@dataclass(frozen=True, slots=True)
class Disposed:
    """One kind of unfiled paper on a disposal list."""

    number: int
    what: str
    copies: int
    pages: int | None
    confidential: bool
    method: str


@dataclass(frozen=True, slots=True)
class DisposalSheet:
    """无需归档文件处置单: unfiled papers that were thrown away."""

    fonds: Fonds
    number: str
    department: str
    disposed_on: date
    by: str
    items: tuple[Disposed, ...]
    remark: str = ""
