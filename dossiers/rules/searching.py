"""One search for the page, the palette and every picker.

Every word must be found: anywhere in a name or a title, at the beginning of a number in a unit or a
code, as the beginning of a name's initials, or as the last four figures of a number. Names, numbers
and the titles of personal papers are searched where the person reads personal volumes.

Source: ORG-01, SEC-15, SEC-29, COL-27; decisions 22.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final

from django.db.models import F, Q, QuerySet

from archive_office.crypto import tail_index
from archive_office.organisation.models import User
from archive_office.organisation.scope import scope_of
from dossiers.models import Document, Dossier, Estate, Holding, SearchEntry, Unit
from dossiers.models.searching import Dashed, DossierGrams, UnitGrams, UnitPlaces
from dossiers.rules.listing import listed_dossiers, seen_elsewhere
from dossiers.rules.words import LONGEST_INITIALS, Word, folded, words_of

REVEALS: Final = "dossiers.reveal_numbers"
SHORTEST_CODE: Final = 6
MOST_NAMED: Final = 50
"""Dossiers that one whole code or barcode may name."""


class Sight:
    """What of the search a person may use now, and where.

    Attributes:
        everything: Every centre's units, codes and titles; else those of ``departments``, and of the
            few dossiers ``elsewhere``.
        personal: The centres in which names and titles of personal papers are searched.
        numbers: Whether the last figures of numbers are searched there too.
    """

    def __init__(self, user: User) -> None:
        scope = scope_of(user)
        self._user = user
        self.everything, self.departments = scope.everything, scope.departments
        self.personal = scope.personal
        self.numbers = bool(scope.personal) and user.has_perm(REVEALS)

    @cached_property
    def elsewhere(self) -> set[int]:
        """Dossiers of other centres that the person sees."""
        return set() if self.everything else seen_elsewhere(self._user)


def search(user: User, text: str) -> QuerySet[Dossier]:
    """The dossiers in this person's sight that hold every word of a text; none for no word.

    In no order; lists take that of centre and code, for which there is an index. What was destroyed
    is found by its whole code or barcode only.

    Source: ORG-01, SEC-15, SEC-29.
    """
    return searched(listed_dossiers(user), user, text)


def searched(rows: QuerySet[Dossier], user: User, text: str) -> QuerySet[Dossier]:
    """Of the dossiers that a person sees anyway, those that hold every word of a text."""
    words = words_of(text)
    if not words:
        return rows.none()
    return rows.filter(pk__in=found_entries(words, Sight(user)).values("pk"))


def named_alone(user: User, text: str) -> Dossier | None:
    """The one dossier in sight whose whole barcode or code the text is, as a scanner reads it."""
    words = words_of(text)
    if len(words) != 1 or len(words[0].text) < SHORTEST_CODE:
        return None
    ids = named_exactly(words).get(words[0].text, set())
    seen = list(listed_dossiers(user).filter(pk__in=ids)[:2]) if ids else []
    return seen[0] if len(seen) == 1 else None


def found_entries(words: Sequence[Word], sight: Sight) -> QuerySet[SearchEntry]:
    """The lines of the search that hold every one of these words, as far as a person sees."""
    rows = SearchEntry.objects.alias(grams=DossierGrams())
    if not sight.everything:
        own = Q(centre__in=sight.departments)
        rows = rows.filter(own | Q(pk__in=sight.elsewhere) if sight.elsewhere else own)
    named = named_exactly(words)
    for word in words:
        pieces, held = _open_pieces(word), _open_ways(word)
        if sight.personal:
            own = Q(centre__in=sight.personal)
            pieces |= _personal_pieces(word, sight)
            held |= own & _personal_ways(word, sight)
        if exact := named.get(word.text):
            pieces, held = pieces | Q(pk__in=exact), held | Q(pk__in=exact)
        # Apart from each other: the index answers the first wholly, so that no row is cut into
        # pieces again, and the second compares the few that are left.
        rows = rows.filter(pieces).filter(held)
    return rows


def _open_pieces(word: Word) -> Q:
    """The pieces of a word in what everybody may search who sees the dossier."""
    return Q(grams__contains=word.place_grams) | Q(grams__contains=word.grams("t"))


def _open_ways(word: Word) -> Q:
    """A word in the dossier's unit, codes and titles."""
    return Q(places__regex=word.pattern) | Q(titles__contains=word.text)


