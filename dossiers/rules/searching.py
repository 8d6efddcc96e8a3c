"""One search for the page, the palette and every picker.

Every word must be found: anywhere in a name, a title, a unit or a code, as the beginning of a name's
initials, or as the last four figures of a number. Names, numbers and the titles of personal papers
are searched where the person reads personal volumes. Traditional and simplified characters are
alike unless somebody asks for exactly those typed.

Source: ORG-01, SEC-15, SEC-29, COL-27; decisions 22.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from math import prod
from typing import Any, Final

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from archive_office.crypto import tail_index
from archive_office.organisation.models import User
from archive_office.organisation.scope import scope_of
from dossiers.models import Document, Dossier, Estate, SearchEntry, Unit
from dossiers.models.searching import Dashed, DossierGrams, Simplified, UnitGrams, UnitPlaces
from dossiers.models.simplified import simplified
from dossiers.rules.listing import listed_dossiers, seen_elsewhere
from dossiers.rules.words import LONGEST_INITIALS, Word, folded, words_of

REVEALS: Final = "dossiers.reveal_numbers"
SHORTEST_CODE: Final = 6
MOST_NAMED: Final = 50
"""Dossiers that one whole code or barcode may name."""
FREQUENT = 0.02
"""The share of all dossiers from which on a word is looked for along the list, not in the index."""
FEW: Final = 1000
"""Hits that are looked up once; more are read page by page."""
_PERSONAL: Final = ("names", "private_titles")
_NAMED: Final = """
(SELECT barcode, dossier_id, 0 FROM dossiers_holding WHERE barcode = ANY (%(texts)s) LIMIT %(most)s)
UNION ALL
(SELECT code, dossier_id, 1 FROM dossiers_holding WHERE code = ANY (%(codes)s) LIMIT %(most)s)
UNION ALL
(SELECT dossiers_dashed(code), dossier_id, 2 FROM dossiers_holding
  WHERE kind = 'item' AND dossiers_dashed(code) = ANY (%(dashed)s) LIMIT %(most)s)
UNION ALL
(SELECT dossiers_dashed(legacy_code), dossier_id, 2 FROM dossiers_holding
  WHERE NOT legacy_code = '' AND dossiers_dashed(legacy_code) = ANY (%(dashed)s) LIMIT %(most)s)
UNION ALL
(SELECT p.code, h.dossier_id, 1 FROM dossiers_document p
  JOIN dossiers_holding h ON h.id = p.holding_id WHERE p.code = ANY (%(codes)s) LIMIT %(most)s)
UNION ALL
(SELECT code, id, 1 FROM dossiers_dossier WHERE code = ANY (%(codes)s) LIMIT %(most)s)
UNION ALL
(SELECT dossiers_dashed(legacy_code), id, 2 FROM dossiers_dossier
  WHERE NOT legacy_code = '' AND dossiers_dashed(legacy_code) = ANY (%(dashed)s) LIMIT %(most)s)
