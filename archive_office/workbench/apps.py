from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkbenchConfig(AppConfig):
    name = "archive_office.workbench"
    label = "workbench"
    verbose_name = _("Workbench")

    def ready(self) -> None:
        """Answer the shell."""
        from archive_office.workbench import receivers  # noqa: PLC0415 - models must be loaded first

        receivers.connect()
