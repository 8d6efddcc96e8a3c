"""Opening a dossier: its unit, the people, the record itself, and its two volumes."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archive_office import policy
from archive_office.crypto import DataKey, masked, masked_name, plain_number
from archive_office.journal.acts import act, note
from archive_office.organisation.models import Department, User
from archive_office.regulation import Clause, enforce
from dossiers.models import (
    Building,
    Category,
    Consent,
    Customer,
    Dossier,
    ElectronicFile,
    EmergencyContact,
    Estate,
    Holding,
    Occupancy,
    OccupancyParty,
    Part,
    Secrecy,
    Submission,
    Unit,
    naming,
)
from dossiers.procedures import locks
from dossiers.procedures.codes import archive_number
from dossiers.rules import filing
from dossiers.rules import submissions as rules
from dossiers.rules.facts import (
    CustomerFacts,
    PersonFacts,
    UnitFacts,
    consent_of,
    customer_of,
    unit_of,
)
from dossiers.rules.identity import kind_of, read_name, read_phone
from dossiers.rules.physical_forms import form_of

CUSTOMER_CATEGORY = "KH"


@dataclass(frozen=True, slots=True)
class _Known:
    """What a person's record is made of."""

    name: str
    id_number: str
    phones: tuple[str, ...]
    bank_account: str = ""
    kind: str = Customer.Kind.PERSON
    contact_person: str = ""


def open_for_move_in(
    submission: Submission, signature: ElectronicFile | None, *, by: User, today: date
) -> Dossier:
    """The dossier of a move-in, with everything the record says. Inside an act only.

    Raises:
        RegulationError: COL-04 (a second owner dossier), COL-19 (a number under another
            name).
    """
    facts, people = unit_of(submission), customer_of(submission)
    unit = record_unit(submission.centre, facts)
    if facts.occupancy == Occupancy.Kind.OWNER:
        enforce(rules.against_second_dossier(unit))
    customer = _record_customer(submission, people)
    occupancy = Occupancy.objects.create(
        unit=unit,
        kind=facts.occupancy,
        customer=customer,
        from_on=date.fromisoformat(facts.from_on) if facts.from_on else None,
        fit_out=facts.fit_out,
        keys_kept=facts.keys_kept,
    )
    holders = [customer, *_record_parties(occupancy, people)]
    _record_contacts(occupancy, people, customer.key())
    _record_consents(submission, holders, signature, by)
    return open_dossier(occupancy, by=by, today=today)


def record_unit(centre: Department, facts: UnitFacts) -> Unit:
    """The unit that the facts name, locked; with its building, if either is new.

    What is known of a unit already is not overwritten, except its present use (COL-25).
    """
    estate = locks.estate(Estate.objects.get(pk=facts.estate or 0, centre=centre).pk)
    found = rules.find_unit(estate, facts)
    unit = locks.unit(found.pk) if found else _new_unit(estate, facts)
    before = {"use": unit.use}
    if facts.occupancy == Occupancy.Kind.TENANT:
        unit.use = Unit.Use.LET
    elif facts.use != Unit.Use.UNKNOWN:
        unit.use = facts.use
    unit.floor = facts.floor if unit.floor is None else unit.floor
    unit.area = Decimal(facts.area) if unit.area is None and facts.area else unit.area
    unit.save()
    note(unit, before=before, after={"use": str(unit.use)})
    return unit


def _new_unit(estate: Estate, facts: UnitFacts) -> Unit:
    key = naming.building_key(facts.building)
    building = Building.objects.filter(estate=estate, key=key).first()
    if building is None:
        building = Building.objects.create(
            estate=estate,
            name=facts.building,
            key=key,
            sort_key=naming.natural_key(facts.building),
        )
        note(building, after={"building": building.name})
    code = naming.unit_code(building.name, facts.entrance, facts.room)
    return Unit(
        building=building,
        estate=estate,
        entrance=facts.entrance,
        room=facts.room,
        code=code,
        key=naming.unit_key(facts.building, facts.entrance, facts.room),
        sort_key=naming.natural_key(code),
    )


def _record_customer(submission: Submission, people: CustomerFacts) -> Customer:
    known = _Known(
        name=people.name,
        id_number=people.id_number,
        phones=people.phones,
        bank_account=people.bank_account,
        kind=people.kind,
        contact_person=people.contact_person,
    )
    return _record_person(submission.centre, known, "customer.id_number", key=submission.key())


def _record_person(
    centre: Department, known: _Known, field: str, *, key: DataKey | None = None
) -> Customer:
    """A new customer, or the one this centre knows by the same identity number and name."""
    number = plain_number(known.id_number)
    before = _known_at(centre, number)
    enforce(filing.against_name(before, known.name, field))
    customer = before or Customer.made(name=known.name, key=key, kind=known.kind)
    phones = list(dict.fromkeys([*_phones_of(before), *map(read_phone, known.phones)]))
    account = plain_number(known.bank_account) or (before.reveal("bank_account") if before else "")
    customer.contact_person = known.contact_person or customer.contact_person
    kind = kind_of(number, company=known.kind == Customer.Kind.COMPANY) if number else None
    customer.id_kind = str(kind or customer.id_kind)
    customer.seal_numbers(id_number=number, phones=phones, bank_account=account)
    customer.save()
    shown = {
        "name": masked_name(known.name),
        "identity": masked(number),
        "phones": [masked(phone) for phone in phones],
    }
    note(customer, before={} if before else None, after=shown)
    return customer


def _phones_of(customer: Customer | None) -> list[str]:
    return customer.phone_list() if customer else []


