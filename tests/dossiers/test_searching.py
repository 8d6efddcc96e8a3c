"""What the search finds, compared with reading through everything; and what it tells nobody."""

import re
import unicodedata

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from archive_office.organisation.models import User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import Dossier, DossierState, Holding, OccupancyParty, SearchEntry, Unit
from dossiers.models.naming import building_key, initials_of, unit_key
from dossiers.models.simplified import SIMPLIFIED, simplified
from dossiers.procedures.erasing import erase_customer
from dossiers.rules import searching
from dossiers.rules.searching import search, search_units
from tests.factories import (
    BuildingFactory,
    CustomerFactory,
    DocumentFactory,
    DossierFactory,
    EstateFactory,
    HoldingFactory,
    OccupancyFactory,
    UnitFactory,
    arranged,
    opened_to,
    person,
)
from tests.steps import clause

pytestmark = pytest.mark.django_db
ID_NUMBER, PHONE = "11010519491231002X", "13800138000"


def found(user, text, **how):
    return set(search(User.objects.get(pk=user.pk), text, **how))


def found_along_the_list(user, text, **how):
    """The same for words that the statistics call frequent."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(searching, "FREQUENT", 0)
        return found(user, text, **how)


def resident(estate=None, *, building="3栋", entrance="2单元", room="1201", name="王芳", **more):
    """An owner's dossier with its main volume."""
    estate = estate or EstateFactory()
    known = estate.buildings.filter(key=building_key(building)).first()
    house = known or BuildingFactory(estate=estate, name=building)
    unit = UnitFactory(building=house, entrance=entrance, room=room)
    customer = CustomerFactory(name=name)
    dossier = DossierFactory(occupancy=OccupancyFactory(unit=unit, customer=customer), **more)
    HoldingFactory(dossier=dossier)
    return dossier


def numbered(dossier):
    customer = dossier.occupancy.customer
    with arranged():
        customer.seal_numbers(id_number=ID_NUMBER, phones=[PHONE])
        customer.save()
    return dossier


def archivist_of(dossier):
    return person(Role.CENTRE_ARCHIVIST, dossier.centre)


def differing():
    """Lines of the search that are not what the records say now."""
    columns = (
        "dossier_id, centre_id, names, initials, places, titles, private_titles, tails,"
        " open_plain, private_plain"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"(SELECT {columns} FROM dossiers_searchentry EXCEPT SELECT {columns} FROM now)"
            f" UNION ALL (SELECT {columns} FROM now EXCEPT SELECT {columns}"
            " FROM dossiers_searchentry)".replace(
                "now", "dossiers_search_of(ARRAY(SELECT id FROM dossiers_dossier)) now"
            )
        )
        return cursor.fetchall()


# --- Exactly what is there ------------------------------------------------------------------

NAMES = st.text("王芳李𠮷𬎆仇张張伟偉诸葛勣𪟝ＡＢabＡ１ 　·", min_size=1, max_size=5)
ROOMS = st.sampled_from(["101", "1201", "1402", "0102", "B12", "１２０１"])
HOUSES = st.sampled_from(["3栋", "13棟", "3號樓", "A栋", "03#"])
DOORS = st.sampled_from(["", "2单元", "12门"])
TITLES = st.text("房屋交接单單Ａa证證2026〇（）", min_size=1, max_size=8)
ALIKE = str.maketrans("張偉勣棟號樓單證", "张伟𪟝栋号楼单证")


def plain(text):
    """Folding, said a second time."""
    text = unicodedata.normalize("NFKC", text)
    return "".join(chr(ord(c) - 32) if "a" <= c <= "z" else c for c in text if not c.isspace())


def with_dashes(text):
    return re.sub("-+", "-", "".join("-" if c in "·.・•/_#~—–" else c for c in plain(text)))


def holds(row, word, *, alike):
    """Whether a dossier holds a word, by reading through what was written."""
    units, name, title, code, paper = row
    if alike:
        word, name, title = (text.translate(ALIKE) for text in (word, name, title))
        units = [unit.translate(ALIKE) for unit in units]
    place = with_dashes(re.sub(r"(?<=[0-9A-Z])(号楼|单元|[栋幢座楼号门室房])", "-", word))
    letters = bool(re.fullmatch("[A-Z]+", word))
    return (
        word in plain(name)
        or word in plain(title)
        or (letters and initials_of(row[1]).upper().startswith(word))
        or any(
            way in text
            for text in (*units, f"{with_dashes(code)}-")
            for way in (word, with_dashes(word), place)
        )
        or bool(
            re.fullmatch(r".*\d{3}-\d+-\d{1,3}", with_dashes(word))
            and with_dashes(word) in with_dashes(paper)
        )
    )


