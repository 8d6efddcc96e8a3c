"""What a destruction still asks of whoever witnesses it and whoever carries it out.

Source: DES-02, DES-06, DES-07, DES-09.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from archive_office.organisation.models import User
from destruction.models import (
    DestructionRegister,
    LineConfirmation,
    LineState,
    RegisterLine,
    RegisterSignature,
    RegisterState,
    Witness,
)


def appointments(user: User) -> QuerySet[Witness]:
    """What a person was appointed to witness, and still is."""
    rows = Witness.objects.filter(person=user, dismissed_at__isnull=True)
    return rows.select_related(
        "person",
        "department",
        "appointed_by",
        "register__room",
        "register__place",
        "register__started_by",
    )


def wanted_of(user: User) -> QuerySet[Witness]:
    """Appointments that still ask something of a person: to come, to compare, to sign.

    Source: DES-06, DES-07, DES-09.
    """
    signed = RegisterSignature.objects.filter(
        register=OuterRef("register"), signer=user, voided_at__isnull=True
    )
    running = (RegisterState.WAITING, RegisterState.EXECUTING, RegisterState.SIGNING)
    return appointments(user).filter(~Exists(signed), register__state__in=running)


def to_carry_out(user: User) -> list[DestructionRegister]:
    """Registers an archive-room head has to plan, start, go on with or sign.

    Source: DES-02, DES-09, DES-17.
    """
    signed = RegisterSignature.objects.filter(
        register=OuterRef("pk"), signer=user, voided_at__isnull=True
    )
    own = Q(started_by=user)
    checked = Q(state=RegisterState.WAITING, checked_at__isnull=False)
    going = own & Q(state=RegisterState.EXECUTING)
    signing = own & Q(state=RegisterState.SIGNING) & ~Q(Exists(signed))
    rows = DestructionRegister.objects.visible_to(user).filter(checked | going | signing)
    return list(
        rows.defer("content", "record").select_related("room", "place").order_by("planned_on", "pk")
    )


def ready_lines(register: DestructionRegister) -> QuerySet[RegisterLine]:
    """Listed lines that every standing witness has compared with the thing.

    Source: DES-07.
    """
    given = LineConfirmation.objects.filter(line=OuterRef("pk"))
    here = LineConfirmation.objects.filter(line=OuterRef(OuterRef("pk")), witness=OuterRef("pk"))
    missing = Witness.objects.filter(~Exists(here), register=register, dismissed_at__isnull=True)
    return register.lines.filter(~Exists(missing), Exists(given), state=LineState.LISTED)
