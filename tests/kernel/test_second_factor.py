"""A second factor: set up with a telephone, asked for at the login and at every signature."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django_otp.oath import TOTP

from archive_office import clock
from archive_office.journal.models import JournalEntry
from archive_office.notices.models import Notice
from archive_office.organisation.codes import new_generator, recovery_codes, second_factor_of
from archive_office.organisation.models import LoginRecord, RecoveryCode, SecondFactor, User
from archive_office.organisation.permissions import DECIDING_ROLES
from archive_office.organisation.roles import Role
from archive_office.organisation.second_factor import reset_second_factor
from archive_office.organisation.signing import prove_identity
from archive_office.policy import number
from archive_office.regulation import Clause
from tests.factories import PASSWORD, UserFactory, person
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db

PAGE = {"Accept": "text/html", "Accept-Language": "en"}
STEP = timedelta(seconds=30)


def equipped(user, *, now=None):
    """Somebody whose telephone shows codes, and the recovery codes that were printed."""
    generator = new_generator(user, now=now or clock.now())
    generator.save()
    codes, kept = recovery_codes(generator)
    RecoveryCode.objects.bulk_create(kept)
    return generator, codes


def code_at(generator, moment):
    """What the telephone shows at a moment."""
    shown = TOTP(generator.secret)
    shown.time = moment.timestamp()
    return f"{shown.token():06}"


def wrong_code(generator):
    near = {code_at(generator, clock.now() + n * STEP) for n in range(-3, 4)}
    return next(f"{n:06}" for n in range(10) if f"{n:06}" not in near)


def at_the_door(user, password=PASSWORD, **ask):
    """A browser that has sent name and password."""
    browser = Client(headers=PAGE)
    fields = {"username": user.username, "password": password, **ask}
    return browser, browser.post(reverse("admin:login"), fields)


def is_in(browser):
    return browser.get(reverse("lending:mine")).status_code == 200


def outcomes(user):
    return list(
        LoginRecord.objects.filter(user=user).order_by("pk").values_list("outcome", flat=True)
    )


def forget_haste(generator):
    """Time goes by: django-otp's wait after wrong codes is over."""
    SecondFactor.objects.filter(pk=generator.pk).update(throttling_failure_timestamp=None)


@clause(Clause.SEC_42)
def test_the_password_alone_opens_nothing_where_a_second_factor_is_set_up():
    clerk = person(Role.EMPLOYEE)
    generator, _codes = equipped(clerk)
    browser, answer = at_the_door(clerk, next=reverse("lending:mine"))
    assert answer.url.startswith(reverse("account:code"))
    assert not is_in(browser)

    answer = browser.post(answer.url, {"code": code_at(generator, clock.now())})
    assert answer.url == reverse("lending:mine")
    assert is_in(browser)
    assert outcomes(clerk) == ["code_asked", "signed_in"]


@clause(Clause.SEC_42)
def test_who_sent_no_password_gets_no_page_for_the_code():
    clerk = person(Role.EMPLOYEE)
    generator, _codes = equipped(clerk)
    browser = Client()
    answer = browser.post(reverse("account:code"), {"code": code_at(generator, clock.now())})
    assert answer.url == reverse("admin:login")
    browser, answer = at_the_door(clerk, "wrong")
    assert answer.status_code == 200
    assert browser.get(reverse("account:code")).url == reverse("admin:login")


@clause(Clause.SEC_42)
def test_the_code_is_waited_for_only_a_short_time(monkeypatch):
    clerk = person(Role.EMPLOYEE)
    equipped(clerk)
    browser, answer = at_the_door(clerk)
    later = clock.now() + timedelta(minutes=6)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert browser.get(answer.url).url == reverse("admin:login")


@clause(Clause.SEC_42)
def test_a_password_changed_meanwhile_ends_the_half_made_login():
    clerk = person(Role.EMPLOYEE)
    generator, _codes = equipped(clerk)
    browser, answer = at_the_door(clerk)
    clerk.set_password("Another-Word-2026")
    User.objects.filter(pk=clerk.pk).update(password=clerk.password)
    answer = browser.post(answer.url, {"code": code_at(generator, clock.now())})
    assert answer.url == reverse("admin:login")
    assert not is_in(browser)


