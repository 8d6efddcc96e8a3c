"""What may stand in the fields of a form: by their types, and without a number in the open.

Source: SVC-28, SEC-15.
"""

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from archive_office.crypto import WHOLE_NUMBER, masked, masked_name
from archive_office.regulation import Clause, Refusal
from dossiers.models import RegisterEntry, Unit
from dossiers.rules.definitions import FieldSpec, FormSpec
from dossiers.rules.identity import IdentityKind, against_identity, kind_of, read_phone
from dossiers.rules.revealing import against_whole_numbers

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Values = Mapping[str, str]
"""What stands in the fields, by their names; numbers and days as text, nothing for an empty one."""

_TIME: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_REFERENCE: Final = re.compile(r"[\w\-/.·#〔〕()（）]+")
_PAPERS: Final = re.compile(r"[A-Z0-9()\-]{4,30}")
_MOST: Final = Decimal(10) ** 12
_PLACES: Final = -4
_YEARS: Final = (1900, 2200)


def field_name(name: str) -> str:
    """What the field of a definition is called on the page."""
    return f"f_{name}"


def against_values(
    spec: FormSpec, values: Values, *, kept: Collection[str] = ()
) -> Iterator[Refusal]:
    """What is wrong with the contents of the fields.

    Args:
        kept: Personal fields that hold something already and were not typed again.

    Source: SVC-28, SEC-15.
    """
    for found in spec.fields:
        text = values.get(found.name, "")
        if text:
            yield from _against_text(found, text)
        elif found.name not in kept and _is_needed(found, values):
            yield Refusal(
                Clause.SVC_28,
                _("“%(field)s” is not filled in.") % {"field": found.label},
                field=field_name(found.name),
            )


def _is_needed(found: FieldSpec, values: Values) -> bool:
    if found.needed_if is None:
        return found.required
    name, value = found.needed_if
    return values.get(name) == value


def _against_text(found: FieldSpec, text: str) -> Iterator[Refusal]:
    here = field_name(found.name)
    fits = not found.pattern or re.fullmatch(found.pattern, text)
    if len(text) > found.longest or not fits or not _reads(found, text):
        yield Refusal(
            Clause.SVC_28,
            _("“%(field)s” cannot be read as it is written.") % {"field": found.label},
            field=here,
        )
    elif found.type == "identity":
        for reason in _against_number(text):
            yield Refusal(Clause.SVC_28, reason, field=here)
    elif found.type in ("text", "long", "person") and not found.personal:
        yield from against_whole_numbers(text, here)
    elif found.type == "code" and _is_personal(text):
        yield Refusal(
            Clause.SEC_15,
            _("Write no number in full; its last four digits are enough."),
            field=here,
        )


def _is_personal(text: str) -> bool:
    """Whether a reference number is an identity or mobile number in disguise."""
    card = kind_of(text, company=False) == IdentityKind.ID_CARD
    mobile = bool(WHOLE_NUMBER.fullmatch(text)) and len(read_phone(text)) == len("13800138000")
    return (card and not any(against_identity(text, company=False))) or mobile


def _against_number(text: str) -> Iterator["StrOrPromise"]:
    if kind_of(text, company=False) == IdentityKind.ID_CARD:
        yield from against_identity(text, company=False)


def _reads(found: FieldSpec, text: str) -> bool:
    """Whether a text is of the kind its field asks for."""
    readers: dict[str, Callable[[str], bool]] = {
        "number": _is_number,
        "date": _is_day,
        "time": lambda text: bool(_TIME.fullmatch(text)),
        "code": lambda text: bool(_REFERENCE.fullmatch(text)),
        "choice": lambda text: text in dict(found.choices),
        "yes_no": lambda text: text in ("yes", "no"),
        "phone": lambda text: bool(read_phone(text)),
        "identity": lambda text: bool(_PAPERS.fullmatch(text)),
        "units": lambda text: all(part.isdecimal() for part in text.split(",")),
    }
    return found.type not in readers or readers[found.type](text)


def _is_number(text: str) -> bool:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return False
    exponent = value.as_tuple().exponent
    return value.is_finite() and abs(value) < _MOST and int(exponent) >= _PLACES


def _is_day(text: str) -> bool:
    try:
        return _YEARS[0] <= date.fromisoformat(text).year < _YEARS[1]
    except ValueError:
        return False


def contents_of(entry: RegisterEntry) -> dict[str, str]:
    """Everything in an entry's fields, personal contents in full; without those once erased."""
    key = entry.key()
    personal = json.loads(key.unseal(entry.sealed)) if key and entry.sealed else {}
    return {**entry.content, **personal}


def shown(found: FieldSpec, text: str, *, full: bool = False) -> str:
    """What stands in a field, for the eye: choices in words, personal contents masked."""
    if not text:
        return ""
    if found.personal and not full:
        return masked(text) if found.type in ("phone", "identity") else masked_name(text[:4])
    return _SHOWN.get(found.type, _plain)(found, text)


def _plain(_found: FieldSpec, text: str) -> str:
    return text


def _yes_no(_found: FieldSpec, text: str) -> str:
    return str(_("Yes")) if text == "yes" else str(_("No"))


def _units(_found: FieldSpec, text: str) -> str:
    units = Unit.objects.filter(pk__in=text.split(",")).order_by("estate", "sort_key")
    return "、".join(str(unit) for unit in units.select_related("estate"))


def _number(found: FieldSpec, text: str) -> str:
    return f"{text} {found.unit}".strip()


_SHOWN: Final[Mapping[str, Callable[[FieldSpec, str], str]]] = {
    "choice": FieldSpec.choice,
    "yes_no": _yes_no,
    "units": _units,
    "number": _number,
}
