"""Posts given, limited and withdrawn in the administration, and who answers for a dossier."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from archive_office import clock
from archive_office.journal.models import JournalEntry
from archive_office.organisation.models import Membership, User
from archive_office.organisation.procedures import appoint, change_posts, end_membership
from archive_office.organisation.roles import Role
from archive_office.organisation.scope import scope_of
from archive_office.regulation import Clause
from dossiers.procedures.reviewing import SUPERVISORS
from dossiers.rules.explaining import end_of
from dossiers.rules.safekeeping import answered_for
from tests.dossiers.desk import Desk, text
from tests.factories import DossierFactory, EstateFactory, HoldingFactory, person
from tests.lending.counter import counter
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre():
    return EstateFactory().centre


@pytest.fixture
def deputy(centre):
    return person(Role.CENTRE_ARCHIVIST, centre, display_name="代理人乙")


@pytest.fixture
def head(centre):
    return person(Role.CENTRE_HEAD, centre, display_name="负责人甲")


@pytest.fixture
def administrator():
    return person(Role.ADMINISTRATOR, display_name="管理员丁")


def sent(user, *posts, **facts):
    """The form of an account with its posts, as a browser sends it."""
    kept = list(user.memberships.order_by("pk"))
    fields = {
        "username": user.username,
        "display_name": user.display_name,
        "is_active": "on",
        "is_staff": "on",
        "memberships-TOTAL_FORMS": str(len(kept) + len(posts)),
        "memberships-INITIAL_FORMS": str(len(kept)),
    }
    for number, post in enumerate([*map(_written, kept), *posts]):
        fields |= {f"memberships-{number}-{name}": value for name, value in post.items()}
        fields[f"memberships-{number}-person"] = user.pk
    return {**fields, **facts}


def _written(post):
    written = {
        "id": post.pk,
        "role": post.role,
        "department": post.department_id,
        "starts_on": post.starts_on.isoformat(),
        "ends_on": post.ends_on.isoformat() if post.ends_on else "",
        "acting_for": post.acting_for_id or "",
    }
    return written | ({"dedicated": "on"} if post.dedicated else {})


def acting(head, centre, **facts):
    today = clock.today()
    return {
        "role": Role.CENTRE_HEAD,
        "department": centre.pk,
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=14)).isoformat(),
        "acting_for": head.pk,
        "post_reason": "负责人出差",
        **facts,
    }


def keep(administrator, user, fields):
    address = reverse("admin:organisation_user_change", args=[user.pk])
    return Desk(administrator).client.post(address, fields)


@clause(Clause.ORG_05, Clause.ORG_06)
def test_somebody_is_let_stand_in_for_a_head_until_a_day_and_for_a_reason(
    administrator, deputy, head, centre
):
    assert keep(administrator, deputy, sent(deputy, acting(head, centre))).status_code == 302
    post = Membership.objects.get(acting_for=head)
    assert post.person == deputy
    assert post.appointed_by == "管理员丁"
    entry = JournalEntry.objects.get(act="organisation.posts_changed")
    assert (entry.by, entry.reason) == (administrator, "负责人出差")
    assert User.objects.get(pk=deputy.pk).holds(Role.CENTRE_HEAD, centre)


@clause(Clause.ORG_05)
@pytest.mark.parametrize(
    ("missing", "said"),
    [("post_reason", "Say why the post is given"), ("ends_on", "does so until a day")],
)
def test_nobody_stands_in_without_an_end_or_a_reason(
    administrator, deputy, head, centre, missing, said
):
    answer = keep(administrator, deputy, sent(deputy, acting(head, centre, **{missing: ""})))
    assert answer.status_code == 200
    assert said in text(answer)
    assert not Membership.objects.filter(acting_for=head).exists()
    with refused(Clause.ORG_05):
        change_posts(lambda: None, by=administrator, reason=" ")


@clause(Clause.ORG_05, Clause.ORG_06)
def test_an_acting_post_is_withdrawn_before_its_end_and_history_keeps_it(
    administrator, deputy, head, centre
):
    today = clock.today()
    post = appoint(
        deputy,
        Role.CENTRE_HEAD,
        centre,
        starts_on=today - timedelta(days=3),
        ends_on=today + timedelta(days=9),
        by=administrator,
        acting_for=head,
    )
    fields = sent(deputy)
    number = next(n for n in range(2) if fields[f"memberships-{n}-id"] == post.pk)
    fields[f"memberships-{number}-ends_on"] = (today - timedelta(days=1)).isoformat()
    assert keep(administrator, deputy, fields).status_code == 200  # no reason was given
    fields[f"memberships-{number}-post_reason"] = "负责人已返岗"
    assert keep(administrator, deputy, fields).status_code == 302
    assert not User.objects.get(pk=deputy.pk).holds(Role.CENTRE_HEAD, centre)
    assert post.history.count() == 2
    assert JournalEntry.objects.filter(reason="负责人已返岗").exists()


@clause(Clause.ORG_06, Clause.SEC_51)
def test_the_page_and_the_sheet_of_rights_name_for_whom_somebody_acts(deputy, head, centre):
    dossier = DossierFactory(occupancy__unit__building__estate__centre=centre)
    today = clock.today()
    ends = today + timedelta(days=9)
    appoint(
        deputy, Role.CENTRE_HEAD, centre, starts_on=today, ends_on=ends, by=None, acting_for=head
    )
    shown = text(Desk(head).get("rights", dossier.pk))
    assert "acting for 负责人甲" in shown
    assert ends.isoformat() in shown
    answer = Desk(head).get("rights_sheet", dossier.pk)
    printed = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    assert "代负责人甲" in printed.replace(" ", "").replace("\n", "")


@clause(Clause.ORG_05)
def test_for_any_day_it_is_said_who_answered_for_a_dossier(centre, head, administrator):
    dossier = DossierFactory(occupancy__unit__building__estate__centre=centre)
    HoldingFactory(dossier=dossier, keeper=centre)
    today = clock.today()
    before, now = person(Role.EMPLOYEE), person(Role.EMPLOYEE, display_name="现任丙")
    first = appoint(
        before, Role.CENTRE_ARCHIVIST, centre, starts_on=date(2020, 1, 1), by=administrator
    )
    end_membership(first, on=today - timedelta(days=1), by=administrator)
    appoint(now, Role.CENTRE_ARCHIVIST, centre, starts_on=today, by=administrator)
    assert [post.person for post in answered_for(dossier, at=clock.now())] == [now]
    yesterday = end_of(today - timedelta(days=1))
    assert [post.person for post in answered_for(dossier, at=yesterday)] == [before]
    shown = text(Desk(head).get("rights", dossier.pk))
    assert "Who answers for its safety" in shown
    assert "现任丙" in shown
    assert "管理员丁" in shown


@clause(Clause.ORG_05)
def test_what_headquarters_keeps_its_archivists_answer_for(centre):
    room = person(Role.HQ_ARCHIVIST)
    person(Role.CENTRE_ARCHIVIST, centre)
    dossier = DossierFactory(occupancy__unit__building__estate__centre=centre)
    HoldingFactory(dossier=dossier, keeper=room.current_memberships[0].department)
    assert [post.person for post in answered_for(dossier, at=clock.now())] == [room]


REGISTERS = (
    "dossiers:readings",
    "dossiers:condition",
    "dossiers:holds",
    "transfers:manifests",
    "transfers:shortages",
    "lending:registers",
    "lending:cases",
    "lending:damages",
    "lending:copies",
    "lending:disclosures",
    "destruction:registers",
    "destruction:disposals",
    "destruction:destroyed",
)


@clause(Clause.ORG_10)
@pytest.mark.parametrize("role", SUPERVISORS.values())
def test_who_supervises_reads_the_registers_checks_and_violations_of_every_centre(role):
    loan = counter().lent()
    supervisor = person(role)
    assert scope_of(supervisor).everything
    desk = Desk(supervisor)
    refused_at = [page for page in REGISTERS if desk.get(page).status_code != 200]
    assert refused_at == []
    day = loan.handed_out_on.isoformat()
    register = desk.get("lending:register", "loans", **{"from": day, "until": day})
    printed = "".join(page.extract_text() for page in PdfReader(BytesIO(register.content)).pages)
    assert loan.holding.code in printed