@clause(Clause.SEC_42)
def test_the_way_on_never_leads_out_of_the_office():
    clerk = person(Role.EMPLOYEE)
    generator, _codes = equipped(clerk)
    browser, answer = at_the_door(clerk, next="https://example.org/")
    answer = browser.post(answer.url, {"code": code_at(generator, clock.now())})
    assert answer.url == reverse("admin:index")


@clause(Clause.SEC_40, Clause.SEC_42)
def test_wrong_codes_are_counted_logged_and_stopped():
    clerk = person(Role.EMPLOYEE)
    generator, _codes = equipped(clerk)
    browser, door = at_the_door(clerk)
    most = number("lockout_failures", on=clock.today())
    for _attempt in range(most):
        assert browser.post(door.url, {"code": wrong_code(generator)}).status_code == 422
        forget_haste(generator)
    answer = browser.post(door.url, {"code": code_at(generator, clock.now())})
    assert answer.status_code == 422
    assert "15" in answer.text
    assert not is_in(browser)
    assert outcomes(clerk) == ["code_asked", *["refused"] * (most + 1)]


@clause(Clause.SEC_42)
def test_after_a_wrong_code_even_the_right_one_waits():
    clerk = person(Role.EMPLOYEE)
    generator, _codes = equipped(clerk)
    browser, door = at_the_door(clerk)
    browser.post(door.url, {"code": wrong_code(generator)})
    SecondFactor.objects.update(throttling_failure_count=12)
    assert browser.post(door.url, {"code": code_at(generator, clock.now())}).status_code == 422
    forget_haste(generator)
    assert browser.post(door.url, {"code": code_at(generator, clock.now())}).status_code == 302


@clause(Clause.SEC_42)
def test_a_code_is_good_once():
    signer, now = UserFactory(), clock.now()
    generator, _codes = equipped(signer)
    code = code_at(generator, now)
    assert prove_identity(signer, PASSWORD, now=now, code=code).user == signer
    with refused(Clause.SEC_42):
        prove_identity(signer, PASSWORD, now=now, code=code)
    forget_haste(generator)
    later = now + 2 * STEP
    assert prove_identity(signer, PASSWORD, now=later, code=code_at(generator, later))


@clause(Clause.SEC_42)
def test_a_signature_needs_the_code_as_well():
    signer, now = UserFactory(), clock.now()
    generator, _codes = equipped(signer)
    with refused(Clause.SEC_42):
        prove_identity(signer, PASSWORD, now=now)
    forget_haste(generator)
    with refused(Clause.SEC_42):
        prove_identity(signer, "wrong", now=now, code=code_at(generator, now))
    assert prove_identity(signer, PASSWORD, now=now, code=code_at(generator, now))


@clause(Clause.SEC_42, Clause.SEC_27)
def test_a_page_that_signs_asks_for_the_code_too():
    newcomer = person(Role.EMPLOYEE, sworn=False)
    generator, _codes = equipped(newcomer)
    browser, address = Client(headers=PAGE), reverse("undertaking")
    browser.force_login(newcomer)
    page = browser.get(address)
    assert 'name="code"' in page.text
    fields = {"password": PASSWORD, "content_hash": page.context["content_hash"]}
    assert browser.post(address, fields).status_code == 422
    forget_haste(generator)
    answer = browser.post(address, {**fields, "code": code_at(generator, clock.now())})
    assert answer.status_code == 302
    assert newcomer.undertakings.exists()


@clause(Clause.SEC_42)
def test_who_has_none_is_not_asked_for_a_code():
    browser = Client(headers=PAGE)
    browser.force_login(person(Role.EMPLOYEE, sworn=False))
    assert 'name="code"' not in browser.get(reverse("undertaking")).text


@clause(Clause.SEC_42)
def test_the_clock_of_a_telephone_may_be_half_a_minute_off():
    signer, now = UserFactory(), clock.now()
    generator, _codes = equipped(signer)
    with refused(Clause.SEC_42):
        prove_identity(signer, PASSWORD, now=now, code=code_at(generator, now - 3 * STEP))
    forget_haste(generator)
    assert prove_identity(signer, PASSWORD, now=now, code=code_at(generator, now - STEP))


