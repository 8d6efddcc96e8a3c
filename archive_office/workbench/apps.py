from importlib import import_module
from pkgutil import walk_packages

from django.apps import AppConfig, apps
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext_lazy as _


class WorkbenchConfig(AppConfig):
    name = "archive_office.workbench"
    label = "workbench"
    verbose_name = _("Workbench")

    def ready(self) -> None:
        """Answer the shell, and learn what every act is called before the journal is read."""
        from archive_office.workbench import (  # noqa: PLC0415 - models must be loaded first
            digests,  # noqa: F401 - importing registers
            receivers,
        )

        for config in apps.get_app_configs():
            if config.module and module_has_submodule(config.module, "procedures"):
                _import_all(f"{config.name}.procedures")
        import_module("archive_office.workbench.rooms.tasks")  # registers the office day
        receivers.connect()


def _import_all(name: str) -> None:
    """Import a module and, where it is a package, everything in it."""
    module = import_module(name)
    for found in walk_packages(getattr(module, "__path__", ()), f"{name}."):
        import_module(found.name)
