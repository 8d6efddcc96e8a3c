"""History on every record: what a row looked like, who changed it, in which act."""

from collections.abc import Collection
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from archive_office.journal.acts import OutsideActError
from archive_office.journal.running import running


def _user_of(row: Any) -> Any:
    return get_user_model()._default_manager.filter(pk=row.history_user_id).first()


def _set_user(row: Any, user: Any) -> None:
    row.history_user_id = user.pk if user else None


class History(HistoricalRecords):  # type: ignore[misc]  # simple-history has no types
    """HistoricalRecords that take person and reason from the act in progress.

    A row saved outside every act is refused: nothing changes without a journal
    entry. The user is kept as a bare number, so that deleting an account leaves
    history as it was.

    Args:
        personal: Columns in plain text that name residents; a page of history masks them.
    """

    def __init__(self, *, personal: Collection[str] = (), **options: Any) -> None:
        self.personal = personal
        super().__init__(
            history_user_id_field=models.IntegerField(_("person"), null=True),
            history_user_getter=_user_of,
            history_user_setter=_set_user,
            history_change_reason_field=models.TextField(_("reason"), null=True),
            **options,
        )

    def create_history_model(self, model: type[models.Model], inherited: bool) -> Any:  # noqa: FBT001 - simple-history's signature
        history = super().create_history_model(model, inherited)
        history.personal_columns = self.personal
        return history

    def get_history_user(self, instance: models.Model) -> Any:
        current = running()
        if current is None:
            raise OutsideActError(f"{type(instance).__name__} was written outside every act")
        return current.by

    def get_change_reason_for_object(
        self,
        instance: models.Model,
        history_type: str,  # noqa: ARG002 - simple-history's signature
        using: str,  # noqa: ARG002
    ) -> str:
        return change_reason(instance)


def change_reason(instance: models.Model | None = None) -> str:
    """What history says about the act in progress: ``#number name: reason``."""
    current = running()
    if current is None:
        raise OutsideActError("history was written outside every act")
    own = getattr(instance, "_change_reason", None) or current.reason
    return f"#{current.number} {current.name}" + (f": {own}" if own else "")
