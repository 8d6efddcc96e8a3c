"""Texts are found, compared and compiled without gettext's tools."""

import gettext

import pytest

from archive_office.management import translations

TEMPLATE = """{% load i18n %}
<h1>{% translate "It's a (volume)" %}</h1>
<p title="{% trans 'Shelf' context 'furniture' %}">{{ _("Box") }}</p>
{% blocktranslate count n=n trimmed %}
  {{ n }} page
{% plural %}
  {{ n }} pages
{% endblocktranslate %}
"""
PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext
A = _("Fonds %(code)s")
B = ngettext("%d row", "%d rows", n)
C = _(computed)
"""


@pytest.fixture
def office(tmp_path, settings):
    settings.BASE_DIR = tmp_path
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE)
    (tmp_path / "dossiers").mkdir()
    (tmp_path / "dossiers" / "models.py").write_text(PYTHON)
    return tmp_path


def fill(msgid: str, msgstr: str) -> None:
    path = translations.catalogue_path("django")
    text = path.read_text()
    before = f'"{msgid}"\nmsgstr ""'
    assert before in text
    path.write_text(text.replace(before, f'"{msgid}"\nmsgstr "{msgstr}"'))


def test_every_kind_of_text_is_found(office):
    found = {(text.msgid, text.context) for text in translations.texts("django")}

    assert found == {
        ("It's a (volume)", None),
        ("Shelf", "furniture"),
        ("Box", None),
        (("%(n)s page", "%(n)s pages"), None),
        ("Fonds %(code)s", None),
        (("%d row", "%d rows"), None),
    }


def test_a_text_without_chinese_is_told_with_its_place(office):
    translations.extract("django")
    fill("Box", "盒")

    told = list(translations.findings("django"))

    assert len(told) == 5
    assert "dossiers/models.py:3: no Chinese for 'Fonds %(code)s'" in told


def test_differing_placeholders_are_told(office):
    translations.extract("django")
    fill("Fonds %(code)s", "全宗 %(number)s")

    assert any("placeholders" in line for line in translations.findings("django"))


def test_a_second_extraction_keeps_translations_and_changes_nothing(office):
    translations.extract("django")
    fill("Box", "盒")
    translations.extract("django")
    once = translations.catalogue_path("django").read_bytes()

    translations.extract("django")

    assert translations.catalogue_path("django").read_bytes() == once
    assert "盒".encode() in once


def test_texts_of_others_that_we_translate_stay(office):
    translations.extract("django")
    path = translations.catalogue_path("django")
    path.write_text(path.read_text() + '\nmsgid "Apply Filters"\nmsgstr "应用筛选"\n')

    translations.extract("django")

    assert "应用筛选" in path.read_text()


def test_what_is_compiled_is_read_by_gettext(office):
    translations.extract("django")
    fill("Box", "盒")

    (compiled,) = translations.compile_catalogues()

    with compiled.open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Box") == "盒"
    assert translations.compile_catalogues() == []
