"""Taking back: pages, documents and condition compared with what left (LND-07, LND-08)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive_office import clock
from archive_office.http import StaffRequest, actor
from archive_office.regulation import Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from lending.forms.desk import people
from lending.forms.returns import ReturnForm
from lending.models import Condition, Loan, ReturnLine
from lending.procedures.returns import take_back
from lending.rules.returns import Found, FoundLine, documents_to_check
from lending.views.desk import to_desk
from lending.views.finding import looked_at
from lending.views.looking import seen
from lending.views.rooms import LENDS, own_loan_or_404


@shell_page(gettext_lazy("Take back"), LENDS)
def take(request: StaffRequest, pk: int) -> HttpResponse:
    """Check a returned thing line by line; afterwards its box is scanned at the desk."""
    under(request, "lending:desk")
    loan = own_loan_or_404(request, pk)
    form = ReturnForm(request.POST or None, loan=loan, documents=documents_to_check(loan))
    refusals: tuple[Refusal, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            take_back(loan, _found(form, loan), by=actor(request), now=clock.now())
        except RegulationError as error:
            refusals = error.refusals
        else:
            lost = form.cleaned_data["condition"] == Condition.LOST
            told = _("%(code)s is reported lost; a case is opened.")
            told = told if lost else _("%(code)s is taken back. Now scan its box.")
            messages.success(request, told % {"code": loan.holding.code})
            return to_desk(loan.holding.barcode)
    context = {
        "loan": loan,
        "title": _("Take back %(code)s") % {"code": loan.holding.code},
        "seen": seen(loan, now=clock.now()),
        "form": form,
        "refusals": refusals,
        "people": people(),
    }
    status = 422 if request.method == "POST" else 200
    looked_at(request, loan.holding, page="take back")
    return render(request, "lending/take_back.html", context, status=status)


def _found(form: ReturnForm, loan: Loan) -> Found:
    """What the form says; nobody named means that the borrower came in person."""
    facts = form.cleaned_data
    named = facts["brought_by"] or facts["brought_by_name"]
    lines = []
    for document in form.documents:
        outcome, pages, remark = form.found_of(document)
        checked = ReturnLine.Outcome(outcome)
        lines.append(FoundLine(document=document, pages_found=pages, outcome=checked, note=remark))
    return Found(
        pages_found=facts["pages_found"],
        condition=Condition(facts["condition"]),
        note=facts["note"],
        brought_by=facts["brought_by"] if named or facts["on_behalf"] else loan.borrower,
        brought_by_name=facts["brought_by_name"],
        on_behalf=facts["on_behalf"],
        lines=tuple(lines),
    )
