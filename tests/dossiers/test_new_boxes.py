"""A new box on a shelf at one press: numbered, put there, labelled."""

import pytest

from archive_office.custody.models import Box
from archive_office.journal.models import JournalEntry
from archive_office.regulation import Clause
from dossiers.procedures.boxes import new_box
from dossiers.procedures.labelling import make_roll
from dossiers.views.scanning import scanned_box
from tests.dossiers.desk import Desk, text, that_day
from tests.dossiers.steps import NOW
from tests.dossiers.storeroom import Room
from tests.dossiers.test_labels_of_the_storeroom import read_back
from tests.printing.reading import needs_renderer
from tests.steps import clause, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day


@pytest.fixture
def here():
    return Room()


@pytest.fixture
def desk(here):
    return Desk(here.archivist)


@needs_renderer
@clause(Clause.STO_05, Clause.STO_08)
def test_a_box_is_made_put_on_the_shelf_and_its_label_printed(here, desk, tmp_path):
    shelf = here.shelves[1]
    assert "New box on this shelf" in text(desk.get("shelf", shelf.pk))

    answer = desk.post("shelf", shelf.pk, thickness_mm=50)

    box = Box.objects.latest("pk")
    assert answer.url.endswith(f"?made={box.pk}")
    assert (box.number, box.shelf, box.thickness_mm) == ("0007", shelf, 50)
    page = desk.client.get(answer.url).content.decode()
    assert f"/boxes/{box.pk}/label.pdf" in page
    label = desk.get("box_label", box.pk)
    assert read_back(label.content, tmp_path) == [box.barcode]
    sheet = desk.get("box_label", box.pk, sheet="a4-21")
    assert read_back(sheet.content, tmp_path) == [box.barcode]
    entry = JournalEntry.objects.latest("pk")
    assert (entry.act, entry.by) == ("dossiers.box_set_up", here.archivist)


@clause(Clause.STO_05, Clause.STO_08)
def test_a_label_of_a_roll_names_the_new_box_at_once(here, desk):
    label, used = make_roll(here.centre, 2, by=here.archivist, now=NOW).labels.order_by("pk")
    shelf = here.shelves[0]
    answer = desk.post("shelf", shelf.pk, thickness_mm=40, label=label.code)
    assert answer.status_code == 302
    box = Box.objects.latest("pk")
    assert scanned_box(label.code, here.archivist) == box
    after = text(desk.client.get(answer.url))
    assert f"label {label.code}" in after
    assert f"Print the label of {box.number}" not in after
    page = text(desk.get("box", box.pk))
    assert f"It bears the label {label.code} of a roll" in page
    assert "Label of the box" not in page
    again = desk.post("shelf", shelf.pk, thickness_mm=40, label=label.code)
    assert "STO-08" in text(again)
    unknown = desk.post("shelf", shelf.pk, thickness_mm=40, label="N:000000123")
    assert unknown.status_code == 422
    assert Box.objects.latest("pk") == box, "without its label there is no box either"
    assert used.stands_for is None


@clause(Clause.STO_05)
def test_a_full_shelf_takes_no_further_box(here, desk):
    shelf = here.shelves[0]
    type(shelf).objects.filter(pk=shelf.pk).update(capacity_mm=130)
    answer = desk.post("shelf", shelf.pk, thickness_mm=40)
    assert answer.status_code == 422
    assert "10 mm left" in text(answer)


@clause(Clause.ORG_01)
def test_only_the_keepers_archivist_sets_up_boxes(here, desk):
    shelf = here.shelves[0]
    head = Desk(here.head())
    assert "New box on this shelf" not in text(head.get("shelf", shelf.pk))
    assert head.post("shelf", shelf.pk, thickness_mm=40).status_code == 403
    stranger = Room()
    assert Desk(stranger.archivist).get("shelf", shelf.pk).status_code == 404
    assert Desk(stranger.archivist).get("box_label", here.boxes[0][0].pk).status_code == 404
    with refused(Clause.ORG_01):
        new_box(shelf, thickness_mm=40, by=stranger.archivist, now=NOW)
    with refused(Clause.ORG_01):
        foreign = make_roll(stranger.centre, 1, by=stranger.archivist, now=NOW).labels.get()
        new_box(shelf, thickness_mm=40, label=foreign, by=here.archivist, now=NOW)


def test_a_scanned_shelf_is_opened(here, desk):
    shelf = here.shelves[0]
    assert desk.post("storerooms", code=shelf.barcode).url.endswith(f"/shelves/{shelf.pk}/")
    assert desk.post("storerooms", code=Room().shelves[0].barcode).status_code == 422
