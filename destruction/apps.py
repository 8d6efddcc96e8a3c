from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DestructionConfig(AppConfig):
    name = "destruction"
    verbose_name = _("Destruction")

    def ready(self) -> None:
        """Answer the shell, tell what appraisal has open against a holding."""
        from destruction import receivers, tasks  # noqa: F401, PLC0415 - models first; tasks registers
        from destruction.rules import obligations  # noqa: F401, PLC0415 - importing it registers

        receivers.connect()
