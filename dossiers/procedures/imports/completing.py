"""Empty facts of stored records, filled from a ledger; nothing is overwritten (decision 34)."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import models

from archive_office.journal.acts import note
from archive_office.journal.bulk import update_all
from dossiers.models import Customer, Dossier
from dossiers.procedures.imports.claims import ContactClaim
from dossiers.procedures.imports.comparing import AddContact, AddPaper, Fill, FillNumbers
from dossiers.procedures.imports.making import Maker, count_in
from dossiers.procedures.imports.planning import Plan
from dossiers.procedures.imports.stored import Residence
from dossiers.rules.completeness import missing_from

NUMBERS = ("id_kind", "id_number", "id_index", "id_tail", "phones", "phone_indexes", "phone_tails")
COUNTS = ("document_count", "page_count", "secrecy", "is_original")


@dataclass(slots=True)
class Completer:
    """Collects what changes in stored records; ``write`` sends it."""

    maker: Maker
    _things: dict[type[models.Model], dict[int, models.Model]] = field(default_factory=dict)
    _fields: dict[type[models.Model], dict[int, set[str]]] = field(default_factory=dict)
    _dossiers: dict[int, Dossier] = field(default_factory=dict)

    def complete(self, plan: Plan) -> None:
        """Take over what the row adds; the journal names the facts, not the values."""
        facts = [self._add(addition, plan) for addition in plan.comparison.additions]
        if plan.dossier is not None and facts and plan.home is not None:
            note(plan.dossier, after={"row": plan.claim.row, "completed": facts})

    def write(self) -> None:
        """Send all changes, then count the missing papers of dossiers that got some."""
        for model, things in self._things.items():
            alike: dict[frozenset[str], list[models.Model]] = {}
            for pk, fields in self._fields[model].items():
                alike.setdefault(frozenset(fields), []).append(things[pk])
            for same, rows in alike.items():
                update_all(rows, sorted(same))
        for dossier in self._dossiers.values():
            dossier.missing_count = len(missing_from(dossier))
        update_all(list(self._dossiers.values()), ["missing_count", "secrecy"])
        self._things, self._fields, self._dossiers = {}, {}, {}

    def _change(self, thing: models.Model, fields: Iterable[str]) -> None:
        self._things.setdefault(type(thing), {})[thing.pk] = thing
        self._fields.setdefault(type(thing), {}).setdefault(thing.pk, set()).update(fields)

    def _add(self, addition: Fill | FillNumbers | AddContact | AddPaper, plan: Plan) -> str:
        match addition:
            case Fill(thing, values, fact):
                for name, value in values.items():
                    setattr(thing, name, value)
                self._change(thing, values)
                self._recount(plan.home, thing)
                return fact
            case FillNumbers(customer):
                self._seal(customer, addition)
                return "id_number" if addition.id_number else "phones"
            case AddContact(contact):
                self._contact(contact, plan.home)
                return "contact"
            case AddPaper():
                return self._file(addition, plan)

    def _contact(self, contact: ContactClaim, home: Residence | None) -> None:
        if home is not None:
            position = len(home.contacts) + 1
            new = self.maker.contact(contact, home.occupancy, home.key(), position=position)
            home.contacts.append(new)

    def _seal(self, customer: Customer, numbers: FillNumbers) -> None:
        phones = dict.fromkeys([*customer.phone_list(), *numbers.phones])
        customer.id_kind = numbers.id_kind or customer.id_kind
        customer.seal_numbers(
            id_number=numbers.id_number or customer.reveal("id_number"),
            phones=list(phones),
            bank_account=customer.reveal("bank_account"),
        )
        self._change(customer, (*NUMBERS, "bank_account"))

    def _file(self, addition: AddPaper, plan: Plan) -> str:
        paper, volume = addition.paper, addition.volume
        if plan.home is not None and plan.dossier is not None:
            plan.home.numbers[volume.pk] += 1
            number = plan.home.numbers[volume.pk]
            count_in(volume, [self.maker.document(paper, volume, number)])
            self._change(volume, COUNTS)
            plan.dossier.secrecy = max(plan.dossier.secrecy, volume.secrecy)
            self._dossiers[plan.dossier.pk] = plan.dossier
        return paper.title

    def _recount(self, home: Residence | None, thing: models.Model) -> None:
        """A document whose pages became known changes the count of its volume."""
        volumes = home.volumes.values() if home else ()
        for volume in volumes:
            if volume.pk == getattr(thing, "holding_id", None):
                volume.page_count += getattr(thing, "pages", 0)
                self._change(volume, ("page_count",))
