"""Why somebody sees a dossier: the explanation agrees with what the page itself answers."""

import random
from datetime import date, timedelta

import pytest
from django.utils import timezone

from archive_office import clock
from archive_office.organisation.exceptions import give_exception, withdraw_exception
from archive_office.organisation.models import Membership, User
from archive_office.organisation.procedures import close_account
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.procedures.grants import grant_access, withdraw_grant
from dossiers.rules.access import Access
from dossiers.rules.explaining import Ground, against_sight, department_readers, reasons
from tests.dossiers.desk import Desk
from tests.factories import (
    DepartmentFactory,
    DossierFactory,
    EstateFactory,
    MembershipFactory,
    UserFactory,
    arranged,
    opened_to,
    person,
)
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db
PAIRS = 500


def opened(dossier, user, *, hours=24, begins=-1, by=None):
    """A timed grant by an archivist of the centre."""
    now = clock.now()
    wanted = Access(
        starts_at=now + timedelta(hours=begins), until=now + timedelta(hours=hours), reason="核对"
    )
    archivist = by or person(Role.CENTRE_ARCHIVIST, dossier.centre)
    return grant_access(dossier, user, wanted, by=archivist)


def _outsiders(elsewhere, by):
    """Nobody's post, the superuser, a leaver, and one whose post ended yesterday."""
    left, ended = person(Role.HQ_ARCHIVIST, elsewhere), person(Role.AUDITOR, elsewhere)
    close_account(left, on=date(2026, 1, 31), by=by, reason="离职", now=clock.now())
    _until(ended, clock.today() - timedelta(days=1))
    return [UserFactory(), UserFactory(is_superuser=True), left, ended]


def _until(user, day):
    with arranged():
        post = Membership.objects.get(person=user)
        post.ends_on = day
        post.save()


@pytest.fixture
def office():
    """Three centres with dossiers, somebody in every role, grants and exceptions of all ages."""
    chance = random.Random(20261122)
    centres = [EstateFactory().centre for _ in range(3)]
    dossiers = [
        DossierFactory(occupancy__unit__building__estate__centre=centre)
        for centre in centres
        for _ in range(6)
    ]
    elsewhere = DepartmentFactory()
    people = [person(role, place) for role in Role for place in (centres[0], elsewhere)]
    people += [person(role, centres[1]) for role in Role if role != Role.CENTRE_HEAD]
    people += [person(Role.EMPLOYEE, elsewhere) for _ in range(12)]
    people += _outsiders(elsewhere, by=people[0])
    keepers = {centre: person(Role.CENTRE_ARCHIVIST, centre) for centre in centres}
    for user in chance.sample([p for p in people if p.is_active], 40):
        for dossier in chance.sample(dossiers, 10):
            hours, begins = chance.choice([(24, -1), (24, -1), (24, -1), (-1, -3), (9, 5)])
            opened(dossier, user, hours=hours, begins=begins, by=keepers[dossier.centre])
    for user in chance.sample([p for p in people if p.is_active], 4):
        opened_to(user, chance.choice(centres))
    expired = person(Role.EMPLOYEE, elsewhere)
    opened_to(expired, centres[2], until=clock.now() - timedelta(minutes=1))
    keeper = person(Role.FRONT_LINE, centres[2])
    with arranged():
        dossiers[-1].responsible = keeper
        dossiers[-1].save()
    return [*people, expired, keeper], dossiers


@clause(Clause.LND_21)
@clause(Clause.SEC_29)
def test_the_explanation_agrees_with_the_page_for_five_hundred_pairs(office):
    people, dossiers = office
    chance = random.Random(7)
    pairs = chance.sample([(p, d) for p in people for d in dossiers], PAIRS)
    denied = by_grant_alone = 0
    for user, dossier in pairs:
        found = reasons(dossier, at=clock.now(), person=user)
        answer = Desk(User.objects.get(pk=user.pk)).get("dossier", dossier.pk)
        assert (answer.status_code == 200) == bool(found), (user, dossier, found)
        assert bool(found) != bool(list(against_sight(dossier, user, at=clock.now())))
        denied += not found
        by_grant_alone += {r.ground for r in found} == {Ground.GRANT}
    assert denied >= 50
    assert by_grant_alone >= 50


@clause(Clause.SEC_51)
def test_everybody_who_sees_a_dossier_is_named_with_each_ground(office):
    people, dossiers = office
    for dossier in dossiers[::5]:
        listed = {r.person.pk for r in reasons(dossier, at=clock.now())}
        seeing = {
            p.pk
            for p in people
            if Desk(User.objects.get(pk=p.pk)).get("dossier", dossier.pk).status_code == 200
        }
        assert listed & {p.pk for p in people} == seeing


