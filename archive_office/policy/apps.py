"""The app that holds the office's settings."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PolicyConfig(AppConfig):
    """Settings and approval chains of the regulation."""

    name = "archive_office.policy"
    label = "policy"
    verbose_name = _("Policy")
