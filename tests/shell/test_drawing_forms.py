"""What the partials say."""

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy, override

from archive_office.organisation.models import User
from archive_office.regulation import Clause, Refusal, RegulationError
from archive_office.shell.templatetags import shell
from tests.shell.gallery import MoveInForm


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def test_every_refusal_is_shown_with_its_clause():
    refusals = [Refusal(Clause.TRF_05, "one"), Refusal(Clause.TRF_06, "two", field="unit")]
    page = render_to_string("shell/_refusals.html", {"refusals": refusals, "title": "Page"})
    assert page.index("TRF-05") < page.index("one") < page.index("TRF-06") < page.index("two")
    assert 'href="#id_unit"' in page
    assert "The regulation does not allow this" in page


def test_no_refusal_draws_nothing():
    assert render_to_string("shell/_refusals.html", {"refusals": []}).strip() == ""


def test_refusals_on_a_form_keep_their_clause():
    form = MoveInForm({"unit": "3-2-1201"})
    form.full_clean()
    form.add_error(None, RegulationError(Refusal(Clause.TRF_05, "not yet")).as_form_errors())
    page = str(form)
    assert "TRF-05" in page
    assert "not yet" in page


def test_an_error_leads_to_its_field_and_is_tied_to_it():
    page = str(MoveInForm({}))
    assert 'href="#id_unit"' in page
    assert 'aria-describedby="id_unit_helptext id_unit_error"' in page
    assert 'id="id_unit_error"' in page
    assert 'id="id_unit_helptext"' in page
    assert 'aria-invalid="true"' in page


class Choosing(forms.Form):
    """Every kind of choice a filter asks for."""

    state = forms.ChoiceField(
        choices=[("", gettext_lazy("All")), ("<a>", "<b>&"), (3, gettext_lazy("Open"))],
        help_text="help",
        required=False,
    )
    must = forms.ChoiceField(choices=[(1, "one")], widget=forms.Select({"data-x": True}))
    grouped = forms.ChoiceField(choices=[("group", [("x", "in it")])], required=False)
    several = forms.MultipleChoiceField(choices=[("x", "y"), ("z", "u")], required=False)
    text = forms.CharField(required=False)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(
    "query", ["", "state=3&must=1", "state=%3Ca%3E&grouped=x", "several=z&text=t"]
)
def test_a_choice_kept_drawn_is_what_the_form_would_draw_now(language, query):
    form = Choosing(QueryDict(query) if query else None)
    with override(language):
        for field in form:
            drawn = Template("{% load shell %}{% control field %}").render(
                Context({"field": field})
            )
            assert drawn == str(field)


@pytest.mark.django_db
def test_choices_that_are_records_are_asked_for_once(django_assert_num_queries):
    class Records(forms.Form):
        one = forms.ModelChoiceField(User.objects.all(), required=False)

    field = Records(QueryDict(""))["one"]
    with django_assert_num_queries(1):
        shell.control(field)


def test_choices_with_the_same_name_are_drawn_each_as_they_are():
    class Other(forms.Form):
        state = forms.ChoiceField(choices=[("mine", "mine alone")])

    drawn = [shell.control(form["state"]) for form in (Choosing(), Other(), Choosing())]
    assert drawn[0] == drawn[2]
    assert "mine alone" in drawn[1]
    assert "mine alone" not in drawn[2]


def test_a_message_of_a_form_is_escaped():
    class Careless(forms.Form):
        name = forms.CharField()

        def clean(self):
            raise ValidationError("<script>")

    page = str(Careless({"name": "x"}))
    assert "<script>" not in page


def test_a_state_has_a_word_and_not_only_a_colour():
    page = Template('{% load shell %}{% state "missing" "缺失" %}').render(Context())
    assert "缺失" in page
    assert "ao-tone-bad" in page


def test_an_unknown_state_is_neutral():
    page = Template('{% load shell %}{% state "brand_new" %}').render(Context())
    assert "ao-tone-neutral" in page
    assert "Brand_new" in page
