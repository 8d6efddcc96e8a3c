from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate  # noqa: TID251 - roles are laid down after migrating
from django.utils.translation import gettext_lazy as _


class OrganisationConfig(AppConfig):
    name = "archive_office.organisation"
    label = "organisation"
    verbose_name = _("Organisation")

    def ready(self) -> None:
        from archive_office.organisation.receivers import lay_down_roles  # noqa: PLC0415 - models must be loaded first

        import_module("archive_office.organisation.checks")

        post_migrate.connect(lay_down_roles, dispatch_uid="organisation.lay_down_roles")
