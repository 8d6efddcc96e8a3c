"""Things as they stand before a test's sentence begins."""

from contextlib import contextmanager
from datetime import date, timedelta

import factory
from django.contrib.auth.models import Permission
from factory.django import DjangoModelFactory

from archive_office import clock
from archive_office.crypto import DataKey
from archive_office.custody.models import Box, Cabinet, Shelf, Storeroom
from archive_office.journal.acts import in_act
from archive_office.journal.running import running
from archive_office.organisation.models import (
    Department,
    DepartmentKind,
    DepartmentUserObjectPermission,
    Membership,
    Seal,
    Undertaking,
    UndertakingText,
    User,
)
from archive_office.organisation.roles import Role
from archive_office.organisation.signing import digest
from archive_office.organisation.undertakings import content_of
from dossiers.models import (
    Building,
    Category,
    Customer,
    Document,
    Dossier,
    Estate,
    Holding,
    HoldingState,
    Occupancy,
    Part,
    Unit,
)
from dossiers.models.naming import building_key, initials_of, natural_key, unit_code, unit_key

TODAY = date(2026, 11, 20)
PASSWORD = "Archive-Test-2026"


@contextmanager
def arranged():
    """What a test arranges is an act of nobody; within another act it is part of that one."""
    if running() is not None:
        yield
        return
    with in_act("tests.arranged", by=None):
        yield


class ArrangedFactory(DjangoModelFactory):
    """A factory whose rows are written inside an act, as every row must be."""

    class Meta:
        abstract = True

    @classmethod
    def _generate(cls, strategy, params):
        with arranged():  # with everything that it stands on
            return super()._generate(strategy, params)


class DepartmentFactory(ArrangedFactory):
    class Meta:
        model = Department

    class Params:
        centre = factory.Trait(
            kind=DepartmentKind.SERVICE_CENTRE,
            name=factory.Sequence(lambda n: f"第{n}客户服务中心"),
        )

    kind = DepartmentKind.ARCHIVE_OFFICE
    code = factory.Sequence(lambda n: f"B{n:03}")
    name = factory.Sequence(lambda n: f"第{n}部门")


class UserFactory(ArrangedFactory):
    """Somebody with an account, who has promised confidentiality unless ``sworn=False``."""

    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"user{n}")
    display_name = factory.Sequence(lambda n: f"测试员{n}")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        sworn = kwargs.pop("sworn", True)
        user = model_class(**kwargs)
        user.set_password(PASSWORD)
        user.save()
        if sworn:
            undertaken(user)
        return user


def undertaken(user):
    """Somebody has signed the confidentiality undertaking when coming to the office."""
    text = UndertakingText.objects.in_force(TODAY)
    content = content_of(user, text)
    with arranged():
        Undertaking.objects.create(
            person=user,
            text=text,
            content=content,
            content_hash=digest(content),
            signed_at=clock.now(),
        )
    return user


class MembershipFactory(ArrangedFactory):
    class Meta:
        model = Membership

    person = factory.SubFactory(UserFactory)
    role = Role.CENTRE_ARCHIVIST
    department = factory.SubFactory(DepartmentFactory, centre=True)
    starts_on = date(2020, 1, 1)


def opened_to(user, department, *, until=None):
    """An exception: somebody sees the dossiers of a department until a moment."""
    given = clock.now()
    with arranged():
        row, _made = DepartmentUserObjectPermission.objects.update_or_create(
            user=user,
            content_object=department,
            permission=Permission.objects.get(codename="see_dossiers"),
            defaults={
                "until": until or given + timedelta(days=30),
                "reason": "联合检查",
                "given_by": UserFactory(),
                "given_at": given,
            },
        )
    user.__dict__.pop("_scope", None)
    return row


@arranged()
def person(role, department=None, **user):
    """Somebody who holds a role in a department since 2020."""
    somebody = UserFactory(**user)
    chosen = department or DepartmentFactory()
    MembershipFactory(person=somebody, role=role, department=chosen)
    return User.objects.get(pk=somebody.pk)


class SealFactory(ArrangedFactory):
    class Meta:
        model = Seal

    number = factory.Sequence(lambda n: f"印{n:04}")
    name = factory.Sequence(lambda n: f"第{n}业务专用章")
    department = factory.SubFactory(DepartmentFactory, centre=True)
    keeper = factory.SubFactory(UserFactory)
    valid_from = date(2020, 1, 1)


class StoreroomFactory(ArrangedFactory):
    class Meta:
        model = Storeroom

    department = factory.SubFactory(DepartmentFactory)
    code = factory.Sequence(lambda n: f"{n:02}")
    name = factory.Sequence(lambda n: f"{n}号库房")


class CabinetFactory(ArrangedFactory):
    class Meta:
        model = Cabinet

    room = factory.SubFactory(StoreroomFactory)
    department = factory.SelfAttribute("room.department")
    number = factory.Sequence(lambda n: f"G{n:03}")


