"""What people type, press and follow leads where the page says it leads."""

import pytest
from django.urls import reverse

from archive_office.organisation.roles import Role
from dossiers.procedures.acceptance import return_submission
from dossiers.views.scanning import scanned_box
from tests.dossiers.desk import Desk, that_day
from tests.dossiers.steps import NOW, Centre, accepted, sent
from tests.factories import box_of, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day


def test_a_box_is_found_by_the_place_the_page_names():
    centre = Centre()
    box = box_of(centre.department)
    box_of(centre.department)

    assert scanned_box(box.place.lower(), centre.archivist) == box
    assert scanned_box(box.number, centre.archivist) == box
    assert scanned_box(f"99-X-1·{box.number}", centre.archivist) is None
    assert scanned_box(box.place, Centre().archivist) is None


def test_what_came_back_is_mended_where_the_papers_are():
    centre = Centre()
    back = sent(centre)
    return_submission(back, reason="缺业主签字", by=centre.archivist, now=NOW)

    page = Desk(centre.front_line).get("submission", back.pk).content.decode()
    assert reverse("dossiers:resume", args=[back.pk]) in page
    answer = Desk(centre.front_line).get("resume", back.pk)
    assert answer.url == reverse("dossiers:draft", args=[back.pk, "papers"])


def test_a_dossier_offers_its_unit_only_to_whoever_may_open_it():
    centre = Centre()
    dossier = accepted(centre, "C1").dossier
    link = reverse("dossiers:unit", args=[dossier.unit_id])

    assert link in Desk(centre.archivist).get("dossier", dossier.pk).content.decode()
    assert link not in Desk(person(Role.DIRECTOR)).get("dossier", dossier.pk).content.decode()
