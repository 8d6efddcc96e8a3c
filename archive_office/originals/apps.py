from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OriginalsConfig(AppConfig):
    name = "archive_office.originals"
    label = "originals"
    verbose_name = _("Electronic originals")
