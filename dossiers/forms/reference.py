"""Buildings and units as reference data: what is compared and sorted follows from what is typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.models import Building, Unit
from dossiers.models.naming import building_key, natural_key, unit_code, unit_key


class BuildingForm(forms.ModelForm[Building]):
    """A building of an estate; 3栋 and 3号楼 are the same."""

    class Meta:
        model = Building
        fields = ("estate", "name")

    def clean(self) -> dict[str, Any]:
        """Give the building its keys, and refuse a second one of the same name."""
        cleaned = super().clean() or {}
        estate = cleaned.get("estate") or getattr(self.instance, "estate", None)
        name = cleaned.get("name") or self.instance.name
        if estate is None or not name:
            return cleaned
        self.instance.key = building_key(name)
        self.instance.sort_key = natural_key(name)
        same = Building.objects.filter(estate=estate, key=self.instance.key)
        if other := same.exclude(pk=self.instance.pk).first():
            self.add_error(
                None,
                _("%(estate)s has this building already: %(name)s.")
                % {"estate": estate, "name": other.name},
            )
        return cleaned


class UnitForm(forms.ModelForm[Unit]):
    """A unit of a building, as people write it."""

    class Meta:
        model = Unit
        fields = ("building", "entrance", "room", "floor", "area", "use")

    def clean(self) -> dict[str, Any]:
        """Give the unit its estate, code and keys, and refuse a second one of the same name."""
        cleaned = super().clean() or {}
        unit = self.instance
        building = cleaned.get("building") or getattr(unit, "building", None)
        entrance = str(cleaned.get("entrance", unit.entrance) or "")
        room = str(cleaned.get("room", unit.room) or "")
        if building is None or not room:
            return cleaned
        unit.estate = building.estate
        unit.code = unit_code(building.name, entrance, room)
        unit.key = unit_key(building.name, entrance, room)
        unit.sort_key = natural_key(unit.code)
        same = Unit.objects.filter(estate=unit.estate, key=unit.key).exclude(pk=unit.pk)
        if other := same.first():
            self.add_error(
                None,
                _("%(unit)s is recorded already, as %(code)s.")
                % {"unit": unit, "code": other.code},
            )
        return cleaned
