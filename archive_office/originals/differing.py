"""What differs between two frozen contents of one record: which fields of its head, which lines.

Source: TRF-06, SEC-42.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST_TOLD: Final = 60
"""So many differences are named; whoever finds more reads both papers side by side."""
LONGEST: Final = 160
EMPTY: Final = "—"

_NAMES: "Final[Mapping[str, StrOrPromise]]" = {
    "appraisals": gettext_lazy("Appraisals"),
    "basis": gettext_lazy("Basis"),
    "centre": gettext_lazy("Transferring party"),
    "code": gettext_lazy("Reference code"),
    "copies": gettext_lazy("Copies"),
    "decision": gettext_lazy("Decision"),
    "documents": gettext_lazy("Items"),
    "drawn_up_by": gettext_lazy("Drawn up by"),
    "found": pgettext_lazy("of a signed paper", "What was found"),
    "grounds": gettext_lazy("Grounds"),
    "lines": pgettext_lazy("of a signed paper", "Lines"),
    "number": gettext_lazy("Number"),
    "opinion": gettext_lazy("Opinion"),
    "opinions": gettext_lazy("Opinions"),
    "original": gettext_lazy("Originals"),
    "outcome": gettext_lazy("Outcome"),
    "pages": gettext_lazy("Pages"),
    "place": gettext_lazy("Place"),
    "receiver": gettext_lazy("Receiving party"),
    "remark": gettext_lazy("Remark"),
    "retention": gettext_lazy("Retention"),
    "room": gettext_lazy("Archive room"),
    "secrecy": gettext_lazy("Confidentiality"),
    "staying": gettext_lazy("What stays"),
    "steps": gettext_lazy("Steps"),
    "title": gettext_lazy("Title"),
    "verdict": gettext_lazy("Verdict"),
    "verdict_words": gettext_lazy("Verdict"),
    "witnesses": gettext_lazy("Witnesses"),
    "years": pgettext_lazy("of a signed paper", "Years"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where two contents say something else.

    Args:
        place: The field, or line and field, in words.
    """

    place: str
    before: str
    now: str


def differences(before: str, now: str) -> list[Difference]:
    """Where two canonical contents differ, the first :data:`MOST_TOLD` of them, in order."""
    found = _compared(_read(before), _read(now), ())
    return [each for _n, each in zip(range(MOST_TOLD), found, strict=False)]


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:  # somebody wrote something into it that is no content at all
        return text


def _compared(before: Any, now: Any, path: tuple[str, ...]) -> Iterator[Difference]:
    if isinstance(before, Mapping) and isinstance(now, Mapping):
        for name in sorted(before.keys() | now.keys()):
            yield from _compared(
                before.get(name), now.get(name), (*path, str(_NAMES.get(name, name)))
            )
    elif _listed(before) and _listed(now):
        old, new = _by_number(before), _by_number(now)
        for number in dict.fromkeys((*old, *new)):
            yield from _compared(old.get(number), new.get(number), (*path, number))
    elif before != now:
        yield Difference(" · ".join(path), _said(before), _said(now))


def _listed(value: Any) -> bool:
    return isinstance(value, list)


def _by_number(rows: Sequence[Any]) -> dict[str, Any]:
    """Lines by the number they bear, other rows by their place."""
    return {
        str(row.get("number", place) if isinstance(row, Mapping) else place): row
        for place, row in enumerate(rows, 1)
    }


def _said(value: Any) -> str:
    """A value, in few words; a whole line by its code and title."""
    if value in (None, "", [], {}):
        return EMPTY
    if isinstance(value, Mapping):
        named = [str(value[name]) for name in ("code", "title", "name") if value.get(name)]
        return " ".join(named)[:LONGEST] or _("(several fields)")
    return str(value)[:LONGEST]
