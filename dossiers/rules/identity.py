"""Identity, telephone and bank numbers: how they are read, and what is wrong with them."""

import re
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from stdnum.cn import ric, uscc
from stdnum.exceptions import InvalidChecksum, ValidationError

from archive_office.crypto import plain_number

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class IdentityKind(TextChoices):
    """Kinds of identity documents."""

    ID_CARD = "id_card", _("Resident identity card")
    ID_CARD_OLD = "id_card_old", _("Identity number of 15 digits")
    PASSPORT = "passport", _("Passport or permit")
    CREDIT_CODE = "credit_code", _("Unified social credit code")


_RESIDENT: Final = re.compile(r"[0-9]{17}[0-9X]")
_OLD: Final = re.compile(r"[0-9]{15}")
_PERMIT: Final = re.compile(r"[A-Z]{1,3}[0-9]{7,10}|[0-9]{8}")
_CREDIT_CODE: Final = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")
_MOBILE: Final = re.compile(r"(?:(?:00|\+)?86)?(1[3-9][0-9]{9})")
_FIXED: Final = re.compile(r"(0(?:10|2[0-9]|[3-9][0-9]{2}))?([2-9][0-9]{6,7})")
_BANK: Final = re.compile(r"[0-9]{8,30}")


def kind_of(number: str, *, company: bool) -> IdentityKind | None:
    """The kind of document a number belongs to by its form; None if it has none."""
    text = plain_number(number)
    if company:
        return IdentityKind.CREDIT_CODE if _CREDIT_CODE.fullmatch(text) else None
    forms = (
        (_RESIDENT, IdentityKind.ID_CARD),
        (_OLD, IdentityKind.ID_CARD_OLD),
        (_PERMIT, IdentityKind.PASSPORT),
    )
    return next((kind for form, kind in forms if form.fullmatch(text)), None)


def against_identity(number: str, *, company: bool) -> Iterator["StrOrPromise"]:
    """Everything wrong with an identity number; an old one of 15 digits is taken as it is.

    Source: GB 11643, GB 32100; the region part is not checked.
    """
    kind = kind_of(number, company=company)
    if kind is None:
        yield (
            _("A credit code has 18 characters, digits and capital letters without I, O, S, V, Z.")
            if company
            else _(
                "An identity number has 18 digits (the last may be X), a passport letters and digits."
            )
        )
    elif kind == IdentityKind.ID_CARD:
        yield from _against_resident(plain_number(number))
    elif kind == IdentityKind.CREDIT_CODE:
        yield from _against_credit_code(plain_number(number))


def _against_resident(number: str) -> Iterator["StrOrPromise"]:
    if number[-1] != ric.calc_check_digit(number):
        yield _("The identity number fails its check digit; compare it with the card.")
    try:
        ric.get_birth_date(number)
    except ValidationError:
        yield _("The birth date in the identity number does not exist.")


def _against_credit_code(number: str) -> Iterator["StrOrPromise"]:
    try:
        uscc.validate(number)
    except InvalidChecksum:
        yield _("The credit code fails its check character; compare it with the licence.")
    except ValidationError:
        yield _("The credit code is malformed; compare it with the licence.")


def read_phone(text: str) -> str:
    """A telephone number as it is stored (13800000000, 0571-91234567); empty if unreadable."""
    digits = plain_number(text)
    if found := _MOBILE.fullmatch(digits):
        return found[1]
    if found := _FIXED.fullmatch(digits):
        area, line = found.groups()
        return f"{area}-{line}" if area else line
    return ""


def is_bank_account(text: str) -> bool:
    """Whether this can be a bank account: 8 to 30 digits."""
    return bool(_BANK.fullmatch(plain_number(text)))


def read_name(text: str) -> str:
    """A name as it is kept: half-width, one middle dot, no spaces between Chinese characters."""
    text = re.sub(r"[．・•.‧∙](?=[^\x00-\x7f])", "·", unicodedata.normalize("NFKC", text).strip())
    return re.sub(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])", "", re.sub(r"\s+", " ", text))
