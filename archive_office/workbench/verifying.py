"""One page to verify what somebody holds in the hand: a print by its code, a file by its seals.

Source: TRF-06, TRF-07, SEC-29, SEC-42.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.organisation.models import User
from archive_office.originals.judging import MOST_BYTES, Fault, Judged, Trust
from archive_office.originals.prints import Answer, Code, code_from, code_of, compare
from archive_office.originals.verifying import Outcome, Verdict, verify
from archive_office.shell import shell_page
from archive_office.workbench.forms import FileToVerify, PrintToVerify

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Words:
    """A verdict in plain words, with its colour and symbol."""

    tone: str
    icon: str
    title: "StrOrPromise"
    text: "StrOrPromise"


OF_PRINTS: Final = {
    Answer.AGREES: Words(
        "good",
        "verified",
        _("The print agrees with the record"),
        _("Everybody who has to has signed this content; it was not changed since."),
    ),
    Answer.UNFINISHED: Words(
        "warn",
        "pending",
        _("The content agrees, but not every party has signed"),
        _("Until everybody has signed, the print proves nothing."),
    ),
    Answer.VOID: Words(
        "bad",
        "block",
        _("The content agrees, but it is void"),
        _("What the print was made for was given up. The print proves nothing."),
    ),
    Answer.EARLIER: Words(
        "bad",
        "history",
        _("The print shows an earlier content"),
        _("The paper was opened again after it was printed. Earlier signatures are void."),
    ),
    Answer.DAMAGED: Words(
        "bad",
        "error",
        _("The record itself is damaged"),
        _(
            "Content and signatures no longer belong together. Tell the head of the archive room"
            " at once."
        ),
    ),
    Answer.DIFFERS: Words(
        "bad",
        "cancel",
        _("No record agrees with this print"),
        _(
            "Either number or checksum was mistyped, or the print does not come from this office"
            " as it stands."
        ),
    ),
    Answer.UNCHECKABLE: Words(
        "info",
        "info",
        _("This code holds a number, and nothing to compare with"),
        _(
            "Whether the paper was changed cannot be told from it. Whoever may see the record"
            " compares the paper with it."
        ),
    ),
}
OF_FILES: Final = {
    Outcome.INTACT: Words(
        "good",
        "verified",
        _("The file is an original of this office, and unchanged"),
        _("Every seal in it is intact, nothing was added, and the record says the same today."),
    ),
    Outcome.INCOMPLETE: Words(
        "warn",
        "pending",
        _("The file is unchanged, but not everybody has sealed it yet"),
        _("Until the last seal is set, it proves nothing."),
    ),
    Outcome.EARLIER: Words(
        "warn",
        "history",
        _("The file is unchanged, but it is not the last one"),
        _("It lacks seals that were set later. The office holds a later state of it."),
    ),
    Outcome.VOID: Words(
        "bad",
        "block",
        _("The file is unchanged, but it is void"),
        _("The original was given up. The file proves nothing."),
    ),
    Outcome.RECORD_DIFFERS: Words(
        "bad",
        "error",
        _("The file is unchanged, but the record says something else today"),
        _("Tell the head of the archive room at once. What differs stands below."),
    ),
    Outcome.UNKNOWN: Words(
        "bad",
        "cancel",
        _("The seals are the office’s, but the office holds no such file"),
        _("Somebody with a key of the office sealed it. Tell the head of the archive room."),
    ),
    Outcome.EXPIRED: Words(
        "bad",
        "cancel",
        _("A certificate has run out, and nothing tells when it was used"),
        _("The office holds no such file that would attest the day of the seal."),
    ),
    Outcome.NOT_IN_FORCE: Words(
        "warn",
        "cancel",
        _("The seals are intact, but the office does not confirm this file"),
        _("It is not in force as it stands. Ask the archive room."),
    ),
    Outcome.STRANGER: Words(
        "bad",
        "cancel",
        _("Not every seal in the file is the office’s"),
        _("Nothing was changed since it was sealed; but nobody the office knows vouches for it."),
    ),
    Outcome.ALTERED: Words(
        "bad",
        "cancel",
        _("The file was changed after it was sealed"),
        _("It proves nothing. Which seal no longer holds stands below."),
    ),
    Outcome.UNSIGNED: Words(
        "bad",
        "cancel",
        _("There is no seal in this file"),
        _("Printed copies are verified by the code on them."),
    ),
}
OF_FAULTS: Final = {
    Fault.TOO_LARGE: _("It is larger than any original of this office."),
    Fault.NO_PDF: _("It is no PDF."),
    Fault.ENCRYPTED: _("It is locked by a password."),
    Fault.TOO_MANY: _("It holds more signatures or versions than any original of this office."),
    Fault.BROKEN: _("It is damaged or incomplete."),
    Fault.TOO_LONG: _("It takes too long to read."),
}
OF_TRUST: Final = {
    Trust.TRUSTED: _("issued under the office’s roots, and in force"),
    Trust.EXPIRED: _("issued under the office’s roots; its time has run out"),
    Trust.EARLY: _("issued under the office’s roots; its time has not begun"),
    Trust.STRANGER: _("issued by somebody whom the office does not know"),
}


@shell_page(_("Verify a paper or a file"), None)
def verify_page(request: StaffRequest) -> HttpResponse:
    """Take a code, a number with its checksum, or a file; say what is intact, who signed, what differs.

    Nothing that is sent here is kept. How often one person may ask, ``shell.pacing`` counts.
    """
    if request.method == "POST":
        return _posted(request)
    form = PrintToVerify(request.GET if {"n", "h"} & request.GET.keys() else None)
    if form.is_bound and form.is_valid():
        return _of_print(request, code_from(form.cleaned_data["n"], form.cleaned_data["h"]), form)
    return _page(request, form=form, status=422 if form.is_bound else 200)


def _posted(request: StaffRequest) -> HttpResponse:
    if "file" not in request.FILES:
        return _of_print(request, code_of(request.POST.get("code", "")), PrintToVerify())
    form = FileToVerify(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, file_form=form, status=422)
    verdict = _judged(form.cleaned_data["file"], actor(request))
    seals = [(each, OF_TRUST[each.judged.trust]) for each in verdict.signatures]
    return _page(request, verdict=verdict, seals=seals, words=_words_of(verdict))


def _of_print(request: StaffRequest, code: Code, form: PrintToVerify) -> HttpResponse:
    compared = compare(code, by=actor(request))
    return _page(request, form=form, compared=compared, words=OF_PRINTS[compared.answer])


def _judged(file: "UploadedFile[bytes]", by: User) -> Verdict:
    """The verdict on an uploaded file; one too large for an original is not even read."""
    if (file.size or 0) > MOST_BYTES:
        return Verdict(Outcome.UNREADABLE, Judged(fault=Fault.TOO_LARGE))
    return verify(file.read(), by=by, now=clock.now())


def _words_of(verdict: Verdict) -> Words:
    if verdict.judged.fault:
        why = OF_FAULTS[verdict.judged.fault]
        return Words("bad", "cancel", _("Nothing can be said about this file"), why)
    return OF_FILES[verdict.outcome]


def _page(request: StaffRequest, *, status: int = 200, **context: Any) -> HttpResponse:
    shown = {"form": PrintToVerify(), "file_form": FileToVerify(), **context}
    return render(request, "workbench/verify.html", shown, status=status)
