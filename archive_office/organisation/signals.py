"""What the organisation tells the apps above it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.dispatch import Signal

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

account_closed = Signal()
"""Somebody left the company. Sent inside the act's transaction.

Arguments: ``user`` (the fresh row), ``by``, ``now``.
"""

leaver_reviewed = Signal()
"""Somebody looks at all that ends with an account, before closing it.

Argument: ``user``. Receivers answer with a list of :class:`Remaining`.
"""

second_factor_reset = Signal()
"""Somebody's second factor was taken away by another. Sent inside the act's transaction.

Arguments: ``user``, ``by``, ``now``.
"""


@dataclass(frozen=True, slots=True)
class Remaining:
    """One thing that hangs on an account.

    Attributes:
        ends: Whether it ends with the account; else somebody has to see to it.
    """

    what: "StrOrPromise"
    which: str
    ends: bool
    url: str = ""
