"""Questions the shell asks upwards; whoever knows an answer connects in ``receivers``.

Receivers answer by returning a list and never write. They are sent with ``request`` whose user is
signed in; what that person may not see must not be in the answer, not even as a count.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.dispatch import Signal

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: The first page is shown. Receivers return a list of :class:`Figure` and :class:`Panel`.
dashboard_opened = Signal()
#: The sidebar is drawn. Receivers return a list of :class:`Badge`.
sidebar_drawn = Signal()
#: Somebody typed ``term`` into the palette (Ctrl+K). Receivers return a list of :class:`Hit`.
palette_searched = Signal()


@dataclass(frozen=True, slots=True)
class Figure:
    """A number on the first page that leads to exactly the list it counts."""

    label: "StrOrPromise"
    value: "StrOrPromise | int"
    url: str = ""
    note: "StrOrPromise" = ""
    icon: str = "folder_open"
    #: ``""``, ``good``, ``info``, ``warn`` or ``bad``
    tone: str = ""
    rank: int = 50


@dataclass(frozen=True, slots=True)
class Panel:
    """A card on the first page, drawn from a template of the app that sends it."""

    title: "StrOrPromise"
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    url: str = ""
    wide: bool = False
    rank: int = 50


@dataclass(frozen=True, slots=True)
class Badge:
    """A count beside an entry of the sidebar."""

    url_name: str
    count: int
    #: ``info``, ``warning`` or ``danger``
    tone: str = "info"


@dataclass(frozen=True, slots=True)
class Hit:
    """One line that the palette found."""

    title: str
    url: str
    description: str = ""
    icon: str = "folder_open"
