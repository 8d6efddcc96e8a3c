"""Replace the key of the environment that wraps residents' data keys.

``manage.py rotate_keys`` after a new key was put first into ``ARCHIVE_KEYS``: every data key is wrapped by
it, in batches; it may break off and be run again. ``--status`` says which key wraps how many;
``--droppable ID`` ends with 1 while anything needs that key. ``--customer N --reason …`` makes one resident's
data key anew; ``--indexes`` reckons the look-up indexes after ``ARCHIVE_INDEX_KEY`` was replaced.
"""

from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from archive_office.regulation import RegulationError
from dossiers.models import Customer
from dossiers.procedures.keys import against_dropping, index_all, renew_key, standing, wrap_all


class Command(BaseCommand):
    """``manage.py rotate_keys``."""

    help = (
        "Wrap residents' data keys by the first key of ARCHIVE_KEYS; --status tells how they stand."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--status", action="store_true", help="only tell which key wraps what")
        what.add_argument("--droppable", metavar="ID", help="whether this key is needed no more")
        what.add_argument("--customer", type=int, metavar="N", help="a new data key for one")
        what.add_argument("--indexes", action="store_true", help="reckon look-up indexes anew")
        parser.add_argument("--reason", default="", help="why, for --customer")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            self._do(options)
        except RegulationError as error:
            raise CommandError("\n".join(str(r.reason) for r in error.refusals)) from error
        except LookupError as error:
            raise CommandError(str(error)) from error

    def _do(self, options: dict[str, Any]) -> None:
        if options["droppable"]:
            self._droppable(options["droppable"])
        elif options["customer"] is not None:
            self._renew(options["customer"], options["reason"])
        elif options["indexes"]:
            for seen, changed in index_all():
                self.stdout.write(_("%(n)d seen, %(m)d changed") % {"n": seen, "m": changed})
        else:
            if not options["status"]:
                self._wrap()
            self._status()

    def _wrap(self) -> None:
        for table, done, total in wrap_all():
            words = {"table": table, "n": done, "total": total}
            self.stdout.write(_("%(table)s: %(n)d of %(total)d") % words)

    def _status(self) -> None:
        found, known = standing(), list(settings.ARCHIVE_KEYS)
        for key_id in [*known, *sorted(set(found) - set(known))]:
            counts = found.get(key_id, Counter[str]())
            tables = ", ".join(f"{table} {n}" for table, n in sorted(counts.items())) or "-"
            self.stdout.write(f"{key_id}  {self._word(key_id)}  {tables}")
        if lost := sorted(set(found) - set(known)):
            missing = _("ARCHIVE_KEYS lacks a key that is needed: %(keys)s")
            raise CommandError(missing % {"keys": ", ".join(lost)})

    def _word(self, key_id: str) -> str:
        if key_id not in settings.ARCHIVE_KEYS:
            return str(_("not in the environment"))
        if key_id == next(iter(settings.ARCHIVE_KEYS)):
            return str(_("wraps new keys"))
        return str(_("needed") if any(against_dropping(key_id)) else _("can be dropped"))

    def _droppable(self, key_id: str) -> None:
        if against := list(against_dropping(key_id)):
            raise CommandError("\n".join(str(refusal.reason) for refusal in against))
        self.stdout.write(_("Nothing needs %(key)s any more.") % {"key": key_id})
        self.stdout.write(_("Backups made until now still do; keep it with them."))

    def _renew(self, pk: int, reason: str) -> None:
        customer = Customer.objects.filter(pk=pk).first()
        if customer is None:
            raise CommandError(_("There is no customer %(n)d.") % {"n": pk})
        renew_key(customer, by=None, reason=reason)
        self.stdout.write(_("%(who)s has a new data key.") % {"who": customer})
