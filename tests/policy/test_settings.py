from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from archive_office.journal.models import JournalEntry
from archive_office.policy import number, parameter, switch, text
from archive_office.policy.models import Parameter
from archive_office.policy.parameters import SETTINGS
from archive_office.policy.procedures import set_parameter
from archive_office.policy.setting import Unit
from archive_office.regulation.catalogue import REQUIREMENTS
from tests.factories import UserFactory

TODAY = date(2026, 6, 1)

# What the office was promised (decisions on parameters).
DEFAULTS = {
    "loan_days": 7,
    "renewed_loan_days": 15,
    "renewals_max": 1,
    "dereliction_days": 15,
    "due_on_closed_day": "ignore",
    "loan_reminder_days": 2,
    "reservation_hold_days": 3,
    "disclosure_reminder_days": 30,
    "complaint_due_days": 3,
    "complaint_outcome_approval": "no",
    "satisfaction_minimum": 80,
    "return_visit_days": "off",
    "data_request_days": 15,
    "collect_personal_preferences": "no",
    "approval_days_max": 60,
    "access_tiers": "headquarters_and_centre",
    "read_approval_chain": "graded_only",
    "request_department_signature": "graded_only",
    "reading_place": "archive_room",
    "direct_borrowers": "none",
    "working_loan_same_day": "no",
    "outside_authorisation": "strangers",
    "approval_informs": "nobody",
    "handover_interval_months": 6,
    "handover_grace_days": 15,
    "handover_reminder_days": 14,
    "manifest_copies": 2,
    "handover_personal_items": "no",
    "retention_long_years": 30,
    "retention_short_years": 10,
    "destruction_approval_chain": "leader",
    "destruction_quarantine_months": 6,
    "ordinary_disposal_method": "tear",
    "condition_check_months": 6,
    "shelf_plan": "category_then_floor",
    "room_inspection_months": 6,
    "extinguisher_check_months": 12,
    "title_document_count_months": 1,
    "closing_checklist": "no",
    "temperature_least": 14,
    "temperature_most": 24,
    "humidity_least": 45,
    "humidity_most": 60,
    "witnesses_min": 2,
    "witness_departments": "different",
    "appraisal_signatories": "leader",
    "undecided_reappraisal_years": 1,
    "centre_inspection_months": 6,
    "title_handover_days": 1,
    "default_secrecy": "internal",
    "dossier_creation_days": 7,
    "dossier_review_months": 3,
    "incomplete_review_months": 1,
    "missing_paper_days": 7,
    "monthly_supply_day": 5,
    "registration_days": 0,
    "filing_run": "weekly",
    "vacated_tidy_months": 12,
    "licence_reminder_days": 30,
    "av_physical_custody": "by_frequency_and_importance",
    "archive_number_pattern": "4",
    "yearly_volumes": "documents_only",
    "item_order": "category_then_issue_date",
    "statistics_due": "12-31",
    "one_session_per_account": "yes",
    "password_min_length": 10,
    "lockout_failures": 5,
    "lockout_minutes": 15,
    "system_administrator": "archive_room_head",
    "supervising_role": "hq_archive_office",
    "office_opens": "08:00",
    "office_closes": "18:00",
    "readings_per_day_to_review": 60,
    "searches_per_minute": 120,
    "verifications_per_minute": 30,
    "exports_per_hour": 600,
    "export_rows_max": 10000,
    "share_saved_views": "yes",
    "backup_day_of_month": 1,
}


def decide(name, written, *, effective_from=TODAY, by=None, reason="总经理办公会决定", today=TODAY):
    return set_parameter(
        SETTINGS[name],
        written,
        effective_from=effective_from,
        by=by or UserFactory(),
        reason=reason,
        today=today,
    )


def test_the_regulation_decides_until_the_office_does():
    assert {name: setting.default for name, setting in SETTINGS.items()} == DEFAULTS


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=lambda s: s.name)
def test_every_setting_is_allowed_named_twice_and_stands_in_the_catalogue(setting):
    assert list(setting.objections(str(setting.default))) == []
    assert setting.read(str(setting.default)) == setting.default
    assert all(setting.words)
    assert setting.name in REQUIREMENTS[setting.clause].policy


@pytest.mark.django_db
def test_a_decision_counts_from_its_day_on():
    decide("loan_days", "10", effective_from=date(2026, 7, 1))

    assert parameter("loan_days", on=date(2026, 6, 30)) == 7
    assert parameter("loan_days", on=date(2026, 7, 1)) == 10
    assert parameter("renewals_max", on=date(2026, 7, 1)) == 1


@pytest.mark.django_db
def test_settings_are_read_as_what_they_are():
    decide("handover_personal_items", "yes")

    assert switch("handover_personal_items", on=TODAY) is True
    assert number("manifest_copies", on=TODAY) == 2
    assert text("statistics_due", on=TODAY) == "12-31"
    with pytest.raises(TypeError):
        number("statistics_due", on=TODAY)
    with pytest.raises(KeyError):
        parameter("no_such_setting", on=TODAY)


@pytest.mark.django_db
def test_a_second_decision_for_a_day_replaces_the_first_and_history_keeps_both():
    clerk = UserFactory()
    decide("loan_days", "10", by=clerk)
    row = decide("loan_days", "14", by=clerk, reason="更正")

    assert number("loan_days", on=TODAY) == 14
    assert Parameter.objects.count() == 1
    assert list(row.history.values_list("value", flat=True)) == ["14", "10"]
    entry = JournalEntry.objects.filter(act="policy.parameter_set").latest("pk")
    assert entry.by == clerk
    assert entry.reason == "更正"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("loan_days", "0"),
        ("loan_days", "seven"),
        ("loan_days", "７"),
        ("loan_days", "91"),
        ("manifest_copies", "1"),
        ("handover_personal_items", "perhaps"),
        ("statistics_due", "02-30"),
        ("statistics_due", "31 December"),
        ("office_opens", "8:00"),
        ("office_closes", "24:00"),
    ],
)
@pytest.mark.django_db
def test_a_value_outside_its_limits_is_not_taken(name, written):
    with pytest.raises(ValidationError) as caught:
        decide(name, written)
    assert set(caught.value.message_dict) == {"value"}
    assert not Parameter.objects.exists()


@pytest.mark.django_db
def test_the_past_cannot_be_changed_nor_anything_without_a_reason():
    with pytest.raises(ValidationError) as caught:
        decide("loan_days", "10", effective_from=date(2026, 5, 31), reason="  ")
    assert set(caught.value.message_dict) == {"effective_from", "reason"}


def test_settings_speak_both_languages():
    copies, secrecy = SETTINGS["manifest_copies"], SETTINGS["default_secrecy"]
    assert copies.unit is Unit.COPIES
    with override("zh-hans"):
        assert copies.label == "移交清单份数"
        assert secrecy.say("secret") == "商密·秘密"
    with override("en"):
        assert copies.label == "copies of the manifest"
        assert secrecy.say("secret") == "secret"
        assert copies.say(2) == "2"
