"""Definitions of forms: an administrator adds one, or a further edition of one.

Source: FRM-01 to FRM-18, SVC-28.
"""

from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _

from archive_office.journal.acts import act, note
from archive_office.organisation.models import User
from archive_office.regulation import Clause, Refusal, RegulationError
from dossiers.models import FormDefinition
from dossiers.rules.definitions import read_definition

_ONE_AT_A_TIME = 0x0F0A
"""Names the lock under which editions are numbered."""


@act("dossiers.form_defined", _("Form defined"), Clause.SVC_28)
def define_form(source: str, *, by: User, now: datetime) -> FormDefinition:
    """Add a form, or a further edition of one; entries keep the edition they were written with.

    Raises:
        RegulationError: SVC-28 (the text makes no form, or says nothing new).

    Source: SVC-28.
    """
    text = source.replace("\r\n", "\n").strip() + "\n"
    spec = read_definition(text)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
    last = FormDefinition.objects.filter(code=spec.code).order_by("-version").first()
    if last is not None and last.source == text:
        unchanged = _("This is the edition in force already.")
        raise RegulationError(Refusal(Clause.SVC_28, unchanged, field="source"))
    made = FormDefinition.objects.create(
        code=spec.code,
        version=last.version + 1 if last else 1,
        name_zh=spec.words[0],
        name_en=spec.words[1],
        layout=spec.layout,
        section=spec.section,
        place=spec.place,
        writers=list(spec.writers),
        retired=spec.retired,
        source=text,
        made_by=by,
        made_at=now,
    )
    note(made, after={"form": spec.code, "edition": made.version, "retired": spec.retired})
    return made