def ways_of(unit):
    """How a unit may be written."""
    house = re.sub("(栋|棟|號樓|#)$", "", plain(unit.building.name)).lstrip("0")
    door = re.sub("(单元|门)$", "", plain(unit.entrance))
    home, room = plain(unit.estate.name), plain(unit.room)
    yield home + plain(unit.code)
    yield f"{home}{house}-{room}-"
    if door:
        yield f"{home}{house}-{door}-{room}-"


def key_of(home):
    return unit_key(*home)


@clause(Clause.COL_27)
@settings(
    max_examples=10,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    homes=st.lists(
        st.tuples(HOUSES, DOORS, ROOMS),
        min_size=4,
        max_size=4,
        unique_by=key_of,
    ),
    data=st.data(),
)
def test_the_search_finds_all_that_holds_a_word_and_nothing_else(homes, data):
    estate = EstateFactory()
    user = person(Role.CENTRE_ARCHIVIST, estate.centre)
    rows = {}
    for house, door, room in homes:
        name, title = data.draw(NAMES), data.draw(TITLES)
        dossier = resident(estate, building=house, entrance=door, room=room, name=name)
        paper = DocumentFactory(holding=dossier.holdings.get(), title=title)
        units = list(ways_of(dossier.unit))
        rows[dossier] = (units, name, title, f"{dossier.code}·1", paper.code)
    texts = [t for units, *others in rows.values() for t in (*units, *others)]
    for turn in range(16):
        alike, text = bool(turn % 2), plain(data.draw(st.sampled_from(texts)))
        if turn % 4 == 1:
            text = text.translate(ALIKE)
        start = data.draw(st.integers(0, max(len(text) - 1, 0)))
        if word := text[start : start + data.draw(st.integers(1, 8))]:
            true = {d for d, row in rows.items() if holds(row, word, alike=alike)}
            assert found(user, word, alike=alike) == true, word
            assert found_along_the_list(user, word, alike=alike) == true, word
    assert differing() == []


@clause(Clause.COL_27)
@pytest.mark.parametrize(
    "text",
    [
        *("王", "王芳", "芳", "wf", "W", "1201", "3栋2单元1201", "3-2-1201", "3-1201", "2-12"),
        *(
            "3栋",
            "1201室",
            "翠湖花园3栋",
            "湖",
            "002x",
            "8000",
            "房屋",
            "交接单",
            "王 1201",
            "３栋",
        ),
        *("３－１２０１", "3#1201", "3号楼1201", "3號樓1201", "T01", "kh.t01", "身份证"),
        *("201", "20", "2-1", "01-", "-", "身份證", "交接單", "房屋 2-1201 8000"),
    ],
)
def test_a_dossier_is_found_as_clerks_remember_it(text):
    dossier = numbered(resident(EstateFactory(name="翠湖花园")))
    DocumentFactory(holding=dossier.holdings.get())
    volume = HoldingFactory(dossier=dossier, personal_volume=True)
    DocumentFactory(holding=volume, title="身份证复印件", personal=True)
    resident(EstateFactory(name="翠湖花园二期"))
    assert found(archivist_of(dossier), text) == {dossier}


@clause(Clause.COL_27)
@pytest.mark.parametrize(
    "text", ["1210", "芳王", "李", "fw", "1202", "13-1201", "0021", "王 李", " ", "2-1-", "单芳"]
)
def test_nothing_that_is_not_there_is_found(text):
    dossier = numbered(resident())
    assert found(archivist_of(dossier), text) == set()


@clause(Clause.COL_27)
@pytest.mark.parametrize("building", ["3棟", "3幢", "3號樓"])
def test_a_building_in_traditional_characters_is_found_by_its_number(building):
    dossier = resident(building=building, entrance="", room="1402")
    user = archivist_of(dossier)
    for text in ("3-1402", "3#1402", "3号楼1402", "3"):
        assert found(user, text, alike=True) == {dossier}, text
    assert set(search_units("3-1402")) == {dossier.unit}


