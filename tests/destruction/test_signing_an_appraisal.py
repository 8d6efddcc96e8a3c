"""Who signs, over what, and what the last signature does."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from archive_office.journal.models import JournalEntry
from archive_office.notices.models import Notice
from archive_office.organisation.models import DepartmentKind
from archive_office.organisation.roles import Role
from archive_office.organisation.signing import digest, prove_identity
from archive_office.policy.models import Parameter
from archive_office.regulation import Clause
from destruction.models import AppraisalSignature, AppraisalState
from destruction.procedures.signing import freeze_appraisal, sign_appraisal, thaw
from destruction.rules.content import frozen
from destruction.rules.steps import signatories, steps_for
from dossiers.models import Hold, Holding, Retention, RetentionTrigger
from dossiers.procedures.retention import place_hold
from tests.destruction.world import (
    DESTROY,
    KEEP,
    NOW,
    PERMANENT,
    UNDECIDED,
    again,
    change,
    only_line,
    room,
)
from tests.factories import PASSWORD, TODAY, DepartmentFactory, MembershipFactory, arranged, person
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=20)


@pytest.fixture
def here():
    return room()


def decide(here, name, value):
    with arranged():
        Parameter.objects.create(
            name=name, value=value, effective_from=date(2026, 1, 1), reason="会议决定",
            set_by=here.director,
        )  # fmt: skip


def jointly(here):
    decide(here, "appraisal_signatories", "joint")


def names(appraisal):
    return [each.name for each in signatories(appraisal)]


@clause(Clause.APR_09)
def test_one_leader_signs_and_the_appraisal_is_approved(here):
    appraisal = here.frozen(here.volume())
    assert names(appraisal) == ["leader"]

    here.sign(appraisal)

    done = again(appraisal)
    assert done.state == AppraisalState.APPROVED
    assert done.approved_at == NOW
    assert not done.lines.filter(is_open=True).exists()
    signature = AppraisalSignature.objects.get()
    assert signature.content == done.content
    assert signature.content_hash == digest(done.content) == done.content_hash
    assert (signature.role, signature.department) == (Role.DIRECTOR, here.company)


@clause(Clause.APR_09, Clause.APR_10)
def test_or_customer_service_and_the_originating_department_jointly(here):
    jointly(here)
    appraisal = here.frozen(here.volume())
    origin = f"origin:{here.centre.code}"
    assert names(appraisal) == ["customer_service", origin]

    here.sign(appraisal, origin, here.head)
    assert again(appraisal).state == AppraisalState.SIGNING
    here.sign(appraisal, "customer_service", here.service_head)
    assert again(appraisal).state == AppraisalState.APPROVED


@clause(Clause.APR_09)
def test_a_functional_department_signs_by_its_own_head(here):
    jointly(here)
    office = DepartmentFactory(kind=DepartmentKind.FUNCTIONAL, code="ZHB")
    volume = here.volume()
    with arranged():
        volume.dossier.centre = office
        volume.dossier.save()
    appraisal = here.frozen(volume)

    with refused(Clause.APR_09):
        here.sign(appraisal, "origin:ZHB", person(Role.DEPARTMENT_HEAD))
    here.sign(appraisal, "origin:ZHB", person(Role.DEPARTMENT_HEAD, office))
    here.sign(appraisal, "customer_service", here.service_head)
    assert again(appraisal).state == AppraisalState.APPROVED


@clause(Clause.APR_09)
def test_a_setting_changed_after_the_freeze_changes_nothing(here):
    appraisal = here.frozen(here.volume())
    jointly(here)

    here.sign(appraisal)
    assert again(appraisal).state == AppraisalState.APPROVED


@clause(Clause.APR_09)
def test_others_do_not_sign(here):
    appraisal = here.frozen(here.volume())
    for stranger in (here.head, here.service_head, here.engineer, person(Role.EMPLOYEE)):
        with refused(Clause.APR_09):
            here.sign(appraisal, by=stranger)
    with refused(Clause.APR_09):
        here.sign(appraisal, "customer_service", here.service_head)
    with refused(Clause.APR_09):
        here.sign(here.opened(here.volume()), seen_hash="0" * 64)


def also(who, role, department, **fields):
    MembershipFactory(person=who, role=role, department=department, **fields)
    return type(who).objects.get(pk=who.pk)


@clause(Clause.APR_09)
def test_nobody_signs_the_list_they_drew_up_nor_their_stand_in(here):
    appraisal = here.frozen(here.volume())
    both = also(here.archivist, Role.DIRECTOR, here.company)
    stand_in = person(Role.EMPLOYEE)
    stand_in = also(
        stand_in, Role.DIRECTOR, here.company, acting_for=here.archivist, ends_on=date(2026, 12, 31)
    )

    for drawer in (both, stand_in):
        with refused(Clause.APR_09):
            here.sign(appraisal, by=drawer)


@clause(Clause.APR_09)
def test_two_different_people_sign(here):
    jointly(here)
    appraisal = here.frozen(here.volume())
    both = also(here.head, Role.CUSTOMER_SERVICE_HEAD, here.company)
    here.sign(appraisal, "customer_service", both)

    assert steps_for(both, appraisal, list(appraisal.signatures.all())) == []
    with refused(Clause.APR_09):
        here.sign(appraisal, f"origin:{here.centre.code}", both)
    with refused(Clause.APR_09):
        here.sign(appraisal, "customer_service", here.service_head)


@clause(Clause.APR_09)
def test_who_stands_in_signs_as_such(here):
    stand_in = also(
        person(Role.EMPLOYEE), Role.DIRECTOR, here.company,
        acting_for=here.director, ends_on=date(2026, 12, 31),
    )  # fmt: skip
    appraisal = here.frozen(here.volume())

    assert here.sign(appraisal, by=stand_in).acting_for == here.director


@clause(Clause.SEC_42)
def test_the_password_is_entered_again_by_the_signer_within_five_minutes(here):
    appraisal = here.frozen(here.volume())
    proofs = [
        prove_identity(here.director, PASSWORD, now=NOW - timedelta(minutes=6)),
        prove_identity(here.head, PASSWORD, now=NOW),
    ]
    for proof in proofs:
        with refused(Clause.SEC_42):
            sign_appraisal(
                appraisal, "leader", proof, appraisal.content_hash, by=here.director, now=NOW
            )


@clause(Clause.APR_09)
def test_a_change_after_the_first_signature_voids_it_and_says_who(here):
    jointly(here)
    appraisal = here.frozen(here.volume(), here.record())
    first = here.sign(appraisal, "customer_service", here.service_head)

    with refused(Clause.APR_09):
        thaw(appraisal, reason=" ", by=here.archivist, now=LATER)
    thaw(appraisal, reason="漏列一卷", by=here.archivist, now=LATER)

    assert str(here.archivist) in again(first).void_reason
    assert again(first).voided_by == here.archivist
    letter = Notice.objects.get(to=here.service_head, key__startswith="appraisal_thawed")
    assert str(here.archivist) in letter.title
    fresh = freeze_appraisal(here.judge(again(appraisal), PERMANENT), by=here.archivist, now=LATER)
    assert fresh.content_hash != first.content_hash
    with refused(Clause.APR_09):
        here.sign(fresh, "customer_service", here.service_head, seen_hash=first.content_hash)
    here.sign(fresh, "customer_service", here.service_head, now=LATER)
    here.sign(fresh, f"origin:{here.centre.code}", here.head, now=LATER)
    with refused(Clause.APR_09):
        thaw(fresh, reason="再改", by=here.archivist, now=LATER)


@clause(Clause.APR_09, Clause.ORG_01)
def test_who_is_asked_to_sign_may_send_the_list_back(here):
    appraisal = here.frozen(here.volume())
    for stranger in (here.head, here.engineer):
        with refused(Clause.ORG_01):
            thaw(appraisal, reason="不同意", by=stranger, now=NOW)

    thaw(appraisal, reason="第1项应永久保存", by=here.director, now=NOW)
    assert again(appraisal).state == AppraisalState.DRAFTING


@clause(Clause.APR_25)
def test_the_frozen_list_says_what_the_catalogue_says_at_the_freeze(here):
    volume = here.volume()
    appraisal = here.judge(here.opened(volume), KEEP)
    change(again(volume), page_count=21)

    (line,) = frozen(freeze_appraisal(appraisal, by=here.archivist, now=NOW))["lines"]
    assert line["pages"] == only_line(appraisal).pages == 21


@clause(Clause.APR_01)
def test_a_hold_placed_after_the_freeze_stops_the_signature(here):
    volume = here.volume()
    appraisal = here.frozen(volume, said=[DESTROY])
    place_hold(volume, Hold.Kind.LEGAL, Role.CENTRE_HEAD, by=here.head, now=NOW, reason="诉讼")

    with refused(Clause.APR_01) as caught:
        here.sign(appraisal)
    assert "诉讼" in str(caught.value.refusals[0].reason)
    assert not AppraisalSignature.objects.exists()


@clause(Clause.APR_03, Clause.APR_17)
def test_what_is_kept_counts_its_new_term_from_the_approval(here):
    volume = here.volume(date(2010, 6, 30))
    appraisal = here.approved(volume, said=[KEEP])

    kept = again(volume)
    assert (kept.retention, kept.retention_years) == (Retention.FIXED, 10)
    trigger = RetentionTrigger.objects.get(holding=volume)
    assert (trigger.on, trigger.was_on) == (TODAY, date(2010, 6, 30))
    assert appraisal.number in trigger.reason
    assert here.due(date(2036, 12, 31)) == []
    assert here.due(date(2037, 1, 1)) == [volume.code]


@clause(Clause.APR_03)
def test_an_old_class_gets_its_term_from_the_appraisal(here):
    volume = here.volume(retention=Retention.LONG, retention_years=None)
    assert here.due() == [volume.code]
    here.approved(volume, said=[KEEP])
    assert again(volume).retention == Retention.FIXED
    assert here.due() == []


@clause(Clause.APR_03)
def test_a_paper_that_is_kept_comes_back_after_its_own_years(here):
    paper = here.paper()
    appraisal = here.approved(paper, said=[KEEP])

    assert only_line(appraisal).again_on == date(2037, 1, 1)
    assert here.due(date(2036, 12, 31)) == []
    assert here.due(date(2037, 1, 1)) == [paper.code]
    assert again(paper.holding).retention_years == 30


@clause(Clause.APR_03)
def test_what_is_permanent_stays(here):
    volume, paper = here.volume(), here.paper()
    here.approved(volume, paper, said=[PERMANENT])

    assert again(volume).retention == Retention.PERMANENT
    assert again(volume).retention_years is None
    assert paper.code not in here.due(date(2090, 1, 1))


@clause(Clause.APR_04, Clause.APR_06)
@pytest.mark.parametrize(("years", "day"), [(1, date(2027, 1, 1)), (3, date(2029, 1, 1))])
def test_how_long_an_undecided_thing_waits_can_be_set(here, years, day):
    decide(here, "undecided_reappraisal_years", str(years))
    volume = here.volume()
    appraisal = here.approved(volume, said=[UNDECIDED])

    assert only_line(appraisal).again_on == day
    assert here.due(day - timedelta(days=1)) == []
    assert here.due(day) == [volume.code]
    assert again(volume).retention_years == 10


def test_one_entry_of_the_journal_tells_the_whole_approval(here):
    volume = here.volume()
    before = JournalEntry.objects.count()
    appraisal = here.frozen(volume)
    frozen_entries = JournalEntry.objects.count()
    here.sign(appraisal)

    assert JournalEntry.objects.count() == frozen_entries + 1 > before
    entry = JournalEntry.objects.latest("pk")
    assert entry.act == "destruction.appraisal_signed"
    assert entry.by == here.director


@clause(Clause.APR_09)
def test_the_content_says_all_that_is_signed(here):
    content = frozen(here.frozen(here.drawing(), said=[DESTROY]))

    (line,) = content["lines"]
    assert content["schema"] == "archive-office/appraisal/1"
    assert line["verdict_words"] == "销毁"
    assert line["grounds"] == "查考价值；已无查考价值"
    assert line["opinions"][0]["text"] == "图纸已由竣工图取代"


def attempt(sql, *params):
    """Statements as somebody with a database console would send them, checked at once."""
    with (
        pytest.raises(DatabaseError) as caught,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"{sql}; SET CONSTRAINTS ALL IMMEDIATE", params)
    return caught.value.__cause__.diag.constraint_name


@clause(Clause.APR_09)
@pytest.mark.parametrize(
    ("sql", "name"),
    [
        ("UPDATE destruction_appraisal SET content = '{}' WHERE id = %s", "signed_content"),
        ("UPDATE destruction_appraisal SET basis = 'x' WHERE id = %s", "signed_content"),
        (
            """UPDATE destruction_appraisal SET state = 'void', is_open = false,
               void_reason = 'x', approved_at = NULL WHERE id = %s""",
            "signed_content",
        ),
        ("DELETE FROM destruction_appraisal WHERE id = %s", "destruction_appraisals"),
        (
            "UPDATE destruction_appraisalline SET ground_text = 'x' WHERE appraisal_id = %s",
            "signed_line",
        ),
        ("DELETE FROM destruction_appraisalline WHERE appraisal_id = %s", "signed_line"),
        (
            "UPDATE destruction_appraisalsignature SET content = '{}' WHERE appraisal_id = %s",
            "signature",
        ),
        ("DELETE FROM destruction_appraisalsignature WHERE appraisal_id = %s", "signature"),
        (
            """UPDATE destruction_engineeringopinion SET text = 'x' WHERE line_id IN
               (SELECT id FROM destruction_appraisalline WHERE appraisal_id = %s)""",
            "opinion",
        ),
    ],
)
@pytest.mark.parametrize("signatures", [1, 2])
def test_what_is_signed_does_not_change_behind_the_offices_back(here, sql, name, signatures):
    jointly(here)
    appraisal = here.frozen(here.drawing())
    here.sign(appraisal, "customer_service", here.service_head)
    if signatures == 2:
        here.sign(appraisal, f"origin:{here.centre.code}", here.head)
    assert name in attempt(sql, appraisal.pk)


@clause(Clause.APR_09)
def test_no_appraisal_is_approved_without_its_signatures(here):
    appraisal = here.frozen(here.volume())
    sql = """UPDATE destruction_appraisal SET state = 'approved', is_open = false,
             approved_at = now() WHERE id = %s"""
    assert attempt(sql, appraisal.pk) == "destruction_approved_when_all_have_signed"


@clause(Clause.APR_09)
def test_nothing_but_the_frozen_content_and_a_named_step_is_signed(here):
    jointly(here)
    appraisal = here.frozen(here.volume())
    here.sign(appraisal, "customer_service", here.service_head)
    columns = [f.attname for f in AppraisalSignature._meta.concrete_fields if f.name != "id"]
    row = appraisal.signatures.values(*columns).get() | {"signer_id": here.head.pk}
    for forged in ({"content": "{}"}, {"content_hash": "0" * 64}, {"step": "chairman"}):
        values = row | {"step": f"origin:{here.centre.code}"} | forged
        sql = f"INSERT INTO destruction_appraisalsignature ({', '.join(columns)}) VALUES ("
        sql += ", ".join(["%s"] * len(columns)) + ")"
        found = attempt(sql, *(values[name] for name in columns))
        assert found == "destruction_signature_is_over_the_content"


def test_things_of_the_catalogue_are_untouched_until_the_last_signature(here):
    jointly(here)
    volume = here.volume()
    appraisal = here.frozen(volume, said=[PERMANENT])
    here.sign(appraisal, "customer_service", here.service_head)

    assert Holding.objects.get(pk=volume.pk).retention == Retention.FIXED