"""
"""What bears a code: its text, its dossier, and whether that is a barcode, a code or any dash."""


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

    @property
    def entries(self) -> QuerySet[SearchEntry]:
        """The lines of the search of which the person may learn that they are there."""
        if self.everything:
            return SearchEntry.objects.all()
        own = Q(centre__in=self.departments)
        return SearchEntry.objects.filter(own | Q(pk__in=self.elsewhere) if self.elsewhere else own)


def search(user: User, text: str, *, alike: bool = True) -> QuerySet[Dossier]:
    """The dossiers in this person's sight that hold every word of a text; none for no word.

    In no order; lists take that of centre and code, for which there is an index. What was destroyed
    is found by its whole code or barcode only.

    Args:
        alike: Whether traditional characters are found by simplified ones, and these by those.

    Source: ORG-01, SEC-15, SEC-29.
    """
    return searched(listed_dossiers(user), user, text, alike=alike)


def searched(
    rows: QuerySet[Dossier], user: User, text: str, *, alike: bool = True
) -> QuerySet[Dossier]:
    """Of the dossiers that a person sees anyway, those that hold every word of a text.

    A few hits are looked up at once by the index. Of words that many dossiers hold, the list is
    walked in its order, and each line compared: whoever reads a page needs only its rows.
    """
    words = words_of(text, alike=alike)
    if not words:
        return rows.none()
    sight, named = Sight(user), named_exactly(words)
    share = _share_of_rarest(words, sight)
    if share < FREQUENT:
        found = found_entries(words, sight, named)
        ids = list(found.values_list("pk", flat=True)[: FEW + 1])
        if len(ids) <= FEW:
            return rows.filter(pk__in=ids)
        if sight.everything:
            return rows.filter(pk__in=found.values("pk"))
    return rows.filter(*(_held(word, sight, named, at="search__") for word in words))


def named_alone(user: User, text: str) -> Dossier | None:
    """The one dossier in sight whose whole barcode or code the text is, as a scanner reads it."""
    words = words_of(text)
    if len(words) != 1 or len(words[0].text) < SHORTEST_CODE:
        return None
    ids = named_exactly(words).get(words[0].text, set())
    seen = list(listed_dossiers(user).filter(pk__in=ids)[:2]) if ids else []
    return seen[0] if len(seen) == 1 else None


def found_entries(
    words: Sequence[Word], sight: Sight, named: Mapping[str, set[int]]
) -> QuerySet[SearchEntry]:
    """The lines of the search that hold every one of these words, as far as a person sees."""
    rows = sight.entries.alias(grams=DossierGrams())
    for word in words:
        pieces = Q(pk__in=named[word.text]) if word.text in named else Q()
        for together in _pieces(word, sight):
            pieces |= Q(grams__contains=together)
        # Apart from each other: the index answers the first wholly, so that no row is cut into
        # pieces again, and the second compares the few that are left.
        rows = rows.filter(pieces).filter(_held(word, sight, named))
    return rows


def _pieces(word: Word, sight: Sight) -> list[list[str]]:
    """The pieces of the index that a line must hold, one way or another, for a word to stand in it.

    None for mere dashes, which are not in the index.
    """
    ways = [word.grams("o")]
    if number := word.of_a_paper:
        ways.append(Word(number[0]).grams("o"))
    if sight.personal:
        ways.append(word.grams("p"))
        if word.initials:
            ways.append([f"@{word.initials[:LONGEST_INITIALS]}"])
        if sight.numbers and word.tail:
            ways.append([f"~{tail_index(word.tail)}"])
    return ways if all(ways) else []


def _share_of_rarest(words: Sequence[Word], sight: Sight) -> float:
    """What share of all dossiers the rarest of these words stands in, as far as statistics tell."""
    ways = {word: _pieces(word, sight) for word in words}
    pieces = sorted({piece for way in ways.values() for pieces in way for piece in pieces})
    shares = shares_of(pieces)
    return min(
        max((prod(shares.get(piece, 0) for piece in way) for way in ways[word]), default=1)
        for word in words
    )


def shares_of(pieces: Sequence[str]) -> Mapping[str, float]:
    """The share of all dossiers that hold a piece of the index; only of frequent ones."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM dossiers_search_shares(%s)", [list(pieces)])
        return dict(cursor.fetchall())


def _held(word: Word, sight: Sight, named: Mapping[str, set[int]], *, at: str = "") -> Q:
    """That a line holds a word, in what this person may search.

    Args:
        at: Where the line stands, seen from the rows that are narrowed.
    """
    found = _open_ways(word, at)
    if sight.personal:
        own = Q(**{f"{at}centre__in": sight.personal})
        found |= own & _personal_ways(word, sight, at)
    return found | Q(pk__in=named[word.text]) if word.text in named else found


