"""Entries on forms and in registers: written, corrected, moved on, put into a dossier, voided.

Source: SVC-01, SVC-08, SVC-12, SVC-13, SVC-25, SVC-28; decisions 22.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive_office.crypto import DataKey, blind_index, tail_index
from archive_office.journal.acts import act, note
from archive_office.organisation.models import User
from archive_office.regulation import Clause, Refusal, RegulationError, enforce
from dossiers.models import Dossier, FormDefinition, IssuedCode, RegisterEntry, ViewLog
from dossiers.models.registers import VOID
from dossiers.procedures.codes import reserve
from dossiers.procedures.reading import log_named
from dossiers.rules import entries as rules
from dossiers.rules.contents import Values, against_values, contents_of
from dossiers.rules.definitions import FormSpec, spec_of
from dossiers.rules.entries import Written
from dossiers.rules.identity import read_phone

WIDTH = 4


@act("dossiers.entry_written", _("Entry written"), Clause.SVC_28)
def write_entry(
    definition: FormDefinition, written: Written, *, by: User, now: datetime
) -> RegisterEntry:
    """Write a form, or a line of a register; it gets the next number of its centre and year.

    An entry on a unit goes at once into the dossier that is open there.

    Raises:
        RegulationError: SVC-28 (what is missing), ORG-01 (who writes it), COL-17, DES-12, DES-27,
            LND-24 (the dossier takes nothing any more), SEC-15 (a number in full).

    Source: SVC-02, SVC-08, SVC-11, SVC-13, SVC-16, SVC-17, SVC-19, SVC-21, SVC-22, SVC-25, SVC-28,
        SVC-24, SVC-33, SVC-34, SVC-35, SVC-36, SVC-38, SVC-40, SVC-45, SVC-47, COL-08, COL-09,
        COL-13, COL-14, COL-21.
    """
    spec, today = spec_of(definition), _day(now)
    settled = replace(written, values=_clean(spec, written.values), dossier=_dossier_of(written))
    if settled.dossier is not None:
        settled = replace(settled, dossier=_locked_dossier(settled.dossier.pk))
    enforce(rules.against_writing(spec, settled, by, today=today))
    first = spec.states[0]
    entry = RegisterEntry(
        definition=definition,
        form=definition.code,
        number=_number(spec, settled, today),
        centre=settled.centre,
        dossier=settled.dossier,
        unit=settled.unit,
        follows=settled.follows,
        on=settled.on,
        written_by=by,
        written_at=now,
    )
    _fill(entry, spec, settled.values)
    _enter(entry, spec, first.key, on=settled.on, today=today)
    entry.save()
    _keep_one_current(entry, spec, today)
    note(entry, after={"form": entry.form, "state": entry.state})
    return entry


@act("dossiers.entry_corrected", _("Entry corrected"), Clause.SVC_28)
def correct_entry(
    entry: RegisterEntry, values: Values, *, by: User, now: datetime, reason: str
) -> RegisterEntry:
    """Correct what stands in an entry; history keeps the earlier contents.

    Personal fields that are not typed again stay as they are.

    Raises:
        RegulationError: SVC-28 (no reason; nothing corrected; a field that is empty), ORG-01,
            FIL-03 (void), COL-17, DES-12, DES-27, LND-24, SEC-15.

    Source: SVC-28.
    """
    fresh = locked_entry(entry.pk)
    spec = spec_of(fresh.definition)
    enforce(rules.against_correcting(fresh, spec, by, reason))
    before = contents_of(fresh)
    after = _kept_personal(spec, before) | _clean(spec, values)
    enforce(against_values(spec, after, kept=_erased(fresh, spec)))
    if after == before:
        raise RegulationError(Refusal(Clause.SVC_28, _("Nothing is corrected.")))
    _fill(fresh, spec, after)
    fresh.save()
    changed = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
    note(fresh, after={"corrected": changed})
    return fresh


@act("dossiers.entry_moved", _("Entry passed on or settled"), Clause.SVC_01, Clause.SVC_12)
def move_entry(
    entry: RegisterEntry, move: str, values: Values, *, by: User, now: datetime
) -> RegisterEntry:
    """Bring an entry into its next state, with what must be known then.

    Raises:
        RegulationError: SVC-28 (another state; something is missing) or the clause the definition
            names for it, ORG-01 (who may), FIL-03 (void), DES-12, SEC-15.

    Source: SVC-01, SVC-08, SVC-10, SVC-12, SVC-13, SVC-17, SVC-20, SVC-21, SVC-27, SVC-47.
    """
    fresh = locked_entry(entry.pk)
    spec = spec_of(fresh.definition)
    way = next((m for m in spec.moves_from(fresh.state) if m.key == move), None)
    after = {**contents_of(fresh), **_clean(spec, values)}
    today = _day(now)
    enforce(rules.against_moving(fresh, way, after, by, today=today))
    enforce(against_values(spec, after, kept=_erased(fresh, spec)))
    before = fresh.state
    _fill(fresh, spec, after)
    _enter(fresh, spec, way.end if way else before, on=today, today=today)
    fresh.save()
    note(fresh, before={"state": before}, after={"state": fresh.state})
    return fresh


@act("dossiers.entry_filed", _("Entry put into a dossier"), Clause.SVC_28)
def file_entry(entry: RegisterEntry, dossier: Dossier, *, by: User, now: datetime) -> RegisterEntry:
    """Put an entry that waited for a dossier into the one opened since.

    Raises:
        RegulationError: SVC-28 (another unit's; in a dossier already), ORG-01, FIL-03, COL-17,
            DES-12, DES-27, LND-24.

    Source: SVC-28.
    """
    fresh, found = locked_entry(entry.pk), _locked_dossier(dossier.pk)
    enforce(rules.against_filing_entry(fresh, found, spec_of(fresh.definition), by))
    fresh.dossier = found
    fresh.save(update_fields=["dossier"])
    _keep_one_current(fresh, spec_of(fresh.definition), _day(now))
    note(fresh, before={"dossier": None}, after={"dossier": found.code})
    note(found, after={"entry": fresh.number}, at=now.isoformat())
    return fresh


@act("dossiers.entry_voided", _("Entry voided"), Clause.FIL_03)
def void_entry(entry: RegisterEntry, *, by: User, now: datetime, reason: str) -> RegisterEntry:
    """Void an entry written by mistake; its number stays used, with the reason.

    Raises:
        RegulationError: FIL-03 (void already; no reason), ORG-08 (who may), DES-12, SEC-15.

    Source: FIL-03.
    """
    fresh = locked_entry(entry.pk)
    enforce(rules.against_voiding_entry(fresh, by, reason))
    before = fresh.state
    fresh.state, fresh.state_on, fresh.due_on = VOID, _day(now), None
    fresh.holds_dossier, fresh.void_reason = False, reason.strip()[:200]
    fresh.save()
    code = IssuedCode.objects.get(code=fresh.number)
    code.state, code.reason = IssuedCode.State.VOID, fresh.void_reason
    code.save()
    note(fresh, before={"state": before}, after={"state": VOID})
    return fresh


@act("dossiers.entry_revealed", _("Personal contents of an entry shown"), Clause.SEC_15)
def reveal_entry(entry: RegisterEntry, *, by: User, now: datetime, reason: str) -> dict[str, str]:
    """Show the personal contents of an entry in full, once, with the reason kept.

    Raises:
        RegulationError: LND-14 (no right to personal information), LND-24, SEC-15 (no reason).

    Source: LND-14, SEC-15.
    """
    enforce(rules.against_revealing_entry(entry, by, now, reason))
    if entry.dossier_id is not None:
        revealed = ViewLog.What.REVEALED
        log_named([entry.dossier_id], by, revealed, now=now, detail=f"entry {entry.number}")
    note(entry, after={"revealed": "personal contents"})
    return contents_of(entry)


@act("dossiers.register_taken_along", _("Register printed or taken along"), Clause.SEC_41)
def note_taken_along(definition: FormDefinition, *, by: User, form: str, lines: int) -> None:
    """Keep in the journal that a register was printed, or taken along as a workbook.

    Source: SEC-41.
    """
    note(definition, after={"register": definition.code, "form": form, "lines": lines})


def locked_entry(pk: int) -> RegisterEntry:
    """An entry nobody else changes meanwhile, with its dossier."""
    rows = RegisterEntry.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related(
        "definition", "centre", "unit__estate", "dossier__centre", "dossier__category"
    ).get(pk=pk)


def _locked_dossier(pk: int) -> Dossier:
    rows = Dossier.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("centre", "category", "unit").get(pk=pk)


def _dossier_of(written: Written) -> Dossier | None:
    """The dossier an entry goes into: the one named, or the only one that is open on its unit."""
    if written.dossier is not None or written.unit is None:
        return written.dossier
    found = list(rules.open_dossiers(written.unit)[:2])
    return found[0] if len(found) == 1 else None


def _number(spec: FormSpec, written: Written, today: date) -> str:
    series = f"{spec.series}-{written.centre.code}-{today.year}"
    return reserve(series, 1, width=WIDTH)[0]


def _clean(spec: FormSpec, values: Values) -> dict[str, str]:
    """What was typed in the fields of this edition, as it is kept; empty fields are left out."""
    kept = {}
    for found in spec.fields:
        text = values.get(found.name, "").strip()
        if found.type == "phone":
            text = read_phone(text) or text
        elif found.type == "identity":
            text = text.replace(" ", "").upper()
        if text:
            kept[found.name] = text
    return kept


def _kept_personal(spec: FormSpec, before: Values) -> dict[str, str]:
    return {f.name: before[f.name] for f in spec.fields if f.personal and f.name in before}


def _erased(entry: RegisterEntry, spec: FormSpec) -> set[str]:
    """The personal fields that nobody can ask for any more, because their key was erased."""
    return set() if entry.data_key else {f.name for f in spec.fields if f.personal}


def _fill(entry: RegisterEntry, spec: FormSpec, values: Values) -> None:
    """Put values on an entry (unsaved): personal ones sealed, the others with their words."""
    personal = {n: v for n, v in values.items() if spec.by_name[n].personal}
    entry.content = {n: v for n, v in values.items() if n not in personal}
    entry.words = "\n".join(_words(spec, entry.content))
    units = [f.name for f in spec.fields if f.type == "units"]
    chosen = ",".join(entry.content.get(name, "") for name in units)
    entry.also_units = [int(pk) for pk in chosen.split(",") if pk]
    if personal and not entry.data_key:
        entry.data_key = DataKey.new().wrapped
    key = entry.key()
    text = json.dumps(personal, ensure_ascii=False)
    entry.sealed = key.seal(text) if key and personal else ""
    indexes = {blind_index(v) for v in personal.values()} | {
        tail_index(v) for n, v in personal.items() if spec.by_name[n].type != "person"
    }
    entry.personal_indexes = sorted(indexes - {""})


def _words(spec: FormSpec, content: Mapping[str, str]) -> list[str]:
    """What a search in the register finds an entry by: its texts, and choices in both languages."""
    words = []
    for name, text in content.items():
        found = spec.by_name[name]
        words += list(dict(found.choices).get(text, ())) if found.choices else [text]
    return words


def _enter(entry: RegisterEntry, spec: FormSpec, state: str, *, on: date, today: date) -> None:
    """Bring an entry (unsaved) into a state, with the day until which it should leave it."""
    told = spec.state(state)
    entry.state, entry.state_on = state, on
    entry.due_on = rules.due_on(told, since=on, today=today)
    entry.holds_dossier = told.holds


def _keep_one_current(entry: RegisterEntry, spec: FormSpec, today: date) -> None:
    """Where one entry counts at a time, the last written of a kind does; others are put aside.

    Of two written at once the second sees the first: the counter of the centre's numbers is held
    until an act ends. What is filed meanwhile waits for the lock on the dossier.

    Source: SVC-25.
    """
    if not spec.one_current or entry.unit_id is None:
        return
    rows = RegisterEntry.objects.select_for_update(of=("self",), no_key=True)
    same = rows.filter(form=entry.form, unit=entry.unit_id, dossier=entry.dossier_id)
    kind = entry.content.get("kind", "")
    current = [
        each
        for each in same.filter(state=spec.states[0].key).order_by("pk")
        if each.content.get("kind", "") == kind
    ]
    for old in current[:-1]:
        _enter(old, spec, spec.one_current, on=today, today=today)
        old.save()
        note(old, after={"state": old.state, "replaced": current[-1].number})


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()
