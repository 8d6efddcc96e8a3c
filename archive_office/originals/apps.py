from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OriginalsConfig(AppConfig):
    name = "archive_office.originals"
    label = "originals"
    verbose_name = _("Electronic originals")

    def ready(self) -> None:
        """Do what the day asks."""
        from archive_office.originals import tasks  # noqa: F401, PLC0415 - importing registers
