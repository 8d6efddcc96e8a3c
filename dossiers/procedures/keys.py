"""The keys of residents' numbers: wrapped anew, made anew, and their indexes reckoned anew.

A data key is wrapped by a key of the environment. When that one is replaced, every data key is wrapped
again; the numbers, and their ciphertext in history, stay as they are.

Source: SEC-15; decisions 22.
"""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Count, F, Func, Value
from django.utils.translation import gettext_lazy as _

from archive_office.crypto import DataKey, rewrapped, wrapping_key_of
from archive_office.journal.acts import act, note
from archive_office.journal.bulk import update_all
from archive_office.journal.running import running
from archive_office.organisation.models import User
from archive_office.regulation import Clause, Refusal, RegulationError
from dossiers.models import Customer, EmergencyContact

COLUMN = "data_key"
BATCH = 500
INDEXES = ("id_index", "id_tail", "phone_indexes", "phone_tails")


def holders() -> list[type[models.Model]]:
    """Every table that keeps wrapped data keys: residents, drafts, ledgers, persons from outside."""
    found = [m for m in apps.get_models() if any(f.name == COLUMN for f in m._meta.concrete_fields)]
    return sorted(found, key=lambda model: model._meta.label)


def standing() -> dict[str, Counter[str]]:
    """How many data keys each key of the environment wraps, by table; erased ones count nowhere."""
    counts: dict[str, Counter[str]] = {}
    key_id = Func(
        F(COLUMN), Value("."), Value(1), function="split_part", output_field=models.TextField()
    )
    for model in holders():
        rows = model._default_manager.exclude(**{COLUMN: ""}).order_by()
        for found in rows.values_list(key_id).annotate(n=Count("pk")):
            counts.setdefault(str(found[0]), Counter())[model._meta.label] = found[1]
    return counts


def against_dropping(key_id: str) -> Iterator[Refusal]:
    """Why a key has to stay in the environment.

    Source: SEC-15.
    """
    if key_id == next(iter(settings.ARCHIVE_KEYS)):
        yield Refusal(
            Clause.SEC_15, _("%(key)s is the key that wraps new data keys.") % {"key": key_id}
        )
    for label, count in sorted(standing().get(key_id, Counter()).items()):
        yield Refusal(
            Clause.SEC_15,
            _("%(key)s still wraps %(n)d data keys of %(table)s.")
            % {"key": key_id, "n": count, "table": label},
        )


def wrap_all() -> Iterator[tuple[str, int, int]]:
    """Wrap every data key by the first key of the environment; table, done, of how many.

    A batch is an act of its own: whatever breaks off goes on where it stopped. Rows that somebody
    else has in hand are passed over; the next run takes them.
    """
    for model in holders():
        total, done = _waiting(model).count(), 0
        while done < total and (rows := wrap_batch(model, by=None)):
            done += rows
            yield model._meta.label, done, total


def _waiting(model: type[models.Model]) -> models.QuerySet[Any]:
    first = next(iter(settings.ARCHIVE_KEYS))
    kept = model._default_manager.exclude(**{COLUMN: ""}).order_by("pk")
    return kept.exclude(**{f"{COLUMN}__startswith": f"{first}."})


@act("dossiers.keys_wrapped", _("Data keys wrapped by the new key"), Clause.SEC_15)
def wrap_batch(model: type[models.Model], *, by: User | None) -> int:
    """Wrap some data keys of one table anew; how many. The journal keeps how many, and no key.

    History holds no data key, so none is added to it.

    Raises:
        LookupError: the environment lacks a key that still wraps some.

    Source: SEC-15.
    """
    rows = _waiting(model).select_for_update(of=("self",), no_key=True, skip_locked=True)
    before: Counter[str] = Counter()
    for pk, wrapped in rows.values_list("pk", COLUMN)[:BATCH]:
        before[wrapping_key_of(wrapped)] += 1
        model._default_manager.filter(pk=pk).update(**{COLUMN: rewrapped(wrapped)})
    if current := running():
        first = next(iter(settings.ARCHIVE_KEYS))
        current.facts.update({"table": model._meta.label, "from": dict(before), "to": first})
    return before.total()


@act("dossiers.key_renewed", _("A resident’s data key made anew"), Clause.SEC_15)
def renew_key(customer: Customer, *, by: User | None, reason: str) -> Customer:
    """Give a resident a new data key and seal the present numbers with it.

    The old key is gone with that: what stands in history under it can be opened by nobody any more.

    Raises:
        RegulationError: SEC-15 (no reason; the data were erased).

    Source: SEC-15.
    """
    fresh = Customer.objects.select_for_update(of=("self",), no_key=True).get(pk=customer.pk)
    if not reason.strip():
        raise RegulationError(Refusal(Clause.SEC_15, _("Say why."), field="reason"))
    if not fresh.data_key:
        raise RegulationError(
            Refusal(Clause.SEC_15, _("The data of %(who)s were erased.") % {"who": fresh})
        )
    old, new = fresh.key(), DataKey.new()
    for field in ("id_number", "phones", "bank_account"):
        setattr(fresh, field, new.seal(old.unseal(getattr(fresh, field))))
    fresh.data_key = new.wrapped
    fresh.save()
    contacts = EmergencyContact.objects.select_for_update(of=("self",), no_key=True)
    own = list(contacts.filter(occupancy__customer=fresh).exclude(phone="").order_by("pk"))
    for contact in own:
        contact.phone = new.seal(old.unseal(contact.phone))
    update_all(own, ["phone"])
    note(fresh, after={"key": "renewed"}, contacts=len(own))
    return fresh


def index_all() -> Iterator[tuple[int, int]]:
    """Reckon the blind indexes of all residents by the key of today; looked at, and changed."""
    seen, changed, after = 0, 0, 0
    while Customer.objects.exclude(data_key="").filter(pk__gt=after).exists():
        looked, some, after = index_batch(after, by=None)
        seen, changed = seen + looked, changed + some
        yield seen, changed


@act("dossiers.indexes_reckoned", _("Indexes of numbers reckoned anew"), Clause.SEC_15)
def index_batch(after: int, *, by: User | None) -> tuple[int, int, int]:
    """Reckon the indexes of the next residents: how many were looked at, changed; the last one.

    Args:
        after: The key of the resident before the first one.

    Source: SEC-15.
    """
    rows = Customer.objects.select_for_update(of=("self",), no_key=True).exclude(data_key="")
    found = list(rows.filter(pk__gt=after).order_by("pk")[:BATCH])
    changed = [customer for customer in found if _reckon(customer)]
    update_all(changed, INDEXES)
    if current := running():
        current.facts.update({"looked_at": len(found), "changed": len(changed)})
    return len(found), len(changed), found[-1].pk if found else after


def _reckon(customer: Customer) -> bool:
    """Put the indexes of today on a record; whether any of them changed."""
    key = customer.key()
    before = [getattr(customer, name) for name in INDEXES]
    sealed = (customer.id_number, customer.phones, customer.bank_account)
    phones = key.unseal(customer.phones)
    customer.seal_numbers(
        id_number=key.unseal(customer.id_number), phones=json.loads(phones) if phones else []
    )
    customer.id_number, customer.phones, customer.bank_account = sealed
    return before != [getattr(customer, name) for name in INDEXES]
