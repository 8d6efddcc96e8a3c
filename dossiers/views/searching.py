"""The search: one box, and for each hit where it is, how it stands and by what it was found."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.crypto import tail_index
from archive_office.http import StaffRequest, actor
from archive_office.shell import shell_page
from archive_office.shell.counting import counted, in_words
from archive_office.shell.kept import kept
from archive_office.shell.paging import keyset_page
from dossiers.forms.searching import SearchFilter
from dossiers.models import Dossier, DossierState, SearchEntry
from dossiers.rules.listing import listed_dossiers
from dossiers.rules.searching import Sight, named_alone
from dossiers.rules.words import Word, words_of
from dossiers.views.finding import with_holdings
from dossiers.views.lists import customer_of

MOST_TITLES = 2


@dataclass(frozen=True, slots=True)
class Found:
    """One dossier that was found: what of it was asked for, marked, and what else told of it."""

    dossier: Dossier
    code: SafeString
    about: SafeString
    customer: str
    reasons: Sequence[SafeString | str]


@shell_page(gettext_lazy("Search"), "dossiers.view_dossier", methods=("GET",))
def search_page(request: StaffRequest) -> HttpResponse:
    """What a text finds in this person's sight; a whole barcode or code leads to its dossier.

    A line of the search is no display of a dossier, as in every list.

    Source: COL-27, PER-21.
    """
    user = actor(request)
    form = SearchFilter(request.GET, user=user, today=clock.today(), ask=partial(kept, request))
    text = form.chosen("q") or ""
    if only := named_alone(user, text):
        return redirect(only)
    context: dict[str, object] = {"form": form, "text": text}
    if form.narrows:
        rows = form.narrowed(listed_dossiers(user))
        page = keyset_page(with_holdings(rows), request, order=form.ordered)
        lines = list(_lines(page.rows, words_of(text, alike=form.alike), Sight(user)))
        whole = not (page.previous_query or page.next_query)
        count = len(page.rows) if whole else counted(rows)
        context |= {"page": page, "lines": lines, "count": in_words(count)}
    return render(request, "dossiers/search.html", context)


def _lines(rows: Sequence[Dossier], words: Sequence[Word], sight: Sight) -> Iterator[Found]:
    entries = SearchEntry.objects.in_bulk([row.pk for row in rows]) if words else {}
    for row in rows:
        about = str(row.unit) if row.unit else row.title
        if row.state == DossierState.DESTROYED:
            about = ""
        entry = entries.get(row.pk)
        reasons = list(_reasons(entry, words, sight)) if entry else []
        yield Found(row, marked(row.code, words), marked(about, words), customer_of(row), reasons)


def _reasons(entry: SearchEntry, words: Sequence[Word], sight: Sight) -> Iterator[SafeString | str]:
    """By what a dossier was found where its line does not show it."""
    own = entry.centre_id in sight.personal
    if own and any(word.text in word.read(entry.names) for word in words):
        yield _("Name")
    if own and any(word.initials and f" {word.initials}" in entry.initials for word in words):
        yield _("Initials")
    if own and sight.numbers and any(tail_index(word.tail) in entry.tails for word in words):
        yield _("Last four figures")
    titles = entry.titles.split("\n") + (entry.private_titles.split("\n") if own else [])
    held = [title for title in titles if any(word.text in word.read(title) for word in words)]
    yield from (marked(title, words) for title in held[:MOST_TITLES])


def marked(text: str, words: Sequence[Word]) -> SafeString:
    """A text with the words of the search marked, as far as it shows them."""
    pieces = dict.fromkeys(piece for word in words for piece in word.shown)
    if not pieces:
        return conditional_escape(text)
    either = "|".join(re.escape(piece) for piece in sorted(pieces, key=len, reverse=True))
    parts, end = [], 0
    # One character stands for one: what is found in the text as it is read stands there in the text.
    for found in re.finditer(either, words[0].read(text), flags=re.IGNORECASE):
        here, there = found.span()
        parts += [conditional_escape(text[end:here]), _mark(text[here:there])]
        end = there
    return mark_safe("".join([*parts, conditional_escape(text[end:])]))  # noqa: S308 - every part was escaped


def _mark(text: str) -> SafeString:
    return format_html("<mark>{}</mark>", text)
