from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LendingConfig(AppConfig):
    name = "lending"
    verbose_name = _("Lending")

    def ready(self) -> None:
        """Read old loan registers with the others."""
        from lending import ledgers  # noqa: F401, PLC0415 - models first; importing it registers