@clause(Clause.SEC_42)
def test_a_recovery_code_opens_the_account_once():
    signer, now = UserFactory(), clock.now()
    generator, codes = equipped(signer)
    typed = codes[0].lower().replace("-", " ")
    assert prove_identity(signer, PASSWORD, now=now, code=typed)
    with refused(Clause.SEC_42):
        prove_identity(signer, PASSWORD, now=now, code=codes[0])
    forget_haste(generator)
    assert prove_identity(signer, PASSWORD, now=now, code=codes[1])
    other = UserFactory()
    equipped(other)
    with refused(Clause.SEC_42):
        prove_identity(other, PASSWORD, now=now, code=codes[2])


@clause(Clause.SEC_42)
def test_the_database_holds_neither_the_key_nor_a_recovery_code():
    generator, codes = equipped(UserFactory())
    row = SecondFactor.objects.filter(pk=generator.pk).values().get()
    said = " ".join(map(str, row.values()))
    assert generator.secret.hex() not in said
    assert generator.typed_key.replace(" ", "") not in said
    kept = set(generator.recovery_codes.values_list("digest", flat=True))
    assert len(kept) == len(codes) == 10
    assert not kept & {code.replace("-", "") for code in codes}


def set_up(browser, *, password=PASSWORD):
    address = reverse("account:set_up")
    page = browser.get(address)
    kept = browser.session["second_factor_begun"]
    generator = SecondFactor(data_key=kept["data_key"], key=kept["key"])
    fields = {"password": password, "new_code": code_at(generator, clock.now())}
    return page, generator, browser.post(address, fields)


@clause(Clause.SEC_42)
def test_somebody_sets_up_a_telephone_and_gets_ten_codes_once():
    clerk = person(Role.EMPLOYEE)
    browser = Client(headers=PAGE)
    browser.force_login(clerk)
    page, generator, answer = set_up(browser)
    assert generator.typed_key in page.text
    assert "data:image/svg+xml" in page.text
    assert answer.status_code == 200
    codes = answer.context["codes"]
    assert len(set(codes)) == 10
    assert all(code in answer.text for code in codes)
    assert "second_factor_begun" not in browser.session
    assert second_factor_of(clerk).secret == generator.secret
    entry = JournalEntry.objects.get(act="organisation.second_factor_set_up")
    assert entry.by == clerk
    assert generator.secret.hex() not in str([s.after for s in entry.subjects.all()])
    assert browser.get(reverse("account:set_up")).status_code == 302
    assert "10 recovery codes" in browser.get(reverse("account:second_factor")).text


@clause(Clause.SEC_42)
def test_the_table_of_sessions_does_not_hold_the_key():
    browser = Client(headers=PAGE)
    browser.force_login(person(Role.EMPLOYEE))
    page = browser.get(reverse("account:set_up"))
    generator = page.context["generator"]
    kept = Session.objects.get(session_key=browser.session.session_key).get_decoded()
    assert generator.secret.hex() not in str(kept)
    assert generator.typed_key.replace(" ", "") not in str(kept)


@clause(Clause.SEC_42)
@pytest.mark.parametrize("wrong", ["password", "new_code"])
def test_nothing_is_set_up_with_a_wrong_password_or_code(wrong):
    clerk = person(Role.EMPLOYEE)
    browser = Client(headers=PAGE)
    browser.force_login(clerk)
    generator = browser.get(reverse("account:set_up")).context["generator"]
    fields = {"password": PASSWORD, "new_code": code_at(generator, clock.now())}
    answer = browser.post(reverse("account:set_up"), {**fields, wrong: "000000"})
    assert answer.status_code == 422
    assert second_factor_of(clerk) is None


