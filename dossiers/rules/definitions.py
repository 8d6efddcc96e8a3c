"""What a definition of a form says: read from its TOML text, and what is wrong with one.

Source: FRM-01 to FRM-18, SVC-28.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from archive_office.organisation.roles import Role
from archive_office.policy.parameters import SETTINGS
from archive_office.regulation import Clause, Refusal, RegulationError
from dossiers.models import FormDefinition, FormSection
from dossiers.models.registers import VOID

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TYPES: Final = frozenset(
    {"text", "long", "code", "number", "date", "time", "choice", "yes_no"}
    | {"person", "phone", "identity", "units"}
)
"""Types of fields; the last line but one without ``units`` is personal and kept sealed."""
PERSONAL: Final = frozenset({"person", "phone", "identity"})

_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_CODE: Final = re.compile(r"[A-Z0-9]{2,8}(?:-[A-Z0-9]{1,8}){0,3}")
_SERIES: Final = re.compile(r"[A-Z]{2,4}")
_LONGEST: Final = 40_000

Words = tuple[str, str]
"""One thing in Chinese and English."""


def said(words: Words) -> str:
    """A word of a definition in the reader's language."""
    return words[1] if (get_language() or "").startswith("en") else words[0]


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of a form, one column of a register."""

    name: str
    words: Words
    type: str = "text"
    required: bool = False
    needed_if: tuple[str, str] | None = None
    choices: tuple[tuple[str, Words], ...] = ()
    pattern: str = ""
    longest: int = 200
    unit: str = ""
    default: str = ""
    width: float = 0
    total: bool = False
    personal: bool = False

    @property
    def label(self) -> str:
        """What the field is called."""
        return said(self.words)

    def choice(self, key: str) -> str:
        """The word of a choice; the key itself if the edition does not know it."""
        return said(dict(self.choices).get(key, (key, key)))


@dataclass(frozen=True, slots=True)
class StateSpec:
    """A state an entry can be in, and within how many days it should leave it."""

    key: str
    words: Words
    open: bool = False
    days: int = 0
    parameter: str = ""
    clause: str = ""
    holds: bool = False

    @property
    def label(self) -> str:
        """What the state is called."""
        return said(self.words)


@dataclass(frozen=True, slots=True)
class MoveSpec:
    """A way from one state to the next: who may take it, and what must be known then.

    Attributes:
        when: A setting of the office and the value with which alone the way is open.
        filed: Whether the entry must lie in a dossier.
    """

    key: str
    words: Words
    start: str
    end: str
    by: tuple[str, ...]
    needs: tuple[str, ...] = ()
    clause: str = ""
    when: tuple[str, str] | None = None
    filed: bool = False

    @property
    def label(self) -> str:
        """What the move is called."""
        return said(self.words)


@dataclass(frozen=True, slots=True)
class FormSpec:
    """Everything a definition says.

    Attributes:
        number: The form's own number in the regulation (QMS-PM-31301), or empty.
        series: The letters before the running numbers of its entries.
        lines: The code of a register whose entries follow those of this form and print below them.
        signatures: Who signs the sheet with a pen.
        one_current: The state an earlier entry takes when a new one is written, or empty.
        anyone: Whether everybody of the house writes it, for whichever centre; without saying
            whose it is where several dossiers are open.
        slip: Whether the sheet ends with a slip for the customer to tear off.
    """

    code: str
    words: Words
    layout: str
    section: str
    place: str
    series: str
    writers: tuple[str, ...]
    fields: tuple[FieldSpec, ...]
    states: tuple[StateSpec, ...]
    moves: tuple[MoveSpec, ...] = ()
    number: str = ""
    clauses: tuple[str, ...] = ()
    lines: str = ""
    follows: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
    one_current: str = ""
    slip: bool = False
    anyone: bool = False
    retired: bool = False
    by_name: Mapping[str, FieldSpec] = field(default_factory=dict)

    def state(self, key: str) -> StateSpec:
        """A state by its key; one the edition does not know is shown by it."""
        return next((s for s in self.states if s.key == key), StateSpec(key, (key, key)))

    def moves_from(self, state: str) -> tuple[MoveSpec, ...]:
        """The ways out of a state."""
        return tuple(move for move in self.moves if move.start == state)


def spec_of(definition: FormDefinition) -> FormSpec:
    """What an edition says; read once, editions never change."""
    return _read(definition.source)


@lru_cache(512)
def _read(source: str) -> FormSpec:
    return FormReader(tomllib.loads(source)).spec()


class FormReader:
    """Reads the tables of a definition into words and fields, missing ones by their defaults."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self.told = told

    def spec(self) -> FormSpec:
        """The definition as a whole; whether it makes sense is asked by `against_definition`."""
        told = self.told
        fields = tuple(_field(f) for f in told.get("fields", ()))
        states = tuple(_state(s) for s in told.get("states", ())) or (
            StateSpec("recorded", ("已登记", "Recorded")),
        )
        return FormSpec(
            code=str(told.get("code", "")),
            words=_words(told.get("name", {})),
            layout=str(told.get("layout", "")),
            section=str(told.get("section", "")),
            place=str(told.get("place", "unit")),
            series=str(told.get("series", "")),
            writers=_keys(told, "writers"),
            fields=fields,
            states=states,
            moves=tuple(_move(m) for m in told.get("moves", ())),
            number=str(told.get("number", "")),
            clauses=_keys(told, "clauses"),
            lines=str(told.get("lines", "")),
            follows=_keys(told, "follows"),
            signatures=_keys(told, "signatures"),
            one_current=str(told.get("one_current", "")),
            slip=told.get("slip") is True,
            anyone=told.get("anyone") is True,
            retired=told.get("retired") is True,
            by_name={f.name: f for f in fields},
        )