def _personal_pieces(word: Word, sight: Sight) -> Q:
    """The pieces of a word in names, personal titles, initials and last figures."""
    found = Q(grams__contains=word.grams("n")) | Q(grams__contains=word.grams("p"))
    if word.initials:
        found |= Q(grams__contains=[f"@{word.initials[:LONGEST_INITIALS]}"])
    if sight.numbers and word.tail:
        found |= Q(grams__contains=[f"~{tail_index(word.tail)}"])
    return found


def _personal_ways(word: Word, sight: Sight) -> Q:
    """A word in what only those search who read the personal volumes of a centre.

    Source: LND-13, SEC-15.
    """
    found = Q(names__contains=word.text) | Q(private_titles__contains=word.text)
    if word.initials:
        found |= Q(initials__contains=f" {word.initials}")
    if sight.numbers and word.tail:
        found |= Q(tails__contains=[tail_index(word.tail)])
    return found


def named_exactly(words: Sequence[Word]) -> Mapping[str, set[int]]:
    """Dossiers by whole barcodes and codes: their own, and those of what lies in them.

    Former codes, and the codes of items, are compared with any dash or dot.
    """
    asked = [word for word in words if word.has_figures]
    found: dict[str, set[int]] = defaultdict(set)
    if not asked:
        return found
    things, papers = Holding.objects.order_by(), Document.objects.order_by()
    files = Dossier.objects.order_by()
    plain, codes = {w.dashed: w.text for w in asked}, {w.code: w.text for w in asked}
    texts = {w.text: w.text for w in asked}
    for rows, column, names in (
        (things, "barcode", texts),
        (things, "code", codes),
        (things.filter(kind=Holding.Kind.ITEM), Dashed("code"), plain),
        (things.exclude(legacy_code=""), Dashed("legacy_code"), plain),
        (papers, "code", codes),
        (files, "code", codes),
        (files.exclude(legacy_code=""), Dashed("legacy_code"), plain),
    ):
        whose = {Holding: "dossier_id", Document: "holding__dossier_id", Dossier: "pk"}[rows.model]
        named = rows.annotate(name=F(column) if isinstance(column, str) else column)
        hits = named.filter(name__in=names).values_list("name", whose)
        for name, dossier in hits[:MOST_NAMED]:
            found[names[name]].add(dossier)
    return found


def search_units(text: str) -> QuerySet[Unit]:
    """Units that hold every word of a text in their number, the estate's name before it or not.

    Whoever asks narrows them to what a person may know of.

    Source: COL-27.
    """
    words = words_of(text)
    if not words:
        return Unit.objects.none()
    estates = [(pk, folded(name)) for pk, name in Estate.objects.values_list("pk", "name")]
    rows = Unit.objects.alias(grams=UnitGrams(), places=UnitPlaces())
    for word in words:
        rows = rows.filter(_of_unit(word, estates))
    return Unit.objects.filter(pk__in=rows.order_by().values("pk"))


def _of_unit(word: Word, estates: Sequence[tuple[int, str]]) -> Q:
    """A word in a unit's number, in its estate's name, or over the end of one into the other."""
    found = Q(grams__contains=word.place_grams, places__regex=word.pattern)
    named = [pk for pk, name in estates if word.text in name]
    if named:
        found |= Q(estate__in=named)
    for pk, name in estates:
        for rest in word.after(name):
            number = Q(grams__contains=rest.place_grams, places__regex=rest.beginning)
            found |= Q(estate=pk) & number
    return found