@clause(Clause.COL_27)
def test_every_code_on_a_dossier_finds_it_with_any_dash_or_dot():
    dossier = resident(legacy_code="旧 2012/ab-7")
    volume = dossier.holdings.get()
    item = HoldingFactory(
        dossier=dossier, number=3, kind=Holding.Kind.ITEM, code="XZ·2019-023", legacy_code="甲.5-6"
    )
    paper = DocumentFactory(holding=volume)
    user = archivist_of(dossier)
    for code in (dossier.code, volume.code, volume.barcode.lower(), item.code, paper.code):
        assert found(user, code) == {dossier}, code
    for code in (dossier.code.replace("·", "."), volume.code.replace("·", "-"), "XZ.2019－023"):
        assert found(user, code) == {dossier}, code
    for code in ("旧2012-AB.7", "甲-5·6", "ab·7", "2019.02", "舊2012"):
        assert found(user, code) == {dossier}, code
    number = dossier.code.rpartition("-")[2]
    for code in (
        f"{number}-1-",
        f"{number[1:]}.1-{paper.number:03}",
        f"{number}-1-{paper.number:03}"[:-1],
    ):
        assert found(user, code) == {dossier}, code
    assert found(user, f"{number}-1-9") == set()


@clause(Clause.COL_27)
def test_traditional_and_simplified_characters_are_alike_unless_told_otherwise():
    old, new = resident(name="張偉"), resident(name="张伟")
    user = person(Role.CENTRE_ARCHIVIST, old.centre)
    new.centre = old.centre
    with arranged():
        Dossier.objects.filter(pk=new.pk).update(centre=old.centre)
    for text in ("张伟", "張偉", "张偉", "伟"):
        assert found(user, text) == {old, new}, text
    assert found(user, "張偉", alike=False) == {old}
    assert found(user, "张伟", alike=False) == {new}
    assert found(user, "张偉", alike=False) == set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT dossiers_simplified(%s)", ["".join(map(chr, SIMPLIFIED))])
        assert cursor.fetchone()[0] == "".join(SIMPLIFIED.values())
    assert simplified("".join(SIMPLIFIED.values())) == "".join(SIMPLIFIED.values())


@clause(Clause.COL_27)
def test_words_of_many_dossiers_are_known_from_the_statistics(monkeypatch):
    dossier = resident()
    for n in range(30):
        resident(dossier.unit.estate, room=f"2{n:03}", name="李强")
    user = archivist_of(dossier)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE dossiers_searchentry")
    assert searching.shares_of(["p李强", "p王芳", "p诸葛"])["p李强"] > 0.9
    monkeypatch.setattr(searching, "found_entries", None)
    assert len(found(user, "李强")) == 30
    monkeypatch.undo()
    monkeypatch.setattr(searching, "FEW", 10)
    assert len(found(user, "李强 2")) == 30
    assert found(user, "王芳") == {dossier}


@clause(Clause.COL_27)
def test_co_owners_are_found_too():
    dossier = resident()
    with arranged():
        OccupancyParty.objects.create(
            occupancy=dossier.occupancy,
            customer=CustomerFactory(name="单雄信"),
            role=OccupancyParty.Role.CO_HOLDER,
        )
    user = archivist_of(dossier)
    assert found(user, "雄信") == found(user, "sx") == {dossier}


@clause(Clause.COL_27)
def test_units_are_found_with_and_without_their_estate():
    unit = resident(EstateFactory(name="翠湖花园")).unit
    resident(EstateFactory(name="金色家园"), room="1301")
    for text in ("1201", "3栋2单元1201", "翠湖花园3栋", "花园3-2", "湖 1201", "翠湖", "3-1201"):
        assert set(search_units(text)) == {unit}, text
    assert set(search_units("201")) == set(search_units("翠湖花園")) == {unit}
    assert not search_units("2011").exists()


# --- Nobody learns more ----------------------------------------------------------------------


@clause(Clause.SEC_15, Clause.ORG_01)
def test_names_and_numbers_are_searched_by_those_who_read_the_personal_volume():
    dossier = numbered(resident())
    DocumentFactory(
        holding=HoldingFactory(dossier=dossier, personal_volume=True),
        title="身份证复印件",
        personal=True,
    )
    whole = person(Role.HQ_ARCHIVIST)
    exception = person(Role.CENTRE_ARCHIVIST)
    opened_to(exception, dossier.centre)
    keeper = person(Role.CENTRE_ARCHIVIST)
    HoldingFactory(dossier=dossier, number=4, keeper=keeper.current_memberships[0].department)
    for user in (whole, exception, keeper):
        assert found(user, "1201") == {dossier}
        for text in ("王芳", "wf", "002X", "8000", "身份证", "王 1201"):
            assert found(user, text) == set(), text


