"""The seal register and the seals on their pages: who reads them, what is taken along."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from archive_office.journal.models import JournalEntry
from archive_office.notices.models import Notice
from archive_office.organisation.models import Membership
from archive_office.organisation.roles import Role
from archive_office.originals.keeping import keepers_of, running_out
from archive_office.originals.models import SealUse
from archive_office.originals.procedures.keepers import hand_over_seal
from archive_office.originals.procedures.uses import Use, register_seal_use
from archive_office.originals.tasks import tell_what_runs_out
from archive_office.regulation import Clause
from tests.factories import SealFactory, person
from tests.printing.reading import Reading
from tests.steps import clause, refused
from tests.transfers.desk import Desk, text, that_day
from tests.transfers.road import NOW, again, another_centre, office
from tests.whole.sealed import certificate_of
from transfers.models import Manifest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day


@pytest.fixture
def here():
    return office()


@pytest.fixture
def seal(here):
    return SealFactory(department=here.centre, keeper=here.centre_head, name="客户服务中心印章")


def used(here, seal, *, purpose="移交确认", on=None, times=1):
    manifest = Manifest.objects.first() or here.prepared(here.volume())
    use = Use(
        record=manifest,
        document=f"档案移交清单 {manifest.number}",
        purpose=purpose,
        applicant=here.clerk,
        act="transfers.manifest_signed",
    )
    for _ in range(times):
        made = register_seal_use(seal, use, by=seal.keeper, now=NOW, on=on)
    return made


def page(user, name="seal_register", *args, **query):
    return Desk(user).client.get(reverse(f"workbench:{name}", args=args), query)


def send(user, name, *args, **fields):
    return Desk(user).client.post(reverse(f"workbench:{name}", args=args), fields)


# Who reads it


@clause(Clause.TRF_07)
def test_the_register_shows_which_seal_was_set_by_whom_for_whom_on_what(here, seal):
    use = used(here, seal)
    words = text(page(here.clerk))
    for told in (use.number, seal.name, use.document, "移交确认", here.clerk, seal.keeper):
        assert str(told) in words
    assert use.subject.get_absolute_url() in page(here.clerk).content.decode()


@clause(Clause.ORG_01)
def test_a_centre_reads_the_uses_of_its_own_seals_headquarters_and_auditors_every_one(here, seal):
    use = used(here, seal)
    other = another_centre(here)
    for reader in (here.clerk, here.centre_head, here.checker, here.chief, person(Role.AUDITOR)):
        assert use.number in text(page(reader)), reader
    assert use.number not in text(page(other.clerk))
    assert use.number not in text(page(person(Role.DEPARTMENT_HEAD)))
    assert page(person(Role.EMPLOYEE)).status_code == 403
    assert page(other.clerk, "seal", seal.pk).status_code == 404
    assert seal.name not in text(page(other.clerk, "office_seals"))
    for kind in ("pdf", "xlsx"):
        taken = page(other.clerk, "seal_register_paper", kind)
        assert use.number.encode() not in taken.content


@clause(Clause.ORG_01)
def test_the_head_of_a_department_reads_the_uses_of_its_seal(here, seal):
    head = person(Role.DEPARTMENT_HEAD)
    department = head.current_memberships[0].department
    use = used(here, SealFactory(department=department, keeper=head, name="工程部印章"))
    assert use.number in text(page(head))
    assert "工程部印章" in text(page(head, "office_seals"))


def test_what_was_sealed_is_a_link_only_to_whoever_sees_it(here, seal):
    use = used(here, seal)
    administrator = person(Role.ADMINISTRATOR)
    assert use.subject.get_absolute_url() not in page(administrator).content.decode()


# Narrowed and paged


def test_it_is_narrowed_by_seal_department_days_and_the_way_it_was_set(here, seal):
    other = SealFactory(department=here.receiver, keeper=here.chief)
    first = used(here, seal, on=NOW.date() - timedelta(days=40))
    second = used(here, other)
    reader = here.chief

    def shown(**query):
        words = text(page(reader, **query))
        return [use.number for use in (first, second) if use.number in words]

    assert shown() == [first.number, second.number]
    assert shown(seal=other.pk) == [second.number]
    assert shown(department=here.centre.pk) == [first.number]
    assert shown(**{"from": "2026-11-01"}) == [second.number]
    assert shown(until="2026-11-01") == [first.number]
    assert shown(way="electronic") == []
    assert shown(way="paper") == [first.number, second.number]
    assert shown(seal="x", department="-1", **{"from": "never"}) == [first.number, second.number]
    assert page(reader, **{"from": "2026-11-02", "until": "2026-11-01"}).status_code == 422


def test_a_long_register_costs_no_more_queries_than_a_short_one(
    here, seal, django_assert_max_num_queries
):
    used(here, seal, times=60)
    with django_assert_max_num_queries(45):
        first = page(here.clerk)
    assert first.content.decode().count("SY-2026-") == 25
    assert "after=" in first.content.decode()


# Taken along


@clause(Clause.TRF_07)
def test_the_register_prints_in_the_official_form(here, seal):
    used(here, seal, times=3)
    answer = page(here.clerk, "seal_register_paper", "pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    words = Reading(answer.content).text
    assert "用印登记簿" in words
    assert "用印叁次，共叁份" in words
    for use in SealUse.objects.all():
        assert use.number in words


def test_the_workbook_holds_text_that_no_spreadsheet_runs(here, seal):
    used(here, seal, purpose='=HYPERLINK("http://evil","x")')
    answer = page(here.clerk, "seal_register_paper", "xlsx")
    sheet = load_workbook(BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    [line] = [row for row in rows if row[1] == "SY-2026-00001"]
    assert line[7].startswith("'=HYPERLINK")
    assert line[2].date() == NOW.date()
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert page(here.clerk, "seal_register_paper", "csv").status_code == 404


# Keepers


@clause(Clause.TRF_07)
def test_a_seal_goes_from_one_keeper_to_the_next_by_an_act(here, seal):
    answer = send(here.centre_head, "seal_hand_over", seal.pk, to=here.clerk.pk, reason="轮岗")
    assert answer.status_code == 302
    assert again(seal).keeper == here.clerk
    present, former = keepers_of(again(seal))
    assert (present.keeper, present.reason) == (str(here.clerk), "轮岗")
    assert present.given_by == str(here.centre_head)
    assert (former.keeper, former.until) == (str(here.centre_head), present.since)
    entry = JournalEntry.objects.get(act="originals.seal_handed_over")
    assert entry.facts["handed_over"] == f"{here.centre_head} → {here.clerk}"
    words = text(page(here.clerk, "seal", seal.pk))
    assert "轮岗" in words


@clause(Clause.TRF_07)
def test_only_people_of_its_department_keep_a_seal(here, seal):
    with refused(Clause.TRF_07):
        hand_over_seal(seal, here.chief, by=here.centre_head, reason="轮岗", today=NOW.date())
    with refused(Clause.TRF_07):
        hand_over_seal(seal, here.centre_head, by=here.centre_head, reason="x", today=NOW.date())
    with refused(Clause.TRF_07):
        hand_over_seal(seal, here.clerk, by=here.centre_head, reason=" ", today=NOW.date())
    answer = send(here.centre_head, "seal_hand_over", seal.pk, to=here.chief.pk, reason="轮岗")
    assert answer.status_code == 422


@clause(Clause.ORG_01)
def test_the_head_and_the_administrator_appoint_keepers_nobody_else(here, seal):
    with refused(Clause.ORG_01):
        hand_over_seal(seal, here.clerk, by=here.checker, reason="轮岗", today=NOW.date())
    for other, status in ((here.clerk, 403), (here.checker, 403), (person(Role.EMPLOYEE), 403)):
        fields = {"to": here.clerk.pk, "reason": "轮岗"}
        assert send(other, "seal_hand_over", seal.pk, **fields).status_code == status
    administrator = person(Role.ADMINISTRATOR)
    fields = {"to": here.clerk.pk, "reason": "轮岗"}
    assert send(administrator, "seal_hand_over", seal.pk, **fields).status_code == 302


# Certificates


@clause(Clause.TRF_07)
def test_a_certificate_is_withdrawn_with_a_reason_by_keeper_or_head(here, seal):
    certificate = certificate_of(seal, now=NOW)
    address = ("certificate_withdraw", certificate.pk)
    assert send(here.clerk, *address, reason="密钥遗失").status_code == 403
    assert send(another_centre(here).clerk, *address, reason="密钥遗失").status_code == 404
    assert send(here.centre_head, *address).status_code == 422
    assert send(here.centre_head, *address, reason="密钥遗失").status_code == 302
    assert again(certificate).withdrawn_because == "密钥遗失"
    assert send(here.centre_head, *address, reason="再次").status_code == 422
    words = text(page(here.clerk, "seal", seal.pk))
    assert "密钥遗失" in words


# What runs out


@clause(Clause.TRF_07)
def test_keeper_and_head_are_told_thirty_days_before_a_seal_or_certificate_ends(here, seal):
    certificate = certificate_of(seal, now=NOW - timedelta(days=340))
    ending = SealFactory(
        department=here.receiver, keeper=here.checker, valid_until=NOW.date() + timedelta(days=30)
    )
    SealFactory(department=here.receiver, valid_until=NOW.date() + timedelta(days=31))
    assert {each.seal for each in running_out(NOW)} == {seal, ending}
    tell_what_runs_out(NOW)
    tell_what_runs_out(NOW + timedelta(days=1))
    told = Notice.objects.filter(key=f"originals.certificate-ends/{certificate.pk}")
    assert {notice.to for notice in told} == {here.centre_head}
    told = Notice.objects.filter(key__startswith=f"originals.seal-ends/{ending.pk}/")
    assert {notice.to for notice in told} == {here.checker, here.chief}
    assert told[0].link == reverse("workbench:seal", args=[ending.pk])
    assert told[0].clause == "TRF-07"


def test_a_certificate_that_was_renewed_or_withdrawn_reminds_nobody(here, seal):
    certificate = certificate_of(seal, now=NOW - timedelta(days=340))
    assert len(running_out(NOW)) == 1
    send(here.centre_head, "certificate_withdraw", certificate.pk, reason="换证")
    assert running_out(NOW) == []


def test_a_department_without_a_head_has_its_administrator_told(here, seal):
    administrator = person(Role.ADMINISTRATOR)
    certificate_of(seal, now=NOW - timedelta(days=340))
    Membership.objects.filter(department=here.centre, role=Role.CENTRE_HEAD).update(
        ends_on=NOW.date() - timedelta(days=1)
    )
    tell_what_runs_out(NOW)
    told = Notice.objects.filter(key__startswith="originals.certificate-ends/")
    assert administrator in {notice.to for notice in told}
