"""The shell as an application, and the admin site that carries it."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.signals import user_logged_in
from django.utils.translation import gettext_lazy as _


class ShellConfig(AppConfig):
    """Template tags and texts of the shell, and how people look at lists."""

    name = "archive_office.shell"
    label = "shell"
    verbose_name = _("Pages and lists")
    default = True

    def ready(self) -> None:
        """Look for the promise of confidentiality when somebody comes in."""
        from archive_office.shell.undertaking import remember_undertaking  # noqa: PLC0415 - models must be loaded first

        user_logged_in.connect(remember_undertaking, dispatch_uid="shell.undertaking")


class ArchiveAdminConfig(AdminConfig):
    """Django's admin with our own site in place of the stock one."""

    default_site = "archive_office.shell.site.ArchiveAdminSite"
    default = False