def _keys(told: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return tuple(str(key) for key in told.get(name, ()))


def _words(told: Mapping[str, Any]) -> Words:
    return str(told.get("zh", "")), str(told.get("en", ""))


def _field(told: Mapping[str, Any]) -> FieldSpec:
    kind = str(told.get("type", "text"))
    needed = [(str(k), str(v)) for k, v in told.get("needed_if", {}).items()]
    return FieldSpec(
        name=str(told.get("name", "")),
        words=_words(told),
        type=kind,
        required=told.get("required") is True,
        needed_if=needed[0] if needed else None,
        choices=tuple((str(c.get("key", "")), _words(c)) for c in told.get("choices", ())),
        pattern=str(told.get("pattern", "")),
        longest=int(told.get("longest", 2000 if kind == "long" else 200)),
        unit=str(told.get("unit", "")),
        default=str(told.get("default", "")),
        width=float(told.get("width", 0)),
        total=told.get("total") is True,
        personal=told.get("personal") is True or kind in PERSONAL,
    )


def _state(told: Mapping[str, Any]) -> StateSpec:
    return StateSpec(
        key=str(told.get("key", "")),
        words=_words(told),
        open=told.get("open") is True,
        days=int(told.get("days", 0)),
        parameter=str(told.get("parameter", "")),
        clause=str(told.get("clause", "")),
        holds=told.get("holds") is True,
    )


def _move(told: Mapping[str, Any]) -> MoveSpec:
    return MoveSpec(
        key=str(told.get("key", "")),
        words=_words(told),
        start=str(told.get("from", "")),
        end=str(told.get("to", "")),
        by=_keys(told, "by"),
        needs=_keys(told, "needs"),
        clause=str(told.get("clause", "")),
        when=next(((str(k), str(v)) for k, v in told.get("when", {}).items()), None),
        filed=told.get("filed") is True,
    )


def read_definition(source: str) -> FormSpec:
    """A definition as somebody brings it.

    Raises:
        RegulationError: SVC-28: it is no TOML, or what it says makes no form.

    Source: SVC-28.
    """
    if len(source) > _LONGEST:
        raise RegulationError(_refused(_("The definition is too long.")))
    try:
        spec = FormReader(tomllib.loads(source)).spec()
    except tomllib.TOMLDecodeError as error:
        broken = _("This is no TOML: %(error)s") % {"error": error}
        raise RegulationError(_refused(broken)) from None
    except (AttributeError, TypeError, ValueError):
        text = _("Fields, states and moves are tables with texts and numbers.")
        raise RegulationError(_refused(text)) from None
    if wrong := list(against_definition(spec)):
        raise RegulationError(*wrong)
    return spec


def against_definition(spec: FormSpec) -> Iterator[Refusal]:
    """Why a definition makes no form.

    Source: SVC-28.
    """
    yield from _against_head(spec)
    if not spec.writers or set(spec.writers) - set(Role.values):
        yield _refused(_one_of("writers", Role.values))
    if not spec.fields:
        yield _refused(_("A form has fields."))
    for number, found in enumerate(spec.fields):
        yield from _against_field(found, spec, spec.fields[:number])
    yield from _against_states(spec)
    yield from _against_moves(spec)


def _against_head(spec: FormSpec) -> Iterator[Refusal]:
    if not _CODE.fullmatch(spec.code):
        yield _refused(_("“code” is made of capitals, digits and dashes."))
    if not all(spec.words):
        yield _refused(_("“name” says the name in zh and en."))
    if not _SERIES.fullmatch(spec.series):
        yield _refused(_("“series” is two to four capitals."))
    for name, value, known in (
        ("layout", spec.layout, FormDefinition.Layout.values),
        ("section", spec.section, FormSection.values),
        ("place", spec.place, FormDefinition.Place.values),
    ):
        if value not in known:
            yield _refused(_one_of(name, known))


def _against_field(
    found: FieldSpec, spec: FormSpec, before: tuple[FieldSpec, ...]
) -> Iterator[Refusal]:
    here = {"field": found.name}
    if not _KEY.fullmatch(found.name) or found.name in {f.name for f in before}:
        yield _refused(_("“%(field)s” is no name of a field, or stands there twice.") % here)
    if not all(found.words):
        yield _refused(_("“%(field)s” is named in zh and en.") % here)
    if found.type not in TYPES:
        yield _refused(_one_of(f"type ({found.name})", TYPES))
    keys = [key for key, words in found.choices if _KEY.fullmatch(key) and all(words)]
    if (found.type == "choice") != bool(found.choices) or len(set(keys)) != len(found.choices):
        yield _refused(_("“%(field)s”: a choice, and only a choice, lists its choices.") % here)
    if found.needed_if and found.needed_if[0] not in spec.by_name:
        yield _refused(_("“%(field)s” depends on a field that is not there.") % here)
    if found.total and found.type != "number":
        yield _refused(_("“%(field)s”: only numbers have a total.") % here)
    try:
        re.compile(found.pattern)
    except re.error:
        yield _refused(_("“%(field)s”: the pattern cannot be read.") % here)


def _against_states(spec: FormSpec) -> Iterator[Refusal]:
    keys = [state.key for state in spec.states]
    for state in spec.states:
        if not _KEY.fullmatch(state.key) or state.key == VOID or keys.count(state.key) > 1:
            yield _refused(_("“%(state)s” is no name of a state.") % {"state": state.key})
        if not all(state.words):
            yield _refused(_("“%(field)s” is named in zh and en.") % {"field": state.key})
        if state.parameter and state.parameter not in SETTINGS:
            yield _refused(_("There is no setting “%(name)s”.") % {"name": state.parameter})
    if spec.one_current and spec.one_current not in keys:
        yield _refused(_("“one_current” names a state."))


def _against_moves(spec: FormSpec) -> Iterator[Refusal]:
    states = {state.key for state in spec.states}
    keys = [move.key for move in spec.moves]
    for move in spec.moves:
        here = {"move": move.key}
        if not _KEY.fullmatch(move.key) or keys.count(move.key) > 1 or not all(move.words):
            yield _refused(_("“%(move)s” is no name of a move.") % here)
        if {move.start, move.end} - states:
            yield _refused(_("“%(move)s” leads from one state to another.") % here)
        if not move.by or set(move.by) - set(Role.values):
            yield _refused(_one_of(f"by ({move.key})", Role.values))
        if move.when and move.when[0] not in SETTINGS:
            yield _refused(_("There is no setting “%(name)s”.") % {"name": move.when[0]})
        if set(move.needs) - set(spec.by_name):
            yield _refused(_("“%(move)s” needs a field that is not there.") % here)


def _one_of(name: str, known: Any) -> "StrOrPromise":
    return _("“%(name)s” is one of %(known)s.") % {"name": name, "known": ", ".join(sorted(known))}


def _refused(reason: "StrOrPromise") -> Refusal:
    return Refusal(Clause.SVC_28, reason, field="source")