def _anywhere(at: str, columns: Iterable[str], texts: Iterable[str]) -> Q:
    found = Q()
    for column in columns:
        for text in texts:
            found |= Q(**{f"{at}{column}__contains": text})
    return found


def _open_ways(word: Word, at: str) -> Q:
    """A word in the dossier's unit, codes and titles."""
    found = _anywhere(at, ("titles",), (word.text,)) | _anywhere(at, ("places",), word.ways)
    if word.alike:
        found |= _anywhere(at, ("open_plain",), word.ways)
    if number := word.of_a_paper:
        code, beginning = number
        papers = Document.objects.filter(holding__dossier=OuterRef("pk")).order_by()
        papers = papers.exclude(state__in=(Document.State.WITHDRAWN, Document.State.DESTROYED))
        bears = papers.alias(plain=Dashed("code")).filter(plain__contains=f"{code}-{beginning}")
        found |= _anywhere(at, ("places",), (f"{code}-",)) & Q(Exists(bears))
    return found


def _personal_ways(word: Word, sight: Sight, at: str) -> Q:
    """A word in what only those search who read the personal volumes of a centre.

    Source: LND-13, SEC-15.
    """
    columns = ("names", "private_titles", "private_plain") if word.alike else _PERSONAL
    found = _anywhere(at, columns, (word.text,))
    more: dict[str, Any] = {}
    if word.initials:
        found |= Q(**{f"{at}initials__contains": f" {word.initials}"})
    if sight.numbers and word.tail:
        more[f"{at}tails__contains"] = [tail_index(word.tail)]
    return found | Q(**more) if more else found


def named_exactly(words: Sequence[Word]) -> Mapping[str, set[int]]:
    """Dossiers by whole barcodes and codes: their own, and those of what lies in them.

    Former codes, and the codes of items, are compared with any dash or dot.
    """
    asked = [word for word in words if word.has_figures]
    found: dict[str, set[int]] = defaultdict(set)
    if not asked:
        return found
    spelled = (
        {word.text: word.text for word in asked},
        {word.code: word.text for word in asked},
        {word.dashed: word.text for word in asked},
    )
    texts, codes, dashes = (list(names) for names in spelled)
    asking: dict[str, Any] = {"texts": texts, "codes": codes, "dashed": dashes, "most": MOST_NAMED}
    with connection.cursor() as cursor:
        cursor.execute(_NAMED, asking)
        for name, dossier, spelling in cursor.fetchall():
            found[spelled[spelling][name]].add(dossier)
    return found


def search_units(text: str) -> QuerySet[Unit]:
    """Units that hold every word of a text in their number, the estate's name before it or not.

    Traditional and simplified characters are alike. Whoever asks narrows the units to what a person
    may know of.

    Source: COL-27.
    """
    words = words_of(text, alike=True)
    if not words:
        return Unit.objects.none()
    names = Estate.objects.values_list("pk", "name")
    estates = [(pk, simplified(folded(name))) for pk, name in names]
    rows = Unit.objects.alias(grams=UnitGrams(), places=Simplified(UnitPlaces()))
    for word in words:
        rows = rows.filter(_of_unit(word, estates))
    return Unit.objects.filter(pk__in=rows.order_by().values("pk"))


def _of_unit(word: Word, estates: Sequence[tuple[int, str]]) -> Q:
    """A word in a unit's number, in its estate's name, or over the end of one into the other."""
    found = _in_its_grams(word) & _anywhere("", ("places",), word.ways)
    named = [pk for pk, name in estates if word.text in name]
    if named:
        found |= Q(estate__in=named)
    for pk, name in estates:
        for rest in word.after(name):
            number = _in_its_grams(rest) & Q(places__regex=rest.beginning)
            found |= Q(estate=pk) & number
    return found


def _in_its_grams(word: Word) -> Q:
    pieces = word.grams("u")
    return Q(grams__contains=pieces) if pieces else Q()
