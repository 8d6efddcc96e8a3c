"""The sidebar, the first page and the palette: what leads where, and for whom."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.dispatch import Signal
from django.http import HttpRequest
from django.urls import resolve, reverse
from django.utils.translation import gettext_lazy as _

from archive_office.http import actor
from archive_office.shell.counting import in_words
from archive_office.shell.entries import SECTIONS, Entry, Section
from archive_office.shell.pages import Permission, allowed
from archive_office.shell.signals import (
    Badge,
    Figure,
    Hit,
    Panel,
    dashboard_opened,
    palette_searched,
    sidebar_drawn,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from archive_office.organisation.models import User


@dataclass(frozen=True, slots=True)
class Item:
    """One line of somebody's sidebar."""

    title: str
    icon: str
    link: str
    active: bool
    badge: int | str
    badge_tone: str


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of somebody's sidebar that belong together."""

    title: str
    collapsible: bool
    active: bool
    items: tuple[Item, ...]


def sidebar(request: HttpRequest) -> list[Group]:
    """The sidebar of the person at this request; built once per request."""
    kept: list[Group] | None = getattr(request, "shell_sidebar", None)
    if kept is None:
        kept = _drawn(request)
        request.shell_sidebar = kept  # type: ignore[attr-defined]  # once per request
    return kept


def _drawn(request: HttpRequest) -> list[Group]:
    here, badges = _here(request), _badges(request)
    groups = []
    for section in SECTIONS:
        items = tuple(
            _item(entry, link, active=entry.url_name == here, badge=badges.get(entry.url_name))
            for entry, link in _open_entries(section, request)
        )
        groups.append(
            Group(
                title=str(section.title),
                collapsible=section.collapsible and len(items) > 1,
                active=any(item.active for item in items),
                items=items,
            )
        )
    return groups


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Collect the figures and panels of the first page from whoever knows them."""
    answers = _answers(dashboard_opened, request)
    figures = [answer for answer in answers if isinstance(answer, Figure)]
    panels = [answer for answer in answers if isinstance(answer, Panel)]
    return {
        **context,
        "title": _("Overview"),
        "figures": sorted(figures, key=lambda figure: figure.rank),
        "panels": sorted(panels, key=lambda panel: panel.rank),
        "posts": getattr(request.user, "current_memberships", []),
        "without_role": not _has_role(request.user),
        "ways": [
            (entry, link)
            for section in SECTIONS
            for entry, link in _open_entries(section, request)
            if entry.url_name != "admin:index"
        ],
    }


def _has_role(user: "User | AnonymousUser") -> bool:
    return user.is_authenticated and (user.is_superuser or bool(user.current_memberships))


def palette(request: HttpRequest, term: str) -> list[Hit]:
    """What the palette finds for a term: pages of the sidebar first, then what the apps know."""
    pages = [
        Hit(str(entry.title), link, str(section.title), entry.icon)
        for section in SECTIONS
        for entry, link in _open_entries(section, request)
        if term.casefold() in str(entry.title).casefold()
    ]
    return [*pages, *_answers(palette_searched, request, term=term)]


def _open_entries(section: Section, request: HttpRequest) -> Iterator[tuple[Entry, str]]:
    """The entries of a section that this person may open, each with its address."""
    for entry in section.entries:
        link, page_permission = _place(entry.url_name)
        if not allowed(request, page_permission or entry.permission):
            continue
        if entry.only_when_waiting and entry.url_name not in _badges(request):
            continue
        if entry.concerns is None or entry.concerns(actor(request)):
            yield entry, link


@cache
def _place(url_name: str) -> tuple[str, Permission]:
    """Where an entry leads, and what its page asks for; the same for everybody."""
    link = reverse(url_name)
    return link, getattr(resolve(link).func, "shell_permission", "")


def _item(entry: Entry, link: str, *, active: bool, badge: Badge | None) -> Item:
    return Item(
        title=str(entry.title),
        icon=entry.icon,
        link=link,
        active=active,
        badge=in_words(badge.count) if badge else "",
        badge_tone=badge.tone if badge else "",
    )


def _badges(request: HttpRequest) -> dict[str, Badge]:
    """What is counted beside the entries; asked once per request."""
    kept: dict[str, Badge] | None = getattr(request, "shell_badges", None)
    if kept is None:
        kept = {badge.url_name: badge for badge in _answers(sidebar_drawn, request) if badge.count}
        request.shell_badges = kept  # type: ignore[attr-defined]  # once per request
    return kept


def _answers(signal: Signal, request: HttpRequest, **facts: object) -> list[Any]:
    replies = signal.send(sender=None, request=request, **facts)
    return [answer for _receiver, answers in replies for answer in answers or ()]


def _here(request: HttpRequest) -> str:
    """The sidebar entry under which the current page belongs; the page itself or its section.

    A page that is no entry (one dossier, one manifest) names its entry by ``request.shell_entry``.
    """
    chosen: str = getattr(request, "shell_entry", "")
    if chosen:
        return chosen
    match = request.resolver_match
    if match is None:
        return ""
    name = match.view_name or ""
    for suffix in ("_add", "_change", "_delete", "_history", "_simple_history"):
        if name.startswith("admin:"):
            name = name.removesuffix(suffix) + "_changelist" if name.endswith(suffix) else name
    return name