@clause(Clause.SEC_51)
def test_who_could_see_it_on_a_past_day_is_told_from_the_dates():
    dossier = DossierFactory()
    now = clock.now()
    early = person(Role.CENTRE_ARCHIVIST, dossier.centre)
    _until(early, now.date() - timedelta(days=10))
    late = UserFactory()
    MembershipFactory(
        person=late,
        role=Role.CENTRE_ARCHIVIST,
        department=dossier.centre,
        starts_on=now.date() - timedelta(days=9),
    )
    then = {r.person.pk for r in reasons(dossier, at=now - timedelta(days=20))}
    today = {r.person.pk for r in reasons(dossier, at=now)}
    assert early.pk in then
    assert early.pk not in today
    assert late.pk in today
    assert late.pk not in then


@clause(Clause.SEC_51)
def test_a_withdrawn_grant_still_tells_who_could_see_it_before():
    dossier, employee = DossierFactory(), person(Role.EMPLOYEE)
    grant = opened(dossier, employee)
    moment = clock.now()
    withdraw_grant(grant, by=grant.granted_by, now=clock.now(), reason="用毕")
    assert [r.ground for r in reasons(dossier, at=moment, person=employee)] == [Ground.GRANT]
    assert reasons(dossier, at=clock.now(), person=employee) == []
    *_others, words = against_sight(dossier, employee, at=clock.now())
    assert str(timezone.localtime(grant.until).year) in words


@clause(Clause.SEC_51)
def test_the_ground_says_whether_the_personal_volume_is_open_too():
    dossier = DossierFactory()
    archivist = person(Role.CENTRE_ARCHIVIST, dossier.centre)
    headquarters = person(Role.HQ_ARCHIVIST)
    assert [r.personal for r in reasons(dossier, at=clock.now(), person=archivist)] == [True]
    assert [r.personal for r in reasons(dossier, at=clock.now(), person=headquarters)] == [False]


@pytest.fixture
def centre():
    return EstateFactory().centre


@pytest.fixture
def head(centre):
    return person(Role.CENTRE_HEAD, centre)


def give(user, centre, by, *, days=30, reason="联合检查"):
    now = clock.now()
    until = now + timedelta(days=days)
    return give_exception(user, centre, until=until, reason=reason, by=by, now=now)


@clause(Clause.LND_21)
def test_the_head_opens_the_centres_files_to_somebody_for_a_time(centre, head):
    dossier = DossierFactory(occupancy__unit__building__estate__centre=centre)
    stranger = person(Role.EMPLOYEE)
    assert Desk(stranger).get("dossier", dossier.pk).status_code == 404
    given = give(stranger, centre, head)
    assert Desk(User.objects.get(pk=stranger.pk)).get("dossier", dossier.pk).status_code == 200
    (found,) = reasons(dossier, at=clock.now(), person=stranger)
    assert (found.ground, found.given_by, found.words) == (Ground.EXCEPTION, head, "联合检查")
    withdraw_exception(given, reason="检查结束", by=head, now=clock.now())
    assert Desk(User.objects.get(pk=stranger.pk)).get("dossier", dossier.pk).status_code == 404
    assert reasons(dossier, at=clock.now(), person=stranger) == []


@clause(Clause.LND_21)
def test_an_exception_needs_a_head_a_reason_an_end_within_a_year_and_another_person(centre, head):
    stranger = person(Role.EMPLOYEE)
    with refused(Clause.LND_21):
        give(stranger, centre, person(Role.CENTRE_ARCHIVIST, centre))
    with refused(Clause.LND_21):
        give(stranger, centre, person(Role.CENTRE_HEAD, EstateFactory().centre))
    with refused(Clause.LND_21):
        give(stranger, centre, head, reason=" ")
    with refused(Clause.LND_21):
        give(stranger, centre, head, days=400)
    with refused(Clause.LND_21):
        give(stranger, centre, head, days=-1)
    with refused(Clause.LND_21):
        give(head, centre, head)
    with refused(Clause.LND_21):
        withdraw_exception(give(stranger, centre, head), reason="", by=head, now=clock.now())


@clause(Clause.LND_21)
def test_the_readers_of_a_centre_are_those_of_its_posts_and_exceptions(centre, head):
    stranger = person(Role.EMPLOYEE)
    give(stranger, centre, head)
    archivist = person(Role.CENTRE_ARCHIVIST, centre)
    person(Role.FRONT_LINE, centre)
    found = {r.person: r.ground for r in department_readers(centre, at=clock.now())}
    assert found == {
        head: Ground.OWN_CENTRE,
        archivist: Ground.OWN_CENTRE,
        stranger: Ground.EXCEPTION,
    }
