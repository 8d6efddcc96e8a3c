from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TransfersConfig(AppConfig):
    name = "transfers"
    verbose_name = _("Transfers")

    def ready(self) -> None:
        """Tell the house what stands open here against a holding, and answer the shell."""
        from transfers import receivers  # noqa: PLC0415 - models must be loaded first
        from transfers.rules import obligations  # noqa: F401, PLC0415 - importing it registers

        receivers.connect()
