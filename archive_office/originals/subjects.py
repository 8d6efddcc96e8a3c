"""What an electronic original can be of: each app says it for its own papers.

The originals know manifests, appraisals and registers only through what is registered here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet

from archive_office.organisation.models import Department, User
from archive_office.printing.facts import Paper


@dataclass(frozen=True, slots=True)
class Signed:
    """One signature of the record in force, which a seal of its department confirms.

    Args:
        key: Unique among the signatures of one record; names the field in the file.
        party: In which part, in the official words.
        content_hash: What was signed.
        act: The act by which it was signed.
        said: What the person confirmed, in the official words.
        acting_for: Whom the signer stood in for (代), or empty.
    """

    key: str
    party: str
    department: Department
    signer: User
    signed_at: datetime
    content_hash: str
    act: str
    said: str
    acting_for: str = ""


class Subject(Protocol):
    """What an app says about one kind of record of which there are electronic originals."""

    @property
    def permissions(self) -> tuple[str, ...]:
        """Without any of them nobody sees anything of this kind."""

    def visible_to(self, user: User) -> QuerySet[Any]:
        """The records the person may see."""

    def lock(self, pk: int) -> Any:
        """The record, locked as the app's own acts lock it."""

    def is_ready(self, record: Any) -> bool:
        """Whether everybody has signed and nothing of it changes any more."""

    def content_hash(self, record: Any) -> str:
        """SHA-256 of the frozen content of which the original is made."""

    def department(self, record: Any) -> Department:
        """Whose paper it is."""

    def label(self, record: Any) -> str:
        """What the original is called: number and form."""

    def signed(self, record: Any) -> list[Signed]:
        """The signatures in force, in the order of the paper."""

    def paper(self, record: Any, address: str) -> Paper:
        """The paper with an empty place for each seal.

        Args:
            address: Of the office as its users reach it, for the code on the paper.
        """

    def log_print(self, record: Any, user: User, *, now: datetime, detail: str) -> None:
        """Keep in the view log that the original was given out."""


_SUBJECTS: Final[dict[type[Model], Subject]] = {}


def register_subject(model: type[Model], subject: Subject) -> None:
    """Let there be electronic originals of a kind of record; called when an app starts."""
    _SUBJECTS[model] = subject


def subjects() -> Mapping[type[Model], Subject]:
    """Every kind of record of which there are electronic originals."""
    return _SUBJECTS


def subject_of(record: Model) -> Subject:
    """What its app says about a record.

    Raises:
        LookupError: There are no electronic originals of this kind.
    """
    found = _SUBJECTS.get(type(record))
    if found is None:
        raise LookupError(f"There are no electronic originals of {type(record).__name__}.")
    return found


def seen_by(user: User) -> Q:
    """The condition on ``subject_type`` and ``subject_id`` under which the person sees a thing."""
    seen = Q(pk__in=())
    for model, subject in _SUBJECTS.items():
        if any(map(user.has_perm, subject.permissions)):
            kind = ContentType.objects.get_for_model(model)
            records = subject.visible_to(user).order_by().values("pk")
            seen |= Q(subject_type=kind, subject_id__in=records)
    return seen
