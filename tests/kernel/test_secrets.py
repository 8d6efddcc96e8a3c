"""Personal numbers at rest."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from archive_office.crypto import DataKey, blind_index, masked, masked_name, tail_index
from archive_office.journal.acts import in_act
from archive_office.regulation import Clause
from dossiers.models import Customer
from tests.factories import CustomerFactory
from tests.steps import clause

NUMBER = "11010519491231002X"


@given(st.text(min_size=1))
def test_what_is_sealed_comes_back_as_it_was(text):
    key = DataKey.new()
    assert DataKey.opened(key.wrapped).unseal(key.seal(text)) == text


@clause(Clause.SEC_15)
@given(st.text(st.characters(codec="ascii", categories=["Nd", "Lu"]), min_size=8, max_size=30))
def test_a_masked_number_shows_four_characters_at_most(number):
    shown = masked(number)
    assert len(shown) == len(number)
    assert shown.rstrip("*")[-4:] == number[-4:]
    assert set(shown[:-4]) <= {"*"}


@clause(Clause.SEC_15)
def test_a_name_for_the_eye_is_its_first_character():
    assert masked_name("王小芳") == "王**"


def test_a_number_is_found_however_it_is_written():
    assert blind_index("110105-19491231 002x") == blind_index(NUMBER)
    assert blind_index("１１０１０５１９４９１２３１００２Ｘ") == blind_index(NUMBER)
    assert tail_index(NUMBER) == tail_index("002X")


@pytest.mark.django_db
@clause(Clause.SEC_15)
def test_a_readable_number_cannot_be_stored():
    customer = CustomerFactory()
    customer.id_number = NUMBER
    with pytest.raises(ValidationError), in_act("tests.leak", by=None):
        customer.save()


@pytest.mark.django_db
@clause(Clause.SEC_15)
def test_neither_table_nor_history_holds_a_readable_number_or_the_key():
    customer = CustomerFactory()
    with in_act("tests.sealing", by=None):
        customer.seal_numbers(id_number=NUMBER, phones=["13800138000"])
        customer.save()

    fresh = Customer.objects.get(pk=customer.pk)
    assert fresh.reveal("id_number") == NUMBER
    assert fresh.phone_list() == ["13800138000"]
    with connection.cursor() as cursor:
        for table in ("dossiers_customer", "dossiers_historicalcustomer"):
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t")
            text = cursor.fetchone()[0]
            assert NUMBER not in text
            assert "13800138000" not in text
        assert customer.data_key not in text


@pytest.mark.django_db
def test_without_its_key_nothing_can_be_read_again():
    customer = CustomerFactory()
    with in_act("tests.sealing", by=None):
        customer.seal_numbers(id_number=NUMBER)
        customer.data_key = ""
        customer.save()
    with pytest.raises(LookupError):
        customer.reveal("id_number")
