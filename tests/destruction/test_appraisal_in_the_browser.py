"""The whole life of an appraisal as four people meet it in the browser."""

import pytest
from django.urls import reverse

from archive_office.regulation import Clause
from destruction.models import Appraisal, AppraisalState, Verdict
from destruction.rules.worklist import ready_for_destruction
from tests.browser import DESKTOP, PHONE
from tests.destruction.world import BASIS, DESTROY, KEEP, UNDECIDED, again, room
from tests.factories import PASSWORD
from tests.steps import clause
from tests.transfers.desk import that_day

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("that_day"),
]
assert that_day


def address(name, *args):
    return reverse(f"destruction:{name}", args=args)


@clause(Clause.APR_09, Clause.APR_07, Clause.APR_12)
def test_four_people_appraise(at_screen):
    here = room()
    volume, drawing = here.volume(), here.drawing()
    desk = at_screen(here.archivist, language="en").open(address("due"))
    draws_up(desk, volume, drawing)
    appraisal = Appraisal.objects.get()
    speaks(at_screen(here.engineer, size=PHONE, language="en"), appraisal)
    judges(desk, appraisal.lines.get(holding=volume), "Destroy")
    judges(desk, appraisal.lines.get(holding=drawing), "Keep for a new term", years="10")

    desk.get_by_role("button", name="Freeze the list").click()
    desk.wait_for_selector("text=Next: it is signed")
    signs(at_screen(here.director, size=PHONE, language="en"), again(appraisal))

    assert again(appraisal).state == AppraisalState.APPROVED
    assert again(drawing).retention_years == 10
    assert [line.verdict for line in ready_for_destruction()] == [Verdict.DESTROY]


def draws_up(desk, *things):
    """The archivist ticks what has run out."""
    for thing in things:
        desk.get_by_role("checkbox", name=thing.code).check()
    desk.get_by_label("Basis").fill(BASIS)
    desk.get_by_role("button", name="Put what is ticked on it").click()
    desk.wait_for_selector("text=Next: judge every line")


def speaks(engineer, appraisal):
    """The engineer gives the opinion on a phone."""
    page = engineer.open(address("opinions", appraisal.pk))
    assert engineer.complaints() == []
    page.get_by_label("Opinion").fill("已被竣工图取代")
    page.get_by_role("button", name="Give the opinion").click()
    page.wait_for_selector("text=is on record")


def judges(desk, line, verdict, *, years=""):
    """The archivist says what is to become of one thing; it is saved at once."""
    row = desk.locator(f"#line-{line.pk}")
    row.get_by_role("radio", name=verdict).check()
    row.get_by_role("checkbox", name="Legal value").check()
    if years:
        row.get_by_label("New term in years").fill(years)
    row.get_by_role("button", name="Save").click()
    desk.wait_for_selector(f"#line-{line.pk}:not([data-tone=''])")


def signs(director, appraisal):
    """The director reads and signs on a phone."""
    page = director.open(appraisal.get_absolute_url())
    page.get_by_role("link", name="Read and sign").click()
    page.wait_for_selector(f"text={appraisal.content_hash}")
    assert director.complaints() == []
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Sign").click()
    page.wait_for_selector("text=Approved on")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1440", "390"])
def test_nobody_has_anything_against_the_pages_of_appraisal(at_screen, size, language):
    here = room()
    approved = here.approved(here.volume(), here.record(), said=[DESTROY, UNDECIDED])
    frozen = here.frozen(here.drawing(), here.record(), said=[KEEP, DESTROY])
    drafting = here.opened(here.volume(), here.paper(), here.drawing())
    here.volume(), here.record(verified_on=None), here.paper()
    pages = {
        here.archivist: [
            address("due"),
            address("due") + "?kind=papers",
            address("appraisals"),
            address("appraisal", drafting.pk),
            address("appraisal", approved.pk),
            reverse("admin:index"),
        ],
        here.engineer: [address("opinions", drafting.pk)],
        here.director: [address("sign", frozen.pk, "leader"), address("appraisal", frozen.pk)],
        here.service_head: [address("due"), address("sign", frozen.pk, "leader")],
    }
    found = {}
    for who, paths in pages.items():
        reader = at_screen(who, size=size, language=language)
        for path in paths:
            reader.open(path)
            found |= {path: complaints} if (complaints := reader.complaints()) else {}
    assert found == {}
