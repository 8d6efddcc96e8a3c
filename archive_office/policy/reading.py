"""What the office's settings say on a given day."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Final

from django.apps import apps

from archive_office.journal.running import READING, running
from archive_office.policy.parameters import SETTINGS
from archive_office.policy.setting import YES, Value

if TYPE_CHECKING:
    from archive_office.policy.models import Parameter

KEPT: Final = "policy.settings"


def parameter(name: str, *, on: date) -> Value:
    """The value of a setting in force on that day, included; the default before any decision.

    Of several rows that take effect on one day the one entered last counts. An act reads the
    settings once, so that none changes under it; a page asks for each once.
    """
    if (current := running()) is not None:
        if KEPT not in current.read_once:
            current.read_once[KEPT] = Timeline()
        kept: Timeline = current.read_once[KEPT]
        return kept.value(name, on=on)
    if (reading := READING.get()) is None:
        return _decided(name, on=on)
    key = (KEPT, name, on)
    if key not in reading:
        reading[key] = _decided(name, on=on)
    value: Value = reading[key]
    return value


def _decided(name: str, *, on: date) -> Value:
    setting = SETTINGS[name]
    # By name, so that the package can be imported before the models are loaded.
    rows: type[Parameter] = apps.get_model("policy", "Parameter")
    written = (
        rows.objects.filter(name=name, effective_from__lte=on)
        .order_by("-effective_from", "-pk")
        .values_list("value", flat=True)
        .first()
    )
    return setting.default if written is None else setting.read(written)


def forget_settings() -> None:
    """Let the act in progress read the settings anew: one of them was just decided."""
    if (current := running()) is not None:
        current.read_once.pop(KEPT, None)


def number(name: str, *, on: date) -> int:
    """A setting that counts: days, months, copies."""
    value = parameter(name, on=on)
    if not isinstance(value, int):
        raise TypeError(f"{name} is no number.")
    return value


def text(name: str, *, on: date) -> str:
    """A setting that is a choice or a day of the year."""
    return str(parameter(name, on=on))


def switch(name: str, *, on: date) -> bool:
    """A setting that is yes or no."""
    return parameter(name, on=on) == YES


class Timeline:
    """Some settings, or all, on any day, read at once: for lists of things of many days."""

    def __init__(self, names: Iterable[str] | None = None) -> None:
        rows: type[Parameter] = apps.get_model("policy", "Parameter")
        decided = rows.objects.order_by("effective_from", "pk")
        if names is not None:
            decided = decided.filter(name__in=names)
        self._rows: dict[str, list[tuple[date, str]]] = defaultdict(list)
        for name, since, written in decided.values_list("name", "effective_from", "value"):
            self._rows[name].append((since, written))

    def value(self, name: str, *, on: date) -> Value:
        """The value in force on that day, as :func:`parameter` reads it."""
        setting = SETTINGS[name]
        written = [value for since, value in self._rows[name] if since <= on]
        return setting.read(written[-1]) if written else setting.default

    def number(self, name: str, *, on: date) -> int:
        """A setting that counts."""
        value = self.value(name, on=on)
        if not isinstance(value, int):
            raise TypeError(f"{name} is no number.")
        return value

    def text(self, name: str, *, on: date) -> str:
        """A setting that is a choice."""
        return str(self.value(name, on=on))

    def switch(self, name: str, *, on: date) -> bool:
        """A setting that is yes or no."""
        return self.value(name, on=on) == YES
