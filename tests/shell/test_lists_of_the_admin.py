"""Lists of the admin stay quick with a million rows: said of each of them, whoever adds one."""

import pytest
from django.contrib import admin
from django.db.models import BooleanField

from archive_office import clock
from archive_office.admin import EstimatePaginator, FastAdmin
from tests.architecture.sources import PACKAGES

LISTS = sorted(
    (page for model, page in admin.site._registry.items() if model.__module__.split(".")[0] in PACKAGES),
    key=lambda page: page.opts.label,
)  # fmt: skip


@pytest.mark.parametrize("page", LISTS, ids=lambda page: page.opts.label)
def test_a_list_never_counts_or_reads_a_whole_table(page):
    assert isinstance(page, FastAdmin)
    assert page.paginator is EstimatePaginator
    assert (page.show_full_result_count, page.date_hierarchy, page.list_max_show_all) == (False, None, 0)  # fmt: skip


@pytest.mark.parametrize("page", LISTS, ids=lambda page: page.opts.label)
def test_filters_have_fixed_choices(page):
    """A filter on a field without choices reads every value there is."""
    for entry in page.list_filter:
        if isinstance(entry, str):
            field = page.model._meta.get_field(entry)
            assert field.flatchoices or isinstance(field, BooleanField), entry


@pytest.mark.parametrize("page", LISTS, ids=lambda page: page.opts.label)
def test_a_list_is_ordered_by_own_columns(page):
    """By the order of another table no index serves the list."""
    for name in page.get_ordering(None):
        plain = name.lstrip("-")
        field = page.opts.pk if plain == "pk" else page.model._meta.get_field(plain)
        assert plain in ("pk", field.attname)


GROWING = (
    "destruction.AppraisalLine",
    "destruction.RegisterLine",
    "dossiers.Document",
    "dossiers.Dossier",
    "dossiers.Holding",
    "dossiers.IssuedCode",
    "dossiers.Unit",
    "dossiers.ViewLog",
    "lending.Loan",
    "transfers.ManifestLine",
)


@pytest.mark.parametrize("label", GROWING)
def test_a_search_in_a_long_list_begins_at_the_beginning(label):
    """A part of a word in the middle has no index."""
    (page,) = (page for page in LISTS if page.opts.label == label)
    assert all(name[0] in "^=" for name in page.search_fields)


@pytest.mark.django_db
def test_an_english_date_stands_as_on_the_offices_own_pages(signed_in, archivist):
    browser = signed_in(archivist)
    browser.post("/language/", {"language": "en"})  # an act, so that the journal has a line
    page = browser.get("/admin/journal/journalentry/").text
    assert f"{clock.now():%Y-%m-%d}" in page
    assert f"{clock.now():%b. }" not in page
