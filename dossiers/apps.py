from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DossiersConfig(AppConfig):
    name = "dossiers"
    verbose_name = _("Dossiers")

    def ready(self) -> None:
        """Answer the shell."""
        from dossiers import receivers  # noqa: PLC0415 - models must be loaded first

        receivers.connect()
