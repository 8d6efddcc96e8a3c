"""Planning a destruction: the place, the day, and who witnesses it.

Source: DES-04, DES-05, DES-06, DES-20.
"""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from archive_office import clock, policy
from archive_office.http import StaffRequest, actor
from archive_office.organisation.models import Membership, User
from archive_office.regulation import Clause, Refusal, RegulationError
from archive_office.shell import shell_page
from archive_office.shell.pages import under
from destruction.forms.execution import Choices, DismissForm, PlanForm, WitnessForm
from destruction.models import DestructionRegister, RegisterState, Witness
from destruction.procedures.witnesses import appoint_witness, dismiss_witness, plan_destruction
from destruction.rules import witnessing
from destruction.views.finding import APPROVES, visible_register


@shell_page(_("Plan a destruction"), APPROVES)
def plan(request: StaffRequest, pk: int) -> HttpResponse:
    """Choose a designated place and a day (DES-20)."""
    found = visible_register(request, pk)
    if request.method != "POST":
        return _page(request, found)
    form = PlanForm(request.POST)
    refusals: tuple[Refusal, ...] = ()
    if form.is_valid():
        place, day = form.cleaned_data["place"], form.cleaned_data["planned_on"]
        try:
            plan_destruction(found, place, day, by=actor(request), now=clock.now())
        except RegulationError as error:
            refusals = error.refusals
        else:
            messages.success(request, _("Place and day are settled."))
            return redirect("destruction:plan", found.pk)
    return _page(request, found, plan_form=form, refusals=refusals)


@shell_page(_("Plan a destruction"), APPROVES, methods=("POST",))
def appoint(request: StaffRequest, pk: int) -> HttpResponse:
    """Appoint a witness by name (DES-06)."""
    found = visible_register(request, pk)
    form = WitnessForm(request.POST, choices=eligible(found, actor(request)))
    refusals: tuple[Refusal, ...] = ()
    if form.is_valid():
        person = form.chosen()
        try:
            appoint_witness(found, person, by=actor(request), now=clock.now())
        except RegulationError as error:
            refusals = error.refusals
        else:
            messages.success(request, _("%(person)s is a witness.") % {"person": person})
            return redirect("destruction:plan", found.pk)
    return _page(request, found, witness_form=form, refusals=refusals)


@shell_page(_("Plan a destruction"), APPROVES, methods=("POST",))
def dismiss(request: StaffRequest, pk: int) -> HttpResponse:
    """Let a witness go, with the reason; the register keeps both."""
    rows = Witness.objects.filter(dismissed_at__isnull=True).select_related("person")
    witness = get_object_or_404(rows, pk=pk)
    found = visible_register(request, witness.register_id)
    form = DismissForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        dismiss_witness(witness, reason=reason, by=actor(request), now=clock.now())
    except RegulationError as error:
        return _page(request, found, refusals=error.refusals)
    messages.success(request, _("%(person)s is no longer a witness.") % {"person": witness.person})
    return redirect("destruction:plan", found.pk)


def eligible(register: DestructionRegister, user: User) -> Choices:
    """Everybody who could witness this register, by department.

    Left out are who drew it up, froze, approved or carries it out, who witnesses already, and
    who chooses; the finer rules are told when somebody is chosen.
    """
    busy = {user.pk, *(each.person_id for each in witnessing.standing(register))}
    for taken, _why in witnessing.parts_taken(register):
        busy |= taken
    posts = Membership.objects.in_force(clock.today()).exclude(person__in=busy)
    rows = posts.filter(person__is_staff=True).select_related("person", "department")
    named: dict[str, dict[str, str]] = {}
    seen: set[int] = set()
    for post in rows.order_by("department__code", "person__display_name", "pk"):
        if post.person_id not in seen:
            seen.add(post.person_id)
            people = named.setdefault(str(post.department), {})
            people[str(post.person_id)] = f"{post.person} · {post.get_role_display()}"
    return [(department, list(people.items())) for department, people in named.items()]


def _missing(found: DestructionRegister, witnesses: list[Witness], *, on: date) -> list[Refusal]:
    """What the plan still lacks."""
    against = list(witnessing.against_witnesses(found, witnesses, on=on))
    if found.place is None or found.planned_on is None:
        against.insert(0, Refusal(Clause.DES_20, _("Choose a designated place and the day.")))
    return against


def _page(
    request: StaffRequest,
    found: DestructionRegister,
    *,
    plan_form: PlanForm | None = None,
    witness_form: WitnessForm | None = None,
    refusals: tuple[Refusal, ...] = (),
) -> HttpResponse:
    under(request, "destruction:registers")
    user, today = actor(request), clock.today()
    found.refresh_from_db()
    waits = found.state == RegisterState.WAITING
    running = waits or found.state == RegisterState.EXECUTING
    chooses = running and witnessing.appointing_post(user) is not None
    plans = waits and witnessing.executors_post(user) is not None
    witnesses = witnessing.standing(found)
    said = {"place": found.place_id, "planned_on": found.planned_on}
    context = {
        "register": found,
        "title": _("Plan a destruction"),
        "plan_form": (plan_form or PlanForm(initial=said)) if plans else None,
        "witness_form": (witness_form or WitnessForm(choices=eligible(found, user)))
        if chooses
        else None,
        "witnesses": witnesses,
        "against": _missing(found, witnesses, on=found.planned_on or today),
        "gone": found.witnesses.filter(dismissed_at__isnull=False).select_related(
            "person", "department", "dismissed_by"
        ),
        "least": policy.number("witnesses_min", on=today),
        "different": policy.text("witness_departments", on=today) == "different",
        "refusals": refusals,
    }
    bad = refusals or (plan_form and plan_form.errors) or (witness_form and witness_form.errors)
    return render(request, "destruction/plan.html", context, status=422 if bad else 200)
