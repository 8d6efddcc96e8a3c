"""What entitles a use: consents, letters, provisions of the law."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive_office.journal.history import History
from archive_office.organisation.models import User
from lending.models.requests import AccessRequest


class Authority(models.Model):
    """What entitles a use 依据: the owner's consent, a power of attorney, an official letter.

    Source: LND-15, SEC-13; decision 16.
    """

    class Kind(models.TextChoices):
        """The kinds of papers and words that entitle."""

        OWNER_CONSENT = "owner_consent", _("Consent of the owner")
        POWER_OF_ATTORNEY = "power_of_attorney", _("Power of attorney")
        OFFICIAL_LETTER = "official_letter", _("Letter of police or court")
        LAWYER_LETTER = "lawyer_letter", _("Lawyer’s letter")
        RESOLUTION = "resolution", _("Resolution of the owners’ committee")
        CLAIM = "claim", _("Insurance claim")
        LAW = "law", _("Provision of the law")

    class Form(models.TextChoices):
        """How it was given."""

        WRITTEN = "written", _("In writing")
        ELECTRONIC = "electronic", _("Electronically")
        IN_PERSON = "in_person", _("In person at the counter")

    request = models.ForeignKey(
        AccessRequest,
        verbose_name=_("request"),
        on_delete=models.PROTECT,
        related_name="authorities",
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    form = models.CharField(_("form"), max_length=12, choices=Form.choices)
    reference = models.CharField(_("number or provision"), max_length=120, blank=True, default="")
    issuer = models.CharField(
        pgettext_lazy("of a letter", "issued by"), max_length=120, blank=True, default=""
    )
    given_on = models.DateField(_("date"))
    scan = models.FileField(_("scan"), upload_to="authorities/", blank=True)
    scan_sha256 = models.CharField(
        _("checksum"), max_length=64, blank=True, default="", editable=False
    )
    recorded_by = models.ForeignKey(
        User, verbose_name=_("recorded by"), on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(_("recorded at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    withdrawn_by = models.ForeignKey(
        User,
        verbose_name=_("withdrawal recorded by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )
    withdrawn_because = models.CharField(
        _("reason of the withdrawal"), max_length=200, blank=True, default=""
    )

    history = History()

    class Meta:
        ordering = ["request", "pk"]
        verbose_name = _("authority")
        verbose_name_plural = _("authorities")
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                name="lending_an_authority_has_its_scan_or_its_provision",
                condition=~Q(scan="") | Q(kind="law") & ~Q(reference=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.reference}".strip()
