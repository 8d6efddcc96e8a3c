from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "archive_office.notices"
    label = "notices"
    verbose_name = _("Notices")

    def ready(self) -> None:
        """Take part in the office day."""
        from archive_office.notices import tasks  # noqa: F401, PLC0415 - importing it registers
