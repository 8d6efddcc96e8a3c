"""The registration form, filled from the record of a move-in."""

import pytest
from django.urls import reverse

from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import Dossier, ViewLog
from dossiers.procedures.acceptance import accept_submission
from dossiers.procedures.submissions import save_step, submit
from dossiers.rules.facts import Step
from tests.dossiers.desk import Desk, that_day
from tests.dossiers.steps import (
    CUSTOMER,
    ID_NUMBER,
    NOW,
    PHONE,
    Centre,
    accept_all,
    bring,
    draft,
    sign_consent,
)
from tests.factories import TODAY, person
from tests.printing.reading import Reading
from tests.steps import clause

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day

FAMILY = CUSTOMER | {
    "id_number": ID_NUMBER,
    "co_holders": [{"name": "周文华", "relation": "配偶"}],
    "household": [
        {"name": "王小明", "relation": "子女", "minor": True, "phones": ["13700137000"]},
    ],
}


@pytest.fixture
def centre():
    return Centre()


@pytest.fixture
def dossier(centre):
    """A family that signed the separate consent, with papers of both volumes."""
    by = centre.front_line
    submission = draft(centre, consent={"separate": True})
    save_step(submission, Step.CUSTOMER, FAMILY, by=by, now=NOW)
    sign_consent(submission)
    bring(submission, "C1", "C5")
    submit(submission, by=by, now=NOW)
    accept_all(submission, centre.archivist)
    done = accept_submission(submission, by=centre.archivist, today=TODAY, now=NOW)
    return Dossier.objects.get(pk=done.dossier_id)


def printed(user, dossier):
    answer = Desk(user).get("paper_registration", dossier.pk)
    assert answer.headers["Content-Type"] == "application/pdf"
    return Reading(answer.content).text


@clause(Clause.COL_15, Clause.COL_19)
def test_the_form_states_unit_customer_household_papers_and_consent(centre, dossier):
    text = printed(centre.archivist, dossier)
    for stated in (
        dossier.code,
        str(dossier.unit),
        "业主",
        "王*",
        "身份证**************002X",
        "*******8000",
        "周**",
        "李*（配偶）*******9000",
        "王**子女*******7000未成年人",
        "入住通知书√12",
        "《个人信息处理告知书》（第2026-01版）",
        "□√同意",
        "2026年11月20日",
        str(centre.front_line),
        str(centre.archivist),
    ):
        assert stated in text
    page = Desk(centre.archivist).get("dossier", dossier.pk).content.decode()
    assert reverse("dossiers:paper_registration", args=[dossier.pk]) in page


@clause(Clause.SEC_15)
def test_no_name_or_number_stands_on_it_in_full(centre, dossier):
    for user in (centre.archivist, person(Role.HQ_ARCHIVIST)):
        text = printed(user, dossier)
        for hidden in ("王芳", "周文华", "王小明", "李强", ID_NUMBER, PHONE, "13900139000"):
            assert hidden not in text


@clause(Clause.LND_13)
def test_who_may_not_read_the_personal_volume_is_told_that_a_paper_is_there_only(centre, dossier):
    assert "身份证明√12复印件" in printed(centre.archivist, dossier)
    text = printed(person(Role.HQ_ARCHIVIST), dossier)
    assert "身份证明√存个人信息卷" in text
    assert "入住通知书√12" in text


def test_each_print_is_logged_with_its_right(centre, dossier):
    printed(centre.archivist, dossier)
    row = ViewLog.objects.get()
    assert (row.what, row.under, row.detail) == ("printed", "centre", "registration")


@clause(Clause.SEC_29)
def test_a_stranger_and_a_dossier_without_customer_have_no_form(centre, dossier):
    stranger = Desk(person(Role.CENTRE_ARCHIVIST))
    assert stranger.get("paper_registration", dossier.pk).status_code == 404
    assert Desk(centre.front_line).get("paper_registration", dossier.pk).status_code == 403
