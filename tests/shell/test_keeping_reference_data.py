"""The admin: reference data is saved through an act, facts are only read."""

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.test import RequestFactory
from django.urls import NoReverseMatch, reverse

from archive_office.admin import EstimatePaginator, FastAdmin, ReadOnlyAdmin
from archive_office.journal.models import JournalEntry
from archive_office.organisation.models import Department, DepartmentKind, User
from archive_office.organisation.roles import Role
from tests.factories import DepartmentFactory, MembershipFactory, UserFactory, person

pytestmark = pytest.mark.django_db

MEMBERSHIPS = "memberships"


@pytest.fixture
def administrator():
    return person(Role.ADMINISTRATOR, username="administrator")


def department_form(**changes):
    return {
        "code": "C777",
        "name": "滨江客户服务中心",
        "kind": DepartmentKind.SERVICE_CENTRE,
        "fonds": "W001",
        "is_active": "on",
        **changes,
    }


def account_form(user=None, posts=(), **changes):
    form = {
        "username": user.username if user else "new.person",
        "display_name": user.display_name if user else "新员工",
        "language": "",
        "is_active": "on",
        "is_staff": "on",
        f"{MEMBERSHIPS}-TOTAL_FORMS": str(len(posts)),
        f"{MEMBERSHIPS}-INITIAL_FORMS": "0",
    }
    for number, post in enumerate(posts):
        form |= {f"{MEMBERSHIPS}-{number}-{name}": value for name, value in post.items()}
    return {**form, **changes}


def test_a_new_row_is_one_act_with_history(signed_in, administrator):
    answer = signed_in(administrator).post(
        reverse("admin:organisation_department_add"), department_form()
    )
    assert answer.status_code == 302, answer.text

    made = Department.objects.get(code="C777")
    entry = JournalEntry.objects.get(act="reference.saved")
    assert entry.by == administrator
    (subject,) = entry.subjects.all()
    assert subject.thing == made.pk
    assert subject.after["name"] == "滨江客户服务中心"
    assert made.history.get().history_user_id == administrator.pk
    assert not LogEntry.objects.exists()


def test_a_change_notes_what_was_and_what_is(signed_in, administrator):
    department = DepartmentFactory(code="C778", name="旧名", kind=DepartmentKind.SERVICE_CENTRE)
    parent = DepartmentFactory(name="客户服务部")
    signed_in(administrator).post(
        reverse("admin:organisation_department_change", args=[department.pk]),
        department_form(code="C778", name="新名", parent=parent.pk),
    )
    subject = JournalEntry.objects.get(act="reference.saved").subjects.get()
    assert subject.before == {"name": "旧名", "parent": None}
    assert subject.after == {"name": "新名", "parent": str(parent)}


def test_a_form_with_errors_is_no_act(signed_in, administrator):
    answer = signed_in(administrator).post(
        reverse("admin:organisation_department_add"), department_form(name="")
    )
    assert answer.status_code == 200
    assert not JournalEntry.objects.filter(act="reference.saved").exists()


def test_a_row_and_what_hangs_on_it_are_one_act(signed_in, administrator):
    centre = DepartmentFactory(centre=True)
    post = {
        "role": Role.FRONT_LINE,
        "department": centre.pk,
        "starts_on": "2026-01-01",
        "post_reason": "新员工入职",
    }
    answer = signed_in(administrator).post(
        reverse("admin:organisation_user_add"),
        account_form(posts=[post], new_password="Strong-Words-2026"),
    )
    assert answer.status_code == 302, answer.text
    entry = JournalEntry.objects.latest("pk")
    assert entry.act == "organisation.posts_changed"
    assert [subject.kind.model for subject in entry.subjects.all()] == ["user", "membership"]


def test_a_password_never_reaches_journal_or_history(signed_in, administrator):
    clerk = UserFactory(username="clerk")
    answer = signed_in(administrator).post(
        reverse("admin:organisation_user_change", args=[clerk.pk]),
        account_form(clerk, new_password="Strong-Words-2026"),
    )
    assert answer.status_code == 302, answer.text
    assert User.objects.get(pk=clerk.pk).check_password("Strong-Words-2026")
    subject = JournalEntry.objects.get(act="reference.saved").subjects.get()
    assert subject.after == {"new_password": "***"}


def test_nobody_deletes(signed_in, administrator):
    department = DepartmentFactory()
    browser = signed_in(administrator)
    page = browser.get(reverse("admin:organisation_department_change", args=[department.pk]))
    assert "deletelink" not in page.text
    answer = browser.post(
        reverse("admin:organisation_department_delete", args=[department.pk]), {"post": "yes"}
    )
    assert answer.status_code == 403
    assert Department.objects.filter(pk=department.pk).exists()


@pytest.mark.parametrize(
    "model_admin",
    [site for site in admin.site._registry.values() if isinstance(site, ReadOnlyAdmin)],
    ids=lambda site: site.model._meta.label,
)
def test_facts_are_changed_by_nobody_not_even_the_superuser(model_admin):
    request = RequestFactory().get("/")
    request.user = User(is_superuser=True, is_active=True, is_staff=True)
    assert not model_admin.has_add_permission(request)
    assert not model_admin.has_change_permission(request)
    assert not model_admin.has_delete_permission(request)


def test_history_is_read_and_never_restored(signed_in, administrator):
    department = DepartmentFactory(name="档案室")
    browser = signed_in(administrator)
    browser.post(
        reverse("admin:organisation_department_change", args=[department.pk]),
        department_form(code=department.code, name="公司档案室"),
    )
    page = browser.get(reverse("admin:organisation_department_history", args=[department.pk]))
    assert page.status_code == 200
    assert "公司档案室" in page.text
    assert "Reference data saved #" in page.text
    with pytest.raises(NoReverseMatch):
        reverse("admin:organisation_department_simple_history", args=[department.pk, 1])


def test_history_of_a_row_one_may_not_see_does_not_exist(signed_in, administrator):
    assert signed_in(administrator).get(
        reverse("admin:organisation_department_history", args=[999999])
    ).status_code in {302, 404}


def test_every_admin_page_of_ours_stands_on_the_base_classes():
    foreign = [
        site.model._meta.label
        for site in admin.site._registry.values()
        if not isinstance(site, FastAdmin)
    ]
    assert foreign == []


def test_a_list_counts_exactly_only_up_to_a_thousand(django_assert_num_queries):
    MembershipFactory()
    rows = User.objects.filter(is_active=True).order_by("pk")
    with django_assert_num_queries(1):
        counted = EstimatePaginator(rows, 25).count
    assert counted == User.objects.count()
    assert EstimatePaginator(Department.objects.all(), 25).count == Department.objects.count()
