from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LendingConfig(AppConfig):
    name = "lending"
    verbose_name = _("Lending")

    def ready(self) -> None:
        """Answer the shell, tell what stands open against a holding, do what the day asks."""
        from lending import ledgers, receivers, tasks  # noqa: F401, PLC0415 - models; two register
        from lending.rules import open as open_ones  # noqa: F401, PLC0415 - the same
        from lending.rules import prints  # noqa: F401, PLC0415 - the same

        receivers.connect()
