from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DestructionConfig(AppConfig):
    name = "destruction"
    verbose_name = _("Destruction")

    def ready(self) -> None:
        """Answer the shell, take lists in, tell what appraisal has open against a holding."""
        from destruction import ledgers, receivers, tasks  # noqa: F401, PLC0415 - models; two register
        from destruction.procedures import originals  # noqa: F401, PLC0415 - importing it registers
        from destruction.rules import obligations, prints  # noqa: F401, PLC0415 - importing registers

        receivers.connect()
