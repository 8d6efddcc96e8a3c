from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LendingConfig(AppConfig):
    name = "lending"
    verbose_name = _("Lending")

    def ready(self) -> None:
        """Tell what stands open here against a holding, and do what the day asks."""
        from lending import tasks  # noqa: F401, PLC0415 - models first; importing it registers
        from lending.rules import open as open_ones  # noqa: F401, PLC0415 - the same
