"""A dossier in another state for a while: opened to somebody for a time, or under seal."""

from contextlib import contextmanager
from datetime import timedelta

from django.db import transaction

from archive_office.organisation.models import User
from dossiers.models import Dossier
from dossiers.procedures.grants import grant_access
from dossiers.procedures.keeping import seal_dossier
from dossiers.rules.access import Access
from tests.whole.standing import NOW

UNTIL = NOW + timedelta(seconds=30)
"""The first moment at which a grant of these tests gives nothing any more."""


@contextmanager
def undone():
    """What happens in the block, has not happened afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def opened(office, username):
    """The other centre's archivist opens its dossier to somebody until a minute."""
    with undone():
        dossier = Dossier.objects.get(pk=office.foreign["dossier"].pk)
        wanted = Access(starts_at=NOW, until=UNTIL, reason="联合检查")
        archivist = User.objects.get(username="archivist2")
        yield grant_access(dossier, User.objects.get(username=username), wanted, by=archivist)


@contextmanager
def under_seal(office):
    """The head puts the own centre's dossier under seal."""
    with undone():
        dossier = Dossier.objects.get(pk=office.own["dossier"].pk)
        head = User.objects.get(username="head")
        yield seal_dossier(dossier, by=head, today=NOW.date(), reason="涉诉封存")
