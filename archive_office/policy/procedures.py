"""How the office decides what its regulation leaves open."""

from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from archive_office.journal.acts import act, note
from archive_office.policy.models import Parameter
from archive_office.policy.setting import Setting

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


@act("policy.parameter_set", _("Setting of the regulation changed"))
def set_parameter(
    setting: Setting,
    written: str,
    *,
    effective_from: date,
    by: "AbstractBaseUser",
    reason: str,
    today: date,
) -> Parameter:
    """Decide what a setting of the regulation says from a day on.

    The past keeps the value it was lived under. A second decision for the same day replaces the
    first, which stays in the history.

    Args:
        written: The value as text; the setting says what is allowed.
        effective_from: First day under the new value, today or later.

    Raises:
        ValidationError: The value is not allowed, the day is past, or the reason is missing.
    """
    _check(setting, written, effective_from=effective_from, reason=reason, today=today)
    rows = Parameter.objects.select_for_update()
    row = rows.filter(name=setting.name, effective_from=effective_from).first()
    row = row or Parameter(name=setting.name, effective_from=effective_from)
    before = {"value": row.value} if row.pk else None
    row.value, row.set_by_id, row.reason = written, by.pk, reason
    row.save()
    note(row, before=before, after={"value": written, "from": effective_from.isoformat()})
    return row


def _check(
    setting: Setting, written: str, *, effective_from: date, reason: str, today: date
) -> None:
    wrong: dict[str, list[object]] = {}
    if objections := list(setting.objections(written)):
        wrong["value"] = list(objections)
    if effective_from < today:
        wrong["effective_from"] = [_("A setting cannot change the past.")]
    if not reason.strip():
        wrong["reason"] = [_("Say why the office decides so.")]
    if wrong:
        raise ValidationError(wrong)
