from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class ArchiveAdminConfig(AdminConfig):
    """The admin site of the office."""

    default_site = "unfold.sites.UnfoldAdminSite"


class ShellConfig(AppConfig):
    default = True
    name = "archive_office.shell"
    label = "shell"
    verbose_name = _("Shell")
