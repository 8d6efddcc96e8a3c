"""Is this print what the record says? Anybody on the staff may ask; details are for few."""

from dataclasses import dataclass, field
from enum import StrEnum

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from archive_office.http import StaffRequest, actor
from archive_office.organisation.models import User
from archive_office.organisation.signing import digest
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from transfers.forms import VerifyForm
from transfers.models import Manifest, ManifestSignature
from transfers.views.finding import SEEN


class Answer(StrEnum):
    """How a print compares with the record."""

    AGREES = "agrees"
    EARLIER = "earlier"
    DIFFERS = "differs"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said about a print.

    Attributes:
        manifest: The record; only where the print agrees with it or did earlier.
        signatures: For those who may see the manifest, else empty.
    """

    answer: Answer
    manifest: Manifest | None = None
    detailed: bool = False
    signatures: list[ManifestSignature] = field(default_factory=list)


@shell_page(_("Verify a printed copy"), None, methods=("GET",))
def verify(request: StaffRequest) -> HttpResponse:
    """Compare number and checksum of a print, scanned or typed, with the record."""
    under(request, "transfers:manifests")
    user = actor(request)
    asked = "n" in request.GET or "h" in request.GET
    form = VerifyForm(request.GET if asked else None)
    context: dict[str, object] = {"form": form}
    status = 200
    if asked and form.is_valid():
        facts = form.cleaned_data
        context["verdict"] = verdict_on(facts["n"], facts["h"], asked_by=user)
    elif asked:
        status = 422
    return render(request, "transfers/verify.html", context, status=status)


def verdict_on(number: str, checksum: str, *, asked_by: User) -> Verdict:
    """Whether a print of this number and checksum shows what the record holds.

    Unknown numbers and wrong checksums look the same, so that nobody learns by asking
    which numbers exist.
    """
    found = Manifest.objects.filter(number=number).select_related("centre", "receiver").first()
    if found is None:
        return Verdict(Answer.DIFFERS)
    may_see = asked_by.has_perm(SEEN) and (
        Manifest.objects.visible_to(asked_by).filter(pk=found.pk).exists()
    )
    if not (found.content_hash and found.content_hash.startswith(checksum)):
        earlier = found.history.filter(content_hash__startswith=checksum).exists()
        return Verdict(Answer.EARLIER, found, may_see) if earlier else Verdict(Answer.DIFFERS)
    signatures = list(
        found.signatures.filter(voided_at__isnull=True)
        .select_related("signer", "acting_for", "department")
        .order_by("signed_at")
    )
    contents = [(found.content, found.content_hash)]
    contents += [(row.content, row.content_hash) for row in signatures]
    whole = all(digest(text) == kept == found.content_hash for text, kept in contents)
    return Verdict(
        Answer.AGREES if whole else Answer.DAMAGED, found, may_see, signatures if may_see else []
    )
