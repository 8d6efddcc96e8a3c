"""What is signed cannot be changed behind the office's back (invariant 5, TRF-06)."""

import pytest
from django.db import DatabaseError, connection, transaction

from archive_office.regulation import Clause
from tests.steps import clause
from tests.transfers.road import again, office
from transfers.models import ManifestSignature, Side

pytestmark = [pytest.mark.django_db, clause(Clause.TRF_06)]


@pytest.fixture
def here():
    return office()


def attempt(sql, *params):
    """Statements as somebody with a database console would send them, checked at once."""
    at_once = f"{sql}; SET CONSTRAINTS ALL IMMEDIATE"
    with (
        pytest.raises(DatabaseError) as caught,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(at_once, params)
    return caught.value.__cause__.diag.constraint_name


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE transfers_manifest SET content = '{}' WHERE id = %s",
        "UPDATE transfers_manifest SET content_hash = repeat('0', 64) WHERE id = %s",
        "UPDATE transfers_manifest SET number = 'YJ-2026-9999' WHERE id = %s",
        "UPDATE transfers_manifest SET prepared_at = now() WHERE id = %s",
        "UPDATE transfers_manifest SET state = 'checking' WHERE id = %s",
        "UPDATE transfers_manifest SET state = 'void', is_open = false WHERE id = %s",
    ],
)
@pytest.mark.parametrize("signatures", [1, 2])
def test_the_signed_list_does_not_change(here, sql, signatures):
    manifest = signed(here, signatures)
    assert attempt(sql, manifest.pk) == "transfers_signed_content_stays"


@pytest.mark.parametrize("signatures", [0, 1, 2])
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE transfers_manifestline SET pages = 1 WHERE manifest_id = %s",
        "UPDATE transfers_manifestline SET decision = 'refused', refusal = 'x' WHERE manifest_id = %s",
        "DELETE FROM transfers_manifestline WHERE manifest_id = %s",
        """INSERT INTO transfers_manifestline (manifest_id, is_open, number, kind, code, title,
           years, retention, secrecy, is_original, copies, documents, pages, container,
           certificate_number, outcome, outcome_note, decision, refusal, remark)
           SELECT id, is_open, 99, 'unlisted', 'X', 'x', '', 'permanent', 1, true, 1, 1, 1, '', '',
           'unlisted', '', 'accepted', '', '' FROM transfers_manifest WHERE id = %s""",
    ],
)
def test_the_lines_of_a_frozen_list_do_not_change(here, sql, signatures):
    manifest = signed(here, signatures)
    assert attempt(sql, manifest.pk) == "transfers_signed_line_stays"


def test_a_line_does_not_wander_to_another_list(here):
    manifest = signed(here, 2)
    other = here.prepared(here.volume())
    sql = (
        "UPDATE transfers_manifestline SET manifest_id = %s, is_open = true WHERE manifest_id = %s"
    )
    assert attempt(sql, other.pk, manifest.pk) == "transfers_signed_line_stays"
    assert attempt(sql, manifest.pk, other.pk) == "transfers_signed_line_stays"


@pytest.mark.parametrize("signatures", [1, 2])
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE transfers_manifestsignature SET content = '{}' WHERE manifest_id = %s",
        "UPDATE transfers_manifestsignature SET signer_id = voided_by_id WHERE manifest_id = %s",
        "UPDATE transfers_manifestsignature SET signed_at = now() WHERE manifest_id = %s",
        "UPDATE transfers_manifestsignature SET voided_at = now() WHERE manifest_id = %s",
        "DELETE FROM transfers_manifestsignature WHERE manifest_id = %s",
    ],
)
def test_a_signature_is_not_rewritten(here, sql, signatures):
    assert attempt(sql, signed(here, signatures).pk) == "transfers_signature_stays"


def test_after_the_last_signature_none_can_be_voided(here):
    sql = """UPDATE transfers_manifestsignature SET voided_at = now(), void_reason = 'x'
             WHERE manifest_id = %s"""
    assert attempt(sql, signed(here, 2).pk) == "transfers_signature_stays"


@pytest.mark.parametrize("signatures", [0, 1])
def test_no_list_is_handed_over_without_both_signatures(here, signatures):
    sql = "UPDATE transfers_manifest SET state = 'completed', is_open = false WHERE id = %s"
    name = "transfers_completed_when_all_have_signed"
    assert attempt(sql, signed(here, signatures).pk) == name


@pytest.mark.parametrize(
    "forged",
    [
        {"content": "{}"},
        {"content_hash": "0" * 64},
        {
            "content": "{}",
            "content_hash": "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
        },
    ],
)
def test_nothing_but_the_frozen_content_is_signed(here, forged):
    manifest = signed(here, 1)
    columns = [f.attname for f in ManifestSignature._meta.concrete_fields if f.name != "id"]
    row = manifest.signatures.values(*columns).get()
    row |= {"side": "receiving", "signer_id": here.checker.pk, **forged}
    names, holes = ", ".join(row), ", ".join(["%s"] * len(row))
    sql = f"INSERT INTO transfers_manifestsignature ({names}) VALUES ({holes})"
    assert attempt(sql, *row.values()) == "transfers_signature_is_over_the_content"


def test_no_list_goes(here):
    manifest = here.prepared(here.volume())
    assert attempt("DELETE FROM transfers_manifest WHERE id = %s", manifest.pk) == (
        "transfers_manifests_stay"
    )


def signed(here, signatures):
    manifest = here.frozen(here.volume())
    sides = [(Side.TRANSFERRING, here.clerk), (Side.RECEIVING, here.checker)]
    for side, who in sides[:signatures]:
        here.sign(manifest, side, who)
    return again(manifest)
