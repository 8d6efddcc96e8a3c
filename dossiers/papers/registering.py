"""The facts of the registration form of one occupancy, read from the records.

Names and numbers arrive masked. Who has no right to the personal volume is told which
papers the dossier has, not how many sheets of personal ones.

Source: COL-15, COL-19, LND-13, SEC-15.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archive_office.crypto import masked, masked_name
from dossiers.models import (
    Consent,
    Customer,
    Document,
    DocumentType,
    Dossier,
    EmergencyContact,
    Occupancy,
    OccupancyParty,
    Part,
    Submission,
)
from dossiers.papers import facts, filling, words


@dataclass(frozen=True, slots=True)
class Asked:
    """One type of paper the dossier asks for; `excuse` says why it does not apply."""

    type: DocumentType
    excuse: str = ""


def registration_facts(
    dossier: Dossier,
    stay: Occupancy,
    asked: Sequence[Asked],
    *,
    personal: bool,
    habits: bool = False,
) -> facts.Registration:
    """客户档案登记表 of one occupancy, as far as the record knows what the form asks.

    Args:
        personal: Whether the reader may read the personal volume.
        habits: Whether the office decided to ask for tastes and habits; kept on paper only.

    Source: COL-20.
    """
    brought = Submission.objects.filter(dossier=dossier, kind=Submission.Kind.MOVE_IN)
    told = brought.select_related("by", "answered_by").order_by("pk").first()
    consents = stay.customer.consents.filter(withdrawn_on__isnull=True).order_by("-given_on", "-pk")
    by_kind = {consent.kind: consent for consent in reversed(consents)}
    notice = by_kind.get(Consent.Kind.NOTICE)
    return facts.Registration(
        fonds=filling.fonds_of(dossier.centre),
        reference=dossier.code,
        unit=filling.unit_facts(stay.unit),
        customer=_customer(stay),
        role=words.OCCUPANCIES[stay.kind],
        emergency="；".join(_contact(stay.customer, c) for c in stay.emergency_contacts.all()),
        household=tuple(_household(stay)),
        materials=tuple(_materials(dossier, asked, personal=personal)),
        notice_version=notice.version if notice else "",
        consented=Consent.Kind.SEPARATE in by_kind,
        registered_by=str(told.by if told else dossier.responsible or ""),
        checked_by=str(told.answered_by or "") if told else "",
        registered_on=dossier.opened_on,
        habits=habits,
    )


def _customer(stay: Occupancy) -> facts.Person:
    customer = stay.customer
    number = _numbers(customer)[0]
    holders = stay.parties.filter(role=OccupancyParty.Role.CO_HOLDER).select_related("customer")
    return facts.Person(
        name=customer.shown_name,
        identity_kind=words.IDENTITY.get(customer.id_kind, "") if number else "",
        identity_number=number,
        phone="、".join(_numbers(customer)[1]),
        co_owners="、".join(masked_name(party.customer.name) for party in holders),
    )


def _numbers(customer: Customer) -> tuple[str, list[str]]:
    """Identity number and telephones, masked; nothing once the key is erased."""
    if not customer.data_key:
        return "", []
    return masked(customer.reveal("id_number")), [masked(n) for n in customer.phone_list()]


def _contact(customer: Customer, contact: EmergencyContact) -> str:
    relation = f"（{contact.relation}）" if contact.relation else ""
    phone = masked(customer.key().unseal(contact.phone)) if customer.data_key else ""
    return f"{masked_name(contact.name)}{relation}{phone}"


def _household(stay: Occupancy) -> Iterable[facts.HouseholdMember]:
    people = stay.parties.filter(role=OccupancyParty.Role.HOUSEHOLD).select_related("customer")
    for party in people:
        phones = _numbers(party.customer)[1]
        yield facts.HouseholdMember(
            name=masked_name(party.customer.name),
            relation=party.relation,
            phone=phones[0] if phones else "",
            remark="未成年人" if party.minor else "",
        )


def _materials(
    dossier: Dossier, asked: Sequence[Asked], *, personal: bool
) -> Iterable[facts.FiledMaterial]:
    """Every paper the dossier asks for, then every other kind that lies in it."""
    filed: dict[int | None, list[Document]] = defaultdict(list)
    rows = Document.objects.filter(
        holding__dossier=dossier, state__in=(Document.State.FILED, Document.State.AWAITING)
    )
    for document in rows.select_related("type").order_by("type__position", "number"):
        filed[document.type_id].append(document)
    for line in asked:
        documents = filed.pop(line.type.pk, [])
        excuse = f"不适用：{line.excuse}" if line.excuse else ""
        if documents:
            yield _filed(line.type.name_zh, documents, personal=personal)
        else:
            yield facts.FiledMaterial(line.type.name_zh, present=False, remark=excuse)
    for documents in filed.values():
        kind = documents[0].type
        if personal or not _is_personal(documents):
            yield _filed(kind.name_zh if kind else "其他材料", documents, personal=personal)


def _filed(name: str, documents: Sequence[Document], *, personal: bool) -> facts.FiledMaterial:
    if not personal and _is_personal(documents):
        return facts.FiledMaterial(name, present=True, remark="存个人信息卷")
    return facts.FiledMaterial(
        name,
        present=True,
        items=len(documents),
        pages=sum(document.pages for document in documents),
        remark=_remark(documents),
    )


def _is_personal(documents: Sequence[Document]) -> bool:
    return any(d.personal or d.holding_part == Part.PERSONAL for d in documents)


def _remark(documents: Sequence[Document]) -> str:
    said = (
        ("复印件", all(not document.is_original for document in documents)),
        ("待移交补入", any(document.state == Document.State.AWAITING for document in documents)),
        ("台账所载，待核实", any(document.is_claim for document in documents)),
    )
    return "，".join(text for text, holds in said if holds)
