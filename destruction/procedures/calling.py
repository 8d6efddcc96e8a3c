"""Telling witnesses and executor that their word on a destruction is wanted.

A notice names the number of the register only; what is on it is read behind the link.

Source: DES-06, DES-09.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from archive_office.notices.procedures import Message, tell, worded
from archive_office.organisation.models import User
from archive_office.regulation import Clause
from destruction.models import DestructionRegister, Witness
from destruction.rules.witnessing import standing

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


def call_witness(witness: Witness, *, by: User, now: datetime) -> None:
    """Tell somebody that they were appointed to witness a destruction."""
    message = _message(
        f"witness_appointed:{witness.pk}",
        _("You are to witness the destruction of register %(number)s"),
        witness.register,
    )
    tell([witness.person], message, by=by, now=now)


def call_witnesses(register: DestructionRegister, *, by: User, now: datetime) -> None:
    """Tell the witnesses where and when; again when place or day change."""
    day = f"{register.planned_on:%F}"
    message = _message(
        f"destruction_planned:{register.pk}:{day}:{register.place_id}",
        _("Register %(number)s is to be destroyed on %(day)s: %(place)s"),
        register,
        day=day,
        place=register.place,
    )
    tell([each.person for each in standing(register)], message, by=by, now=now)


def release_witness(
    witness: Witness, register: DestructionRegister, *, by: User, now: datetime
) -> None:
    """Tell somebody that they need not witness a destruction any more."""
    message = _message(
        f"witness_dismissed:{witness.pk}",
        _("You need not witness the destruction of register %(number)s any more"),
        register,
    )
    tell([witness.person], message, by=by, now=now)


def ask_to_sign(
    register: DestructionRegister, people: Iterable[User], *, by: User, now: datetime
) -> None:
    """Tell everybody whose signature the record of a destruction needs."""
    message = _message(
        f"record_to_sign:{register.pk}",
        _("Your signature is wanted on the record of destruction %(number)s"),
        register,
        clause=Clause.DES_09,
        link=reverse("destruction:sign_record", args=[register.pk]),
    )
    tell(people, message, by=by, now=now)


def _message(
    key: str,
    title: "StrPromise",
    register: DestructionRegister,
    *,
    clause: Clause = Clause.DES_06,
    link: str = "",
    **words: object,
) -> Message:
    said = worded(title, number=register.number, **words)
    return Message(key, said, link=link or register.get_absolute_url(), clause=clause)