class ShelfFactory(ArrangedFactory):
    class Meta:
        model = Shelf

    cabinet = factory.SubFactory(CabinetFactory)
    number = factory.Sequence(lambda n: n % 9 + 1)
    barcode = factory.Sequence(lambda n: f"L:{n:08}")


class BoxFactory(ArrangedFactory):
    class Meta:
        model = Box

    department = factory.SelfAttribute("shelf.cabinet.department")
    shelf = factory.SubFactory(ShelfFactory)
    number = factory.Sequence(lambda n: f"H{n:04}")
    barcode = factory.Sequence(lambda n: f"B:{n:08}")


def box_of(department, *, safe=False):
    """A box on a shelf of this department's archive room."""
    room = Storeroom.objects.filter(department=department).first() or StoreroomFactory(
        department=department
    )
    kind = Cabinet.Kind.SAFE if safe else Cabinet.Kind.CABINET
    cabinet = CabinetFactory(room=room, kind=kind)
    return BoxFactory(shelf=ShelfFactory(cabinet=cabinet))


class EstateFactory(ArrangedFactory):
    class Meta:
        model = Estate

    code = factory.Sequence(lambda n: f"P{n % 100:02}")
    name = factory.Sequence(lambda n: f"第{n}花园")
    centre = factory.SubFactory(DepartmentFactory, centre=True)


class BuildingFactory(ArrangedFactory):
    class Meta:
        model = Building

    estate = factory.SubFactory(EstateFactory)
    name = factory.Sequence(lambda n: f"{n + 1}栋")
    key = factory.LazyAttribute(lambda b: building_key(b.name))
    sort_key = factory.LazyAttribute(lambda b: natural_key(b.name))


class UnitFactory(ArrangedFactory):
    class Meta:
        model = Unit

    building = factory.SubFactory(BuildingFactory)
    estate = factory.SelfAttribute("building.estate")
    room = factory.Sequence(lambda n: f"{n + 101}")
    code = factory.LazyAttribute(lambda u: unit_code(u.building.name, u.entrance, u.room))
    key = factory.LazyAttribute(lambda u: unit_key(u.building.name, u.entrance, u.room))
    sort_key = factory.LazyAttribute(lambda u: natural_key(u.code))
    entrance = ""


class CustomerFactory(ArrangedFactory):
    class Meta:
        model = Customer

    name = factory.Sequence(lambda n: f"王芳{n}")
    initials = factory.LazyAttribute(lambda c: initials_of(c.name))
    data_key = factory.LazyFunction(lambda: DataKey.new().wrapped)


class OccupancyFactory(ArrangedFactory):
    class Meta:
        model = Occupancy

    unit = factory.SubFactory(UnitFactory)
    kind = Occupancy.Kind.OWNER
    customer = factory.SubFactory(CustomerFactory)
    from_on = date(2024, 3, 1)


class DossierFactory(ArrangedFactory):
    """A resident dossier without its volumes."""

    class Meta:
        model = Dossier

    class Params:
        in_centre = None

    occupancy = factory.SubFactory(OccupancyFactory)
    unit = factory.SelfAttribute("occupancy.unit")
    centre = factory.SelfAttribute("unit.estate.centre")
    kind = factory.SelfAttribute("occupancy.kind")
    code = factory.Sequence(lambda n: f"W001-ZY·KH-T01-{n:04}")
    title = factory.LazyAttribute(lambda d: f"{d.unit}客户档案")
    category = factory.LazyFunction(lambda: Category.objects.get(code="KH"))
    retention = "fixed"
    retention_years = 30
    opened_on = date(2024, 3, 1)


class HoldingFactory(ArrangedFactory):
    """A volume; ``on_shelf=True`` puts it into a box of its keeper, verified and filed."""

    class Meta:
        model = Holding

    class Params:
        on_shelf = factory.Trait(
            state=HoldingState.ON_SHELF,
            present_slot=factory.LazyAttribute(lambda h: box_of(h.keeper)),
            home_slot=factory.SelfAttribute("present_slot"),
            verified_on=date(2024, 3, 2),
            filed_on=date(2024, 3, 2),
        )
        personal_volume = factory.Trait(part=Part.PERSONAL, number=2)

    dossier = factory.SubFactory(DossierFactory)
    keeper = factory.SelfAttribute("dossier.centre")
    number = 1
    part = Part.MAIN
    kind = Holding.Kind.VOLUME
    code = factory.LazyAttribute(lambda h: f"{h.dossier.code}·{h.number}")
    barcode = factory.Sequence(lambda n: f"H:9{n:07}")  # codes of the office begin below
    title = factory.LazyAttribute(lambda h: h.dossier.title)
    retention = "fixed"
    retention_years = 30
    year_from = 2024
    year_until = 2024
    document_count = 5
    page_count = 20


class DocumentFactory(ArrangedFactory):
    class Meta:
        model = Document

    holding = factory.SubFactory(HoldingFactory)
    holding_part = factory.SelfAttribute("holding.part")
    number = factory.Sequence(lambda n: n + 1)
    code = factory.LazyAttribute(lambda d: f"{d.holding.code}-{d.number:03}")
    title = "房屋交接单"
    pages = 2