@clause(Clause.SEC_42)
def test_codes_are_renewed_and_the_telephone_given_up_for_password_and_code():
    clerk = person(Role.EMPLOYEE)
    generator, codes = equipped(clerk)
    browser = Client(headers=PAGE)
    browser.force_login(clerk)
    address = reverse("account:recovery_codes")
    assert 'name="code"' in browser.get(address).text
    assert browser.post(address, {"password": PASSWORD}).status_code == 422
    forget_haste(generator)
    answer = browser.post(address, {"password": PASSWORD, "code": codes[0]})
    fresh = answer.context["codes"]
    assert not set(fresh) & set(codes)

    address = reverse("account:give_up")
    assert browser.post(address, {"password": PASSWORD, "code": codes[1]}).status_code == 422
    forget_haste(generator)
    assert browser.post(address, {"password": PASSWORD, "code": fresh[0]}).status_code == 302
    assert second_factor_of(clerk) is None
    assert not RecoveryCode.objects.exists()
    _browser, answer = at_the_door(clerk)
    assert answer.url == reverse("admin:index")


@clause(Clause.SEC_42)
def test_the_administrator_takes_a_lost_one_away_and_the_owner_is_told():
    clerk, administrator = person(Role.EMPLOYEE), person(Role.ADMINISTRATOR)
    _generator, codes = equipped(clerk)
    inside, door = at_the_door(clerk)
    inside.post(door.url, {"code": codes[0]})
    assert is_in(inside)

    now = clock.now()
    reset_second_factor(clerk, reason="手机遗失", by=administrator, now=now)

    assert not is_in(inside), "all sessions end"
    assert second_factor_of(clerk) is None
    assert Notice.objects.filter(to=clerk, clause="SEC-42").exists()
    entry = JournalEntry.objects.get(act="organisation.second_factor_reset")
    assert (entry.by, entry.reason) == (administrator, "手机遗失")


@clause(Clause.SEC_42)
def test_nobody_resets_the_own_one_nor_a_superusers_nor_without_a_reason():
    administrator, now = person(Role.ADMINISTRATOR), clock.now()
    root, clerk = UserFactory(is_superuser=True), UserFactory()
    for user in (administrator, root, clerk):
        equipped(user)
    for user, reason in ((administrator, "换手机"), (root, "换手机"), (clerk, " ")):
        with refused(Clause.SEC_42):
            reset_second_factor(user, reason=reason, by=administrator, now=now)
    with refused(Clause.SEC_42):
        reset_second_factor(UserFactory(), reason="换手机", by=administrator, now=now)
    assert SecondFactor.objects.count() == 3


@clause(Clause.SEC_42)
def test_where_it_is_demanded_whoever_decides_sets_one_up_before_anything_else(settings):
    settings.SECOND_FACTOR_REQUIRED = True
    head = person(Role.CENTRE_HEAD)
    browser, answer = at_the_door(head)
    assert answer.status_code == 302
    for address in (reverse("admin:index"), reverse("dossiers:list"), reverse("account:home")):
        assert browser.get(address).url.startswith(reverse("account:set_up"))
    assert browser.post(reverse("dossiers:list")).status_code == 403
    assert browser.get(reverse("dossiers:list"), headers={"HX-Request": "true"}).status_code == 403
    _page, _generator, answer = set_up(browser)
    assert answer.status_code == 200
    assert browser.get(reverse("dossiers:list")).status_code == 200


@clause(Clause.SEC_42)
def test_it_comes_before_the_undertaking(settings):
    settings.SECOND_FACTOR_REQUIRED = True
    browser, _answer = at_the_door(person(Role.DIRECTOR, sworn=False))
    assert browser.get(reverse("undertaking")).url.startswith(reverse("account:set_up"))
    set_up(browser)
    assert browser.get(reverse("admin:index")).url.startswith(reverse("undertaking"))


@clause(Clause.SEC_42)
def test_who_decides_nothing_is_left_alone(settings):
    settings.SECOND_FACTOR_REQUIRED = True
    browser, _answer = at_the_door(person(Role.FRONT_LINE))
    assert browser.get(reverse("admin:index")).status_code == 200


def test_the_roles_that_decide_are_named_once():
    assert {
        Role.CENTRE_ARCHIVIST,
        Role.CENTRE_HEAD,
        Role.HQ_ARCHIVIST,
        Role.ARCHIVE_ROOM_HEAD,
        Role.CUSTOMER_SERVICE_HEAD,
        Role.DEPARTMENT_HEAD,
        Role.DIRECTOR,
        Role.ADMINISTRATOR,
    } == DECIDING_ROLES
