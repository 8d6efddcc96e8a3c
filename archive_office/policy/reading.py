"""What the office's settings say on a given day."""

from datetime import date
from typing import TYPE_CHECKING

from django.apps import apps

from archive_office.policy.parameters import SETTINGS
from archive_office.policy.setting import YES, Value

if TYPE_CHECKING:
    from archive_office.policy.models import Parameter


def parameter(name: str, *, on: date) -> Value:
    """The value of a setting in force on that day, included; the default before any decision.

    Of several rows that take effect on one day the one entered last counts.
    """
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