@clause(Clause.SEC_15)
def test_last_figures_are_searched_by_those_who_may_see_numbers_in_full(monkeypatch):
    dossier = numbered(resident())
    user = archivist_of(dossier)
    assert found(user, "8000") == {dossier}
    monkeypatch.setattr("dossiers.rules.searching.REVEALS", "dossiers.nobody_may")
    assert found(user, "8000") == set()
    assert found(user, "王芳") == {dossier}


@clause(Clause.ORG_01)
def test_nothing_of_another_centre_is_found():
    dossier = numbered(resident())
    DocumentFactory(holding=dossier.holdings.get())
    stranger = person(Role.CENTRE_ARCHIVIST)
    for text in ("王芳", "1201", "8000", "房屋", dossier.code, dossier.holdings.get().barcode):
        assert found(stranger, text) == set(), text


@clause(Clause.LND_24)
def test_of_a_sealed_dossier_only_where_it_is_and_what_it_is_called():
    dossier = numbered(resident())
    DocumentFactory(holding=dossier.holdings.get())
    user = archivist_of(dossier)
    with arranged():
        dossier.sealed_on = "2026-01-01"
        dossier.save()
    for text in ("王芳", "wf", "8000", "房屋"):
        assert found(user, text) == set(), text
    assert found(user, "1201") == found(user, dossier.code) == {dossier}


# --- The lines follow the records --------------------------------------------------------------


@clause(Clause.DES_12)
def test_what_is_erased_or_destroyed_is_gone_from_the_search():
    dossier = numbered(resident(legacy_code="旧-1"))
    DocumentFactory(holding=dossier.holdings.get())
    user = archivist_of(dossier)
    with arranged():
        erase_customer(dossier.occupancy.customer, shown="王*")
    assert found(user, "王芳") == found(user, "wf") == found(user, "8000") == set()
    assert differing() == []
    with arranged():
        dossier.state = DossierState.DESTROYED
        dossier.save()
    assert found(user, "1201") == found(user, "房屋") == set()
    assert found(user, dossier.code) == found(user, "旧-1") == {dossier}
    entry = SearchEntry.objects.get(pk=dossier.pk)
    assert (entry.names, entry.places, entry.titles, entry.tails) == ("", "", "", [])


def test_whatever_changes_is_found_as_it_is_now():
    dossier = resident()
    paper = DocumentFactory(holding=dossier.holdings.get())
    other = resident(dossier.unit.estate, room="1402", name="李强")
    user = archivist_of(dossier)
    with arranged():
        Dossier.objects.filter(pk=dossier.pk).update(legacy_code="旧-77")
        type(paper).objects.filter(pk=paper.pk).update(title="装修申请")
        dossier.occupancy.customer.name = "欧阳娜"
        dossier.occupancy.customer.save()
        other.unit.estate.name = "新家园"
        other.unit.estate.save()
        Unit.objects.filter(pk=other.unit_id).update(code="3栋2单元1403", key="3/2/1403")
    assert found(user, "欧阳") == found(user, "装修") == found(user, "旧77") | {dossier}
    assert found(user, "王芳") == found(user, "房屋") == found(user, "1402") == set()
    assert found(user, "新家园1403") | found(user, "1403") == {other}
    assert differing() == []


def test_lines_that_are_wrong_are_mended_by_command(capsys):
    dossier, other = resident(), resident()
    SearchEntry.objects.filter(pk=dossier.pk).update(names="李强", places="")
    assert len(differing()) == 2
    call_command("rebuild_search")
    assert "2 lines compared, 1 written anew" in capsys.readouterr().out
    assert differing() == []
    assert found(archivist_of(other), "王芳") == {other}


def test_a_search_asks_the_same_few_questions_however_much_it_finds():
    dossier = numbered(resident())
    user = archivist_of(dossier)
    counts = []
    for text in ("王", "王芳 1201 房屋 8000 3-1201 W001"):
        for _more in range(3):
            resident(dossier.unit.estate, room=f"2{len(counts)}{_more}1")
        with CaptureQueriesContext(connection) as asked:
            found(user, text)
        counts.append(len(asked))
    assert counts[0] <= 10
    assert counts[1] <= 17
