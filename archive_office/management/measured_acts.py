"""What acts cost in the generated office: history, journal and rules included."""

import secrets
from collections.abc import Callable
from typing import Final

from archive_office import clock
from archive_office.management.costing import ROUNDS, seconds_of
from archive_office.management.fictions import Fiction
from archive_office.management.generated_office import furnished, generated, office_at
from archive_office.management.measured_pages import smaller
from archive_office.management.measuring import Measure, median
from archive_office.management.story import Home, Story
from archive_office.management.story_of_use import LEAK, Desk
from lending.procedures.desk import hand_out

ROOM, ESTATE_OFFICE = "F02", "F02"
CLERK, HEAD, FRONT = "archivist2", "head2", "front2"
PEER_LOAN: Final = 0.034
SWITCHES: Final = 3


def loan(scale: int) -> Measure:
    """A volume handed out and taken back, written into history and journal at once."""
    with office_at(generated(scale).database):
        cost = min(_lent_and_back() for _round in range(ROUNDS))
    note = f"CPU {cost * 1000:.1f} ms; Mayan 34 ms, its audit written later"
    return Measure("hand-out + return / peer", cost / PEER_LOAN, 1.0, note)


def growth_of_loan(scale: int) -> Measure:
    """The same in a small and in the whole office."""
    return _grown("hand-out + return", scale, _lent_and_back)


def growth_of_acceptance(scale: int) -> Measure:
    """A submission checked paper by paper and accepted, in a small and in the whole office."""
    return _grown("acceptance", scale, _accepted)


def _grown(what: str, scale: int, once: Callable[[], float]) -> Measure:
    costs: dict[int, list[float]] = {smaller(scale): [], scale: []}
    for _switch in range(SWITCHES):
        for size, found in costs.items():
            with office_at(generated(size).database):
                once()  # a new connection learns the tables
                found.extend(once() for _round in range(ROUNDS // SWITCHES))
    few, many = (median(found) for found in costs.values())
    at = (f"{few * 1000:.1f} ms at {smaller(scale):,}", f"{many * 1000:.1f} ms at {scale:,}")
    return Measure(f"{what}, growth", many / few, 1.3, f"CPU {at[0]}, {at[1]}")


def _story() -> Story:
    return Story(furnished(), Fiction(secrets.randbelow(10**9)), clock.now())


def _lent_and_back() -> float:
    """Seconds from an approved request to the slot again."""
    story = _story()
    desk = Desk(story, story.office.departments[ROOM], CLERK, HEAD)
    line = desk.approved("engineer", desk.next_volume(), LEAK, now=story.now)

    def work() -> None:
        slip = hand_out([line], by=story.user(CLERK), now=clock.now())
        desk.returned(slip.loans.get(), now=clock.now())

    return seconds_of(work)


def _accepted() -> float:
    """Seconds of the archivist's answers and the acceptance."""
    story = _story()
    centre = story.office.departments[ESTATE_OFFICE]
    estate = next(e for e in story.office.estates.values() if e.centre_id == centre.pk)
    home = Home(f"{secrets.randbelow(10**7)}栋", "1201", 12)
    draft = story.bring_move_in(FRONT, estate, home, story.fiction.person())
    story.send(draft, FRONT)
    return seconds_of(lambda: story.accept(draft, CLERK))


MEASURES: Final[dict[str, Callable[[int], Measure]]] = {
    "hand-out + return / peer": loan,
    "hand-out + return, growth": growth_of_loan,
    "acceptance, growth": growth_of_acceptance,
}
