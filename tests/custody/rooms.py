"""A storeroom with the people who look after it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.utils import timezone

from archive_office.custody.models import Point
from archive_office.custody.procedures.inspections import (
    answer_points,
    finish_inspection,
    open_inspection,
)
from archive_office.custody.rules.inspections import Fault
from archive_office.organisation.models import Department, User
from archive_office.organisation.roles import Role
from archive_office.organisation.signing import prove_identity
from tests.factories import PASSWORD, TODAY, DepartmentFactory, StoreroomFactory, person

NOW = datetime(2026, 11, 20, 17, 30, tzinfo=timezone.get_default_timezone())
ALL_GOOD = dict.fromkeys(Point.values, True)


@dataclass
class Room:
    """One room of a centre, its archivist and its head."""

    centre: Department

    @cached_property
    def room(self):
        return StoreroomFactory(department=self.centre)

    @cached_property
    def clerk(self) -> User:
        return person(Role.CENTRE_ARCHIVIST, self.centre)

    @cached_property
    def head(self) -> User:
        return person(Role.CENTRE_HEAD, self.centre)

    def fault(self, **facts):
        chosen = {
            "point": Point.WINDOWS,
            "what": "北窗玻璃破裂",
            "remedy": "更换玻璃",
            "responsible": self.clerk,
            "due_on": TODAY + timedelta(days=7),
        }
        return Fault(**(chosen | facts))

    def inspected(self, inspection=None, *, today=TODAY):
        """An inspection of which every point is good."""
        begun = inspection or open_inspection(self.room, by=self.clerk, today=today)
        answer_points(begun, ALL_GOOD, by=self.clerk)
        return finish_inspection(begun, by=self.clerk, today=today)

    def proof(self, by=None, *, now=NOW):
        return prove_identity(by or self.clerk, PASSWORD, now=now)


def a_room() -> Room:
    return Room(DepartmentFactory(centre=True))
