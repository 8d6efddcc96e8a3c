"""The search's lines follow the records: triggers have them written anew with whatever they say."""

from collections.abc import Sequence

from django.db import migrations

NEW = """
CREATE FUNCTION dossiers_search_new_TABLE() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
  FIRST
  PERFORM dossiers_search_refresh(found.ids, LINKED) FROM (SELECT ARRAY(DOSSIERS) AS ids) found
    WHERE found.ids <> '{}';
  RETURN NULL;
END $f$;
CREATE TRIGGER search_new AFTER INSERT ON dossiers_TABLE REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION dossiers_search_new_TABLE()"""
CHANGED = """
CREATE FUNCTION dossiers_search_of_TABLE() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
  FIRST
  PERFORM dossiers_search_refresh(ARRAY(DOSSIERS), LINKED);
  RETURN NULL;
END $f$;
CREATE TRIGGER search_changed AFTER UPDATE ON dossiers_TABLE FOR EACH ROW
  WHEN ((OLD_COLUMNS) IS DISTINCT FROM (NEW_COLUMNS))
  EXECUTE FUNCTION dossiers_search_of_TABLE()"""
# One statement may change thousands of rows of one dossier.
TOGETHER = """
CREATE FUNCTION dossiers_search_of_TABLE() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
  PERFORM dossiers_search_refresh(found.ids) FROM (SELECT ARRAY(
    SELECT DOSSIERS FROM olds earlier JOIN news later USING (id)
    WHERE (OLD_COLUMNS) IS DISTINCT FROM (NEW_COLUMNS)) AS ids) found
    WHERE found.ids <> '{}';
  RETURN NULL;
END $f$;
CREATE TRIGGER search_changed AFTER UPDATE ON dossiers_TABLE
  REFERENCING OLD TABLE AS olds NEW TABLE AS news
  FOR EACH STATEMENT EXECUTE FUNCTION dossiers_search_of_TABLE()"""

LINKS = ("dossier", "occupancy", "occupancyparty", "unit")
"""Rows that link a dossier to what names it: what is linked to is locked while they are written."""
LOCK_OCCUPANCIES = """  PERFORM FROM dossiers_occupancy WHERE id IN (OCCUPANCIES)
    ORDER BY id FOR NO KEY UPDATE;
"""
"""Before a party is added: who opens a dossier for its occupancy at that moment reads the parties."""


def trigger(
    body: str, table: str, dossiers: str, columns: Sequence[str] = (), rows: Sequence[str] = ()
) -> str:
    """A trigger that has the lines of some dossiers written anew.

    Args:
        columns: What the search reads of a row; nothing is done while none of it changes.
        rows: How the row is called before and after.
    """
    occupancies = "OLD.occupancy_id, NEW.occupancy_id" if rows else "SELECT occupancy_id FROM fresh"
    first = LOCK_OCCUPANCIES.replace("OCCUPANCIES", occupancies)
    for place, row in zip(("OLD_COLUMNS", "NEW_COLUMNS"), rows, strict=False):
        body = body.replace(place, ", ".join(f"{row}.{name}" for name in columns))
    return (
        body.replace("TABLE()", f"{table}()")
        .replace("_TABLE", f"_{table}")
        .replace("DOSSIERS", dossiers)
        .replace("LINKED", str(table in LINKS).lower())
        .replace("  FIRST\n", first if table == "occupancyparty" else "")
    )


NEW_ROWS = {
    "dossier": "SELECT id FROM fresh",
    "occupancy": """SELECT d.id FROM dossiers_dossier d
      WHERE d.occupancy_id IN (SELECT id FROM fresh)""",
    "occupancyparty": """SELECT d.id FROM dossiers_dossier d
      WHERE d.occupancy_id IN (SELECT occupancy_id FROM fresh)""",
    "holding": "SELECT DISTINCT dossier_id FROM fresh",
    "document": """SELECT DISTINCT h.dossier_id FROM dossiers_holding h
      WHERE h.id IN (SELECT holding_id FROM fresh)""",
}
CHANGED_ROWS = {
    "dossier": (
        "SELECT NEW.id",
        (
            *("code", "legacy_code", "title", "kind", "centre_id", "unit_id", "occupancy_id"),
            *("state = 'destroyed'", "sealed_on IS NULL"),
        ),
    ),
    "customer": (
        """SELECT d.id FROM dossiers_dossier d WHERE d.occupancy_id IN (
          SELECT o.id FROM dossiers_occupancy o WHERE o.customer_id = NEW.id
          UNION SELECT p.occupancy_id FROM dossiers_occupancyparty p
          WHERE p.customer_id = NEW.id)""",
        ("name", "initials", "id_tail", "phone_tails"),
    ),
    "occupancy": (
        "SELECT d.id FROM dossiers_dossier d WHERE d.occupancy_id = NEW.id",
        ("customer_id",),
    ),
    "occupancyparty": (
        """SELECT d.id FROM dossiers_dossier d
          WHERE d.occupancy_id IN (OLD.occupancy_id, NEW.occupancy_id)""",
        ("customer_id", "occupancy_id"),
    ),
    "unit": (
        "SELECT d.id FROM dossiers_dossier d WHERE d.unit_id = NEW.id",
        ("code", "key", "estate_id"),
    ),
    "estate": (
        """SELECT d.id FROM dossiers_dossier d JOIN dossiers_unit u ON u.id = d.unit_id
          WHERE u.estate_id = NEW.id""",
        ("name",),
    ),
}
CHANGED_TOGETHER = {
    "holding": (
        "DISTINCT unnest(ARRAY[earlier.dossier_id, later.dossier_id])",
        ("dossier_id", "code", "legacy_code", "title", "kind", "part", "state = 'destroyed'"),
    ),
    "document": (
        """DISTINCT unnest(ARRAY(SELECT h.dossier_id FROM dossiers_holding h
          WHERE h.id IN (earlier.holding_id, later.holding_id)))""",
        (
            *("holding_id", "title", "document_number", "personal"),
            "state IN ('withdrawn', 'destroyed')",
        ),
    ),
}
KEPT = ";\n".join(
    [trigger(NEW, *what) for what in NEW_ROWS.items()]
    + [trigger(CHANGED, name, *w, ("OLD", "NEW")) for name, w in CHANGED_ROWS.items()]
    + [trigger(TOGETHER, name, *w, ("earlier", "later")) for name, w in CHANGED_TOGETHER.items()]
    + ["SELECT dossiers_search_refresh(ARRAY(SELECT id FROM dossiers_dossier))"]
)
KEPT_BACK = ";\n".join(
    [
        f"DROP TRIGGER search_{when} ON dossiers_{table};\n"
        f"DROP FUNCTION dossiers_search_{what}_{table}()"
        for tables, when, what in (
            (NEW_ROWS, "new", "new"),
            ({**CHANGED_ROWS, **CHANGED_TOGETHER}, "changed", "of"),
        )
        for table in tables
    ]
    + ["DELETE FROM dossiers_searchentry"]
)


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0008_search")]

    operations = [migrations.RunSQL(KEPT, KEPT_BACK)]
