"""What the search reads: one folded line of texts for each dossier.

The database itself keeps it (triggers of the search's migration), so that no way of writing can
forget it. It is no record: all of it stands elsewhere, and it can be made anew at any time.
"""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from archive_office.organisation.models import Department
from dossiers.models.dossiers import Dossier


class SearchEntry(models.Model):
    """The texts by which one dossier is found; names and numbers apart from what all may search.

    What holds traditional characters stands here a second time in simplified ones. Of a sealed
    dossier only its places stand here, of a destroyed one nothing.
    """

    dossier = models.OneToOneField(
        Dossier,
        verbose_name=_("dossier"),
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="search",
    )
    centre = models.ForeignKey(
        Department,
        verbose_name=_("originating department"),
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    names = models.TextField(_("names"), default="")
    initials = models.TextField(_("initials of the names"), default="")
    places = models.TextField(_("unit and codes"), default="")
    titles = models.TextField(_("titles"), default="")
    private_titles = models.TextField(_("titles of personal papers"), default="")
    tails = ArrayField(
        models.TextField(), verbose_name=_("indexes of numbers’ last digits"), default=list
    )
    open_plain = models.TextField(_("units, codes and titles in simplified characters"), default="")
    private_plain = models.TextField(
        _("names and personal titles in simplified characters"), default=""
    )

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.dossier_id)


class DossierGrams(models.Func):
    """What the index over the search entries holds; the call must be the index's own."""

    function = "dossiers_search_grams"
    output_field: Any = ArrayField(models.TextField())

    def __init__(self) -> None:
        texts = ("names", "initials", "places", "titles", "private_titles", "tails")
        super().__init__(*texts, "open_plain", "private_plain")


class UnitGrams(models.Func):
    """What the index over the units holds."""

    function = "dossiers_unit_grams"
    output_field: Any = ArrayField(models.TextField())

    def __init__(self) -> None:
        super().__init__("code", "key")


class UnitPlaces(models.Func):
    """How a unit is written, folded: as people write it, and with dashes."""

    function = "dossiers_unit_places"
    output_field: Any = models.TextField()

    def __init__(self) -> None:
        super().__init__("code", "key")


class Dashed(models.Func):
    """A code with one dash for whatever stands between its parts; what its index is over."""

    function = "dossiers_dashed"
    output_field: Any = models.TextField()


class Simplified(models.Func):
    """A text in simplified characters."""

    function = "dossiers_simplified"
    output_field: Any = models.TextField()
