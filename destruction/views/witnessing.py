"""The page of a witness beside the shredder: scan the thing, see at once whether it is the one.

Made for a tablet or a phone: one scan field, a large answer, what is still expected.

Source: DES-06, DES-07.
"""

from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.http import StaffRequest, actor, wants_fragment
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import scanned, under
from archive_office.shell.paging import keyset_page
from destruction.models import LineConfirmation, LineState, RegisterLine, RegisterState, Witness
from destruction.procedures.executing import confirm_line
from destruction.rules.carrying_out import appointments, wanted_of
from destruction.views.finding import WITNESSES
from destruction.views.progress import progress_of, with_confirmations
from dossiers.procedures.codes import normalised_code

MOST_EXPECTED: Final = 6
MOST_COMPARED: Final = 4


@dataclass(frozen=True, slots=True)
class Scan:
    """How one scan ended."""

    code: str
    line: RegisterLine | None = None
    refusals: tuple[Refusal, ...] = field(default=())
    elsewhere: str = ""

    @property
    def ok(self) -> bool:
        """Whether the thing is the one on the register."""
        return self.line is not None

    @property
    def text(self) -> str:
        """In one sentence, as the scan box says it."""
        if self.line is not None:
            return _("Line %(n)s agrees: %(code)s") % {
                "n": self.line.number,
                "code": self.line.code,
            }
        return " ".join(str(refusal.reason) for refusal in self.refusals)


@shell_page(gettext_lazy("My witnessing"), WITNESSES, methods=("GET",))
def my_witnessing(request: StaffRequest) -> HttpResponse:
    """What I was appointed to witness and is not over; on request the earlier ones, too."""
    everything = request.GET.get("show") == "all"
    own = (appointments if everything else wanted_of)(actor(request))
    page = keyset_page(own, request, order=("-appointed_at", "-id"))
    context = {"page": page, "rows": page.rows, "everything": everything}
    return render(request, "destruction/my_witnessing.html", context)


@shell_page(gettext_lazy("Witness a destruction"), WITNESSES, methods=("GET",))
def witness(request: StaffRequest, pk: int) -> HttpResponse:
    """One destruction as its witness works: scan, answer, progress."""
    return render(request, "destruction/witness.html", _context(request, _own(request, pk)))


@shell_page(gettext_lazy("Witness a destruction"), WITNESSES, methods=("POST",))
def confirm(request: StaffRequest, pk: int) -> HttpResponse:
    """One scan: the thing is the one on the register, or it is said why not (DES-07)."""
    own = _own(request, pk)
    scan = _compared(request, own)
    template = "_witness" if wants_fragment(request) else "witness"
    response = render(
        request,
        f"destruction/{template}.html",
        _context(request, own, scan),
        status=200 if scan.ok else 422,
    )
    return scanned(response, scan.text, ok=scan.ok)


def _own(request: StaffRequest, pk: int) -> Witness:
    """This person's standing appointment for a register; all others look the same."""
    return get_object_or_404(appointments(actor(request)), register=pk)


def _compared(request: StaffRequest, own: Witness) -> Scan:
    code = request.POST.get("code", "").replace("\0", "").strip()
    try:
        done = confirm_line(own.register, code, by=actor(request), now=clock.now())
    except RegulationError as error:
        return Scan(code, refusals=error.refusals, elsewhere=_other_register(own, code))
    return Scan(code, line=done.line)


def _other_register(own: Witness, code: str) -> str:
    """The number of another open register on which the thing scanned stands."""
    text = normalised_code(code)
    named = Q(code=text) | Q(document__isnull=True, holding__barcode=text.upper())
    rows = RegisterLine.objects.filter(named, is_open=True).exclude(register=own.register)
    found = rows.select_related("register").order_by("-pk").first() if text else None
    return found.register.number if found else ""


def _context(request: StaffRequest, own: Witness, scan: Scan | None = None) -> dict[str, Any]:
    under(request, "destruction:my_witnessing")
    register = own.register
    register.refresh_from_db(fields=["state"])
    progress = progress_of(register)
    mine = next((each for each in progress.witnesses if each.witness.pk == own.pk), None)
    listed = register.lines.filter(state=LineState.LISTED)
    expected = listed.exclude(confirmations__witness=own).order_by("number")
    compared = LineConfirmation.objects.filter(witness=own).select_related("line")
    return {
        "register": register,
        "title": _("Witness a destruction"),
        "own": own,
        "mine": mine,
        "others": [each for each in progress.witnesses if each.witness.pk != own.pk],
        "progress": progress,
        "running": register.state == RegisterState.EXECUTING,
        "expected": with_confirmations(expected)[:MOST_EXPECTED],
        "left": expected.count(),
        "compared": compared.order_by("-confirmed_at", "-pk")[:MOST_COMPARED],
        "scan": scan,
    }
