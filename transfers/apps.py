from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TransfersConfig(AppConfig):
    name = "transfers"
    verbose_name = _("Transfers")

    def ready(self) -> None:
        """Tell what stands open here against a holding, answer the shell, do what the day asks."""
        from transfers import receivers, tasks  # noqa: F401, PLC0415 - models first; tasks registers
        from transfers.procedures import originals  # noqa: F401, PLC0415 - importing it registers
        from transfers.rules import obligations, prints  # noqa: F401, PLC0415 - importing registers

        receivers.connect()
