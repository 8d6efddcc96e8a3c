"""How somebody narrows and orders a list: remembered, and led back to.

A term that was searched for is not remembered: it may name a person (SEC-15).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from archive_office.http import actor
from archive_office.shell.models import ListHabit, SavedView

CHOSEN: Final = "chosen"
"""The field by which a filter says that somebody chose it, and did not merely follow a link."""
LONGEST: Final = 500
_SEARCHED: Final = "q"


@dataclass(frozen=True, slots=True)
class KeptList:
    """A list whose filters and order are kept.

    Args:
        page: The name of its address.
        fields: The fields of its filter.
    """

    page: str
    fields: tuple[str, ...]

    def narrowing(self, asked: QueryDict) -> str:
        """Filters and order of a question, without what was searched for."""
        kept = QueryDict(mutable=True)
        for name in self.fields:
            if name != _SEARCHED and (value := asked.get(name, "")):
                kept[name] = value
        query = kept.urlencode()
        return query if len(query) <= LONGEST else ""


KEPT: Final[dict[str, KeptList]] = {}
"""Every list whose views are kept, by the name of its address."""


def kept_list(page: str, fields: Iterable[str]) -> KeptList:
    """Let views of a list be kept; said once, where the list is."""
    KEPT[page] = KeptList(page, tuple(fields))
    return KEPT[page]


def led_back(request: HttpRequest, kept: KeptList) -> HttpResponse | None:
    """Remember what somebody chose; whoever asks for nothing is led to what was chosen last."""
    user = actor(request)
    if request.GET.get(CHOSEN):
        _remember(user.pk, kept, kept.narrowing(request.GET))
        return None
    if request.GET:
        return None
    habit = ListHabit.objects.filter(user=user, page=kept.page).exclude(query="").first()
    return HttpResponseRedirect(f"{request.path}?{habit.query}") if habit else None


def _remember(user: int, kept: KeptList, query: str) -> None:
    known = ListHabit.objects.filter(user=user, page=kept.page)
    if known.values_list("query", flat=True).first() != query:
        ListHabit.objects.update_or_create(user_id=user, page=kept.page, defaults={"query": query})


def views_of(request: HttpRequest, kept: KeptList) -> dict[str, Any]:
    """What a list shows of its views: those there are, and what would be kept now."""
    rows = SavedView.objects.in_use().visible_to(actor(request)).filter(page=kept.page)
    return {
        "views": rows.select_related("owner"),
        "view_page": kept.page,
        "view_query": kept.narrowing(request.GET),
        "view_address": reverse(kept.page),
    }
