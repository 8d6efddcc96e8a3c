"""What is erased for good: the content of scans, and what a customer's record says of a person.

Whether something may go is decided by the caller (a destruction); here is what "elsewhere" means
and what erasing is. Rows and their history stay.

Source: DES-12, DES-25, SEC-42; decisions 18 and 22.
"""

from datetime import datetime

from django.core.files.storage import default_storage
from django.db.models import Q, QuerySet

from archive_office.journal.acts import note
from archive_office.journal.bulk import update_all
from dossiers.models import (
    Consent,
    Customer,
    Document,
    DossierState,
    ElectronicFile,
    EmergencyContact,
    Holding,
    Occupancy,
    RegisterEntry,
)
from dossiers.procedures.files import lock_content


def twins_of(holding: Holding, document: Document | None = None) -> list[ElectronicFile]:
    """The electronic copies that a volume, or one paper of it, still has; locked."""
    rows = ElectronicFile.objects.select_for_update(of=("self",), no_key=True).filter(
        removed_at__isnull=True
    )
    ours = {"document": document} if document else {"document__holding": holding}
    return list(rows.filter(**ours).order_by("pk"))


def consent_signed_with(file: ElectronicFile) -> Consent | None:
    """The consent of a customer, still on record, whose signature this scan shows."""
    rows = Consent.objects.filter(signature=file, withdrawn_on__isnull=True)
    return rows.exclude(customer__data_key="").first()


def take_from_sight(files: list[ElectronicFile], *, now: datetime) -> None:
    """Nobody opens these files any more; their content is erased afterwards. Inside an act only."""
    for file in files:
        file.removed_at = now
        note(file, before={"scan": file.sha256}, after={"scan": None})
    update_all(files, ["removed_at"])


def still_used(file: ElectronicFile) -> ElectronicFile | None:
    """Another scan with the very same content that is not removed. Locks the content."""
    lock_content(file.sha256)
    rows = ElectronicFile.objects.filter(sha256=file.sha256, removed_at__isnull=True)
    return rows.exclude(pk=file.pk).select_related("document__holding").order_by("pk").first()


def erase_content(file: ElectronicFile) -> None:
    """Delete a file's content from storage and look that it is gone.

    Raises:
        OSError: the storage could not delete it, or has it still.
    """
    name = str(file.file.name)
    default_storage.delete(name)
    if default_storage.exists(name):
        raise FileExistsError(f"{name} is still there")


def customers_of(occupancy: Occupancy) -> list[Customer]:
    """Everybody whose data a customer dossier was kept on: the customer and the parties."""
    of_parties = occupancy.parties.values("customer")
    ours = Q(pk=occupancy.customer_id) | Q(pk__in=of_parties)
    return list(Customer.objects.filter(ours).exclude(data_key="").order_by("pk"))


def needs(customer: Customer) -> Occupancy | None:
    """An occupancy for which the office still needs this customer's data.

    One whose dossier is not destroyed, or one that has not ended, recorded with or without a
    dossier.
    """
    theirs = Q(customer=customer) | Q(parties__customer=customer)
    living = Q(dossier__isnull=False) & ~Q(dossier__state=DossierState.DESTROYED)
    rows = Occupancy.objects.filter(theirs).filter(living | Q(dossier=None, ending=""))
    return rows.select_related("unit__estate").order_by("pk").first()


def locked_customer(pk: int) -> Customer:
    """A customer nobody else changes meanwhile."""
    return Customer.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)


def erase_customer(customer: Customer, *, shown: str = "") -> None:
    """Erase a locked customer's key, numbers and name; the numbered row stays. Inside an act only.

    With the key every sealed number is gone wherever its ciphertext stands, history and backups
    included.

    Args:
        shown: What is left of the name on records that must stay.

    Source: DES-12, SEC-42; decisions 22.
    """
    customer.data_key = customer.initials = customer.contact_person = ""
    customer.name = shown
    customer.id_kind = customer.id_number = customer.id_index = customer.id_tail = ""
    customer.phones = customer.bank_account = ""
    customer.phone_indexes, customer.phone_tails = [], []
    customer.save()
    _forget(list(EmergencyContact.objects.filter(occupancy__customer=customer)))
    _forget_entries(RegisterEntry.objects.filter(dossier__occupancy__customer=customer))
    note(customer, after={"key": None})


def erase_contacts(occupancy: Occupancy) -> None:
    """Forget whom to call for an occupancy whose dossier is destroyed. Inside an act only."""
    _forget(list(occupancy.emergency_contacts.exclude(name="")))
    _forget_entries(RegisterEntry.objects.filter(dossier__occupancy=occupancy))


def _forget_entries(entries: QuerySet[RegisterEntry]) -> None:
    """Erase the keys of what forms and registers hold on persons; numbers and facts stay."""
    for entry in entries.exclude(data_key="").order_by("pk"):
        entry.data_key, entry.sealed, entry.personal_indexes = "", "", []
        entry.save(update_fields=["data_key", "sealed", "personal_indexes"])


def _forget(contacts: list[EmergencyContact]) -> None:
    for contact in contacts:
        contact.name = contact.phone = contact.relation = ""
    update_all(contacts, ["name", "phone", "relation"])
