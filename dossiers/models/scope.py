"""Reference data: categories (lists A–D) and the filing scope 归档范围表."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from archive_office.journal.history import History


class Secrecy(models.IntegerChoices):
    """Grades of secrecy 密级; "graded" starts at SECRET."""

    PUBLIC = 0, _("Public")
    INTERNAL = 1, _("Internal")
    SECRET = 2, _("Trade secret: secret")
    CONFIDENTIAL = 3, _("Trade secret: confidential")
    TOP_SECRET = 4, _("Top secret")


class Retention(models.TextChoices):
    """Kinds of retention 保管期限; the years of ``fixed`` stand beside it."""

    PERMANENT = "permanent", _("Permanent")
    FIXED = "fixed", _("Fixed term")
    LONG = "long", _("Long (legacy)")
    SHORT = "short", _("Short (legacy)")


class RetentionStart(models.TextChoices):
    """What a term of retention counts from; it runs from 1 January after that day (APR-16)."""

    DOSSIER_CLOSED = "dossier_closed", _("Closing of the dossier")
    FILING_YEAR = "filing_year", _("End of the year of origin")
    CONTRACT_END = "contract_end", _("End of the contract")
    BY_HAND = "by_hand", _("A day entered by hand")


class HandoverScope(models.TextChoices):
    """What the half-yearly handover does with a thing (decision 12)."""

    HAND_OVER = "hand_over", _("Hand over")
    CATALOGUE_ONLY = "catalogue_only", _("Catalogue only")
    STAYS = "stays", _("Stays at the centre")


class Purpose(models.TextChoices):
    """What a filed thing is used for 利用目的."""

    RETURN_VISIT = "return_visit", _("Return visit")
    DATA_CHECK = "data_check", _("Checking data")
    OWNER_ENQUIRY = "owner_enquiry", _("Enquiry of the owner")
    TITLE = "title", _("Title registration")
    ENGINEERING = "engineering", _("Engineering and repair")
    CONTRACT = "contract", _("Contract")
    DISPUTE = "dispute", _("Settling a dispute")
    LITIGATION = "litigation", _("Litigation")
    AUDIT = "audit", _("Audit")
    AUTHORITY = "authority", _("Request of an authority")
    OTHER = "other", _("Other")


class Described(models.Model):
    """Reference rows named in both languages."""

    name_zh = models.CharField(_("Chinese name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=120)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if (get_language() or "").startswith("en") else self.name_zh


class Category(Described):
    """One class of archives 类别, with its code pattern and defaults."""

    class Level(models.TextChoices):
        """Who files here (COL-02, COL-03)."""

        COMPANY = "company", _("Headquarters")
        CENTRE = "centre", _("Service centre")

    class Pattern(models.TextChoices):
        """How reference codes of the category are built (decision 7)."""

        PER_ESTATE = "per_estate", _("Running number per estate")
        PER_YEAR = "per_year", _("Running number per year, retention and office")

    code = models.CharField(_("code"), max_length=8, unique=True)
    list_code = models.CharField(_("list"), max_length=8, blank=True, default="")
    level = models.CharField(_("level"), max_length=10, choices=Level.choices)
    archive_class = models.CharField(_("archive class"), max_length=2)
    sub_class = models.CharField(_("sub-class"), max_length=2, blank=True, default="")
    pattern = models.CharField(
        _("code pattern"), max_length=12, choices=Pattern.choices, default=Pattern.PER_YEAR
    )
    retention = models.CharField(_("retention"), max_length=10, choices=Retention.choices)
    retention_years = models.PositiveSmallIntegerField(_("years"), null=True, blank=True)
    retention_start = models.CharField(
        _("term counts from"),
        max_length=16,
        choices=RetentionStart.choices,
        default=RetentionStart.FILING_YEAR,
    )
    retention_basis = models.CharField(
        _("basis of the term"), max_length=120, blank=True, default=""
    )
    secrecy = models.PositiveSmallIntegerField(
        _("secrecy"), choices=Secrecy.choices, default=Secrecy.INTERNAL
    )
    handover_scope = models.CharField(
        _("handover"),
        max_length=16,
        choices=HandoverScope.choices,
        default=HandoverScope.HAND_OVER,
    )
    handover_scope_open = models.CharField(
        _("handover while open"),
        max_length=16,
        choices=HandoverScope.choices,
        default=HandoverScope.HAND_OVER,
    )
    technical = models.BooleanField(_("technical"), default=False)
    clause = models.CharField(_("clause"), max_length=60, blank=True, default="")
    is_active = models.BooleanField(_("active"), default=True)

    history = History()

    class Meta:
        ordering = ["code"]
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        constraints = [
            models.CheckConstraint(
                name="dossiers_category_years_with_fixed_term",
                condition=Q(retention="fixed", retention_years__isnull=False, retention_years__gt=0)
                | (~Q(retention="fixed") & Q(retention_years__isnull=True)),
            )
        ]


class DocumentType(Described):
    """One line of the filing scope: a kind of paper and what the office asks of it."""

    class Kind(models.TextChoices):
        """The dossiers the type belongs in."""

        OWNER = "owner", _("Owner dossier")
        TENANT = "tenant", _("Tenant dossier")
        CATEGORY = "category", _("Dossiers of a category")

    class Required(models.TextChoices):
        """When a dossier is incomplete without it."""

        ALWAYS = "always", _("Always")
        IF_FIT_OUT = "if_fit_out", _("With fit-out works")
        IF_LET = "if_let", _("When the unit is let")
        IF_KEYS_KEPT = "if_keys_kept", _("When keys are kept")
        IF_COMPANY = "if_company", _("For a company")
        NO = "no", _("Not required")

    class Form(models.TextChoices):
        """Original or copy (FIL-06, FIL-07)."""

        ORIGINAL = "original", _("Original")
        COPY = "copy", _("Copy")
        EITHER = "either", _("Original or copy")

    code = models.CharField(_("code"), max_length=8, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    category = models.ForeignKey(
        Category,
        verbose_name=_("category"),
        on_delete=models.PROTECT,
        related_name="document_types",
        null=True,
        blank=True,
    )
    required = models.CharField(
        _("required"), max_length=14, choices=Required.choices, default=Required.NO
    )
    form = models.CharField(
        _("original or copy"), max_length=10, choices=Form.choices, default=Form.ORIGINAL
    )
    personal = models.BooleanField(_("personal information"), default=False)
    title_document = models.BooleanField(_("title document"), default=False)
    no_copying = models.BooleanField(_("no copying"), default=False)
    needs_owner_consent = models.BooleanField(
        _("owner’s consent needed"),
        default=False,
        help_text=_("Used only with the owner’s own consent, or a recorded basis in law."),
    )
    bound_purpose = models.CharField(
        _("only for the purpose"),
        max_length=16,
        choices=Purpose.choices,
        blank=True,
        default="",
        help_text=_("Any other purpose needs the director."),
    )
    retention = models.CharField(
        _("retention"), max_length=10, choices=Retention.choices, blank=True, default=""
    )
    retention_years = models.PositiveSmallIntegerField(_("years"), null=True, blank=True)
    retention_basis = models.CharField(
        _("basis of the term"), max_length=120, blank=True, default=""
    )
    secrecy = models.PositiveSmallIntegerField(
        _("secrecy"), choices=Secrecy.choices, default=Secrecy.INTERNAL
    )
    supplying_department = models.CharField(_("supplied by"), max_length=60, blank=True, default="")
    deadline_days = models.PositiveSmallIntegerField(_("deadline (days)"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    clause = models.CharField(_("clause"), max_length=60, blank=True, default="")
    is_active = models.BooleanField(_("active"), default=True)

    history = History()

    class Meta:
        ordering = ["kind", "position", "code"]
        verbose_name = _("document type")
        verbose_name_plural = _("filing scope")