def _known_at(centre: Department, number: str) -> Customer | None:
    if not number:
        return None
    index = Customer.made(name="")
    index.seal_numbers(id_number=number)
    here = Q(occupancies__unit__estate__centre=centre) | Q(
        parties__occupancy__unit__estate__centre=centre
    )
    return Customer.objects.filter(here, id_index=index.id_index).order_by("pk").first()


def _record_parties(occupancy: Occupancy, people: CustomerFacts) -> list[Customer]:
    """Co-holders and household, each with a data key of the own; returns the co-holders."""
    holders = []
    for role, persons in (
        (OccupancyParty.Role.CO_HOLDER, people.co_holders),
        (OccupancyParty.Role.HOUSEHOLD, people.household),
    ):
        for position, person in enumerate(persons, start=1):
            customer = _record_party(occupancy, person, role, position)
            if role == OccupancyParty.Role.CO_HOLDER:
                holders.append(customer)
    return holders


def _record_party(
    occupancy: Occupancy, person: PersonFacts, role: OccupancyParty.Role, position: int
) -> Customer:
    known = _Known(read_name(person.name), person.id_number, person.phones)
    plural = "co_holders" if role == OccupancyParty.Role.CO_HOLDER else "household"
    field = f"customer.{plural}.{position - 1}.id_number"
    customer = _record_person(occupancy.unit.estate.centre, known, field)
    party = OccupancyParty.objects.create(
        occupancy=occupancy,
        customer=customer,
        role=role,
        relation=person.relation,
        minor=person.minor,
        position=position,
    )
    note(party, after={"role": str(role)})
    return customer


def _record_contacts(occupancy: Occupancy, people: CustomerFacts, key: DataKey) -> None:
    """Emergency contacts; their numbers are sealed with the customer's key (COL-15)."""
    for position, contact in enumerate(people.emergency, start=1):
        EmergencyContact.objects.create(
            occupancy=occupancy,
            name=read_name(contact.name),
            phone=key.seal(read_phone(contact.phone)),
            relation=contact.relation,
            position=position,
        )


def _record_consents(
    submission: Submission,
    holders: list[Customer],
    signature: ElectronicFile | None,
    by: User,
) -> None:
    """The notice given to each holder, and the separate consent with its signature."""
    told = consent_of(submission)
    kinds = [Consent.Kind.NOTICE] + ([Consent.Kind.SEPARATE] if told.separate else [])
    for holder in holders:
        for kind in kinds:
            consent = Consent.objects.create(
                customer=holder,
                kind=kind,
                version=told.version,
                given_on=date.fromisoformat(told.given_on),
                signature=signature if kind == Consent.Kind.SEPARATE else None,
                recorded_by=by,
            )
            note(consent, after={"kind": str(kind), "version": told.version})


@act("dossiers.dossier_opened", _("Dossier opened"), Clause.COL_04, Clause.FIL_03)
def open_dossier(occupancy: Occupancy, *, by: User, today: date) -> Dossier:
    """Open the dossier of an occupancy: code, main volume, personal volume.

    Source: COL-04, FIL-03, FIL-04; decisions 1, 3 and 7.
    """
    unit = occupancy.unit
    centre = unit.estate.centre
    category = Category.objects.get(code=CUSTOMER_CATEGORY)
    tenant = occupancy.kind == Occupancy.Kind.TENANT
    dossier = Dossier.objects.create(
        code=archive_number(filing.series_of(category, centre, estate=unit.estate), on=today),
        kind=Dossier.Kind.TENANT if tenant else Dossier.Kind.OWNER,
        title=naming.dossier_title(str(unit)),
        category=category,
        centre=centre,
        unit=unit,
        occupancy=occupancy,
        secrecy=level_at_first(category, today),
        retention=category.retention,
        retention_years=category.retention_years,
        opened_on=today,
        reviewed_on=today,
        responsible=by,
    )
    note(dossier, after={"state": str(dossier.state), "code": dossier.code})
    make_volume(dossier, Part.MAIN, today=today)
    make_volume(dossier, Part.PERSONAL, today=today)
    return dossier


def level_at_first(category: Category, today: date) -> Secrecy:
    """The level of a dossier or volume before a document raises it; for customers a setting."""
    if category.code == CUSTOMER_CATEGORY:
        return Secrecy[policy.text("default_secrecy", on=today).upper()]
    return Secrecy(category.secrecy)


def make_volume(dossier: Dossier, part: Part, *, today: date, case_part: str = "") -> Holding:
    """The next volume of a dossier, empty and in preparation. Inside an act only.

    Args:
        case_part: Which of the four parts of a case dossier; empty in any other.
    """
    last = dossier.holdings.order_by("-number").first()
    number = last.number + 1 if last else 1
    holding = Holding.objects.create(
        dossier=dossier,
        code=f"{dossier.code}·{number}",
        barcode=next_barcode(),
        kind=Holding.Kind.VOLUME,
        part=part,
        case_part=case_part,
        number=number,
        title=naming.volume_title(
            dossier.title, personal=part == Part.PERSONAL, case_part=case_part
        ),
        keeper=dossier.centre,
        physical_form=form_of(dossier.category),
        secrecy=level_at_first(dossier.category, today),
        retention=dossier.retention,
        retention_years=dossier.retention_years,
        verified_on=today,
    )
    note(holding, after={"state": str(holding.state), "keeper": holding.keeper_id})
    return holding


def next_barcode() -> str:
    """A barcode no other holding ever had: ``H:`` and a number of the holdings' sequence."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('dossiers_holding', 'id'))")
        return f"H:{cursor.fetchone()[0]:08}"
