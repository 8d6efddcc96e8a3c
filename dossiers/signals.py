"""What the dossiers tell the apps above them."""

from dataclasses import dataclass
from datetime import date

from django.dispatch import Signal

custody_moved = Signal()
"""Holdings changed state or keeper. Sent inside the act's transaction.

Arguments: ``holdings`` (fresh rows), ``to`` (state), ``by``, ``today``.
"""

consent_withdrawn = Signal()
"""A resident's separate consent ended. Sent inside the act's transaction; receivers end at once what
they opened on it.

Arguments: ``consent``, ``by``, ``now``, ``reason``.
"""

uses_of_dossiers = Signal()
"""Somebody tells a resident who has used the file. Receivers return a list of :class:`Use`.

Arguments: ``dossiers`` (keys). What a receiver says names no employee and masks everybody else.
"""

movements_of_dossier = Signal()
"""Somebody prints where the things of a dossier went. Receivers return a list of :class:`Movement`.

Arguments: ``dossier`` (key).
"""


@dataclass(frozen=True, slots=True)
class Movement:
    """One receipt, transfer or loan of a thing, in the words of the official form.

    Attributes:
        signed: Who signed for it, in words.
    """

    on: date
    kind: str
    item: str
    sender: str
    receiver: str
    due_on: date | None = None
    back_on: date | None = None
    signed: str = ""


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a resident's file, in the words of the official form.

    Attributes:
        dossier: Its key.
        user: The employee by key, where one is known; told by the post alone.
        who: Whoever is no employee of the office, masked, with the organisation.
        purpose: From a list; in a reason that was typed, names and numbers are masked later.
    """

    dossier: int
    on: date
    what: str
    user: int | None = None
    who: str = ""
    purpose: str = ""
    afterwards: str = ""
