from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DossiersConfig(AppConfig):
    name = "dossiers"
    verbose_name = _("Dossiers")

    def ready(self) -> None:
        """Answer the shell, and do what the day asks."""
        from dossiers import receivers, tasks  # noqa: F401, PLC0415 - models first; tasks registers
        from dossiers.receivers import prints  # noqa: F401, PLC0415 - importing registers

        receivers.connect()
