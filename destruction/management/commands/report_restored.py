"""Say what a restored copy has again although it was destroyed.

``manage.py report_restored``: after database or storage were restored from a backup, compares them
with the closed registers kept beside the database (``registers/`` in storage) and with the outbox.
Nothing is changed. Ends with 1 when something must be destroyed or erased again.
"""

from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from destruction.procedures.keeping import kept_files
from destruction.rules.restored import Again, Found, come_back

WORDS: Final = {
    Again.REGISTER: gettext_lazy("The database does not know register %(what)s as closed."),
    Again.THING: gettext_lazy("%(what)s is in the catalogue again; it was destroyed."),
    Again.FILE: gettext_lazy("%(what)s is in storage again; it was erased."),
    Again.KEY: gettext_lazy("The data of customer %(what)s are there again; they were erased."),
}


class Command(BaseCommand):
    """``manage.py report_restored``."""

    help = "Report what a restored database or storage must destroy and erase again."

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            files = kept_files()
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        found = come_back(files)
        self.stdout.write(_("Closed registers beside the database: %(n)d") % {"n": len(files)})
        for each in found:
            self.stdout.write(f"{each.register}  {self._said(each)}")
        if found:
            raise CommandError(_("To be destroyed or erased again: %(n)d") % {"n": len(found)})
        self.stdout.write(_("Nothing came back."))

    def _said(self, found: Found) -> str:
        return str(WORDS[found.kind]) % {"what": found.what}
