"""The search's line for each dossier, kept by the database; and the indexes that answer a search."""

from collections.abc import Sequence

from django.db import migrations

from dossiers.models.simplified import SIMPLIFIED

# All functions here are found without a search path: indexes are built, and dumps read back, with none.
SPACES = "\\t\\n\\u000B\\f\\r\\u001C\\u001D\\u001E\\u001F \\u0085\\u00A0\\u1680" + "".join(
    f"\\u{point:04X}" for point in (*range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000)
)
SEPARATORS = "·.・•‧∙/_#~‐‑‒–—―−"
TRADITIONAL = "".join(map(chr, SIMPLIFIED))
PLAIN = "".join(SIMPLIFIED.values())

FOLDING = f"""
-- Half-width, capitals, no spaces. Only ASCII changes its case: in that all versions of Unicode agree.
CREATE FUNCTION dossiers_folded(words text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $f$
  SELECT translate(normalize(words, NFKC),
    'abcdefghijklmnopqrstuvwxyz' || E'{SPACES}', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ')
$f$;
-- The same with one dash for whatever stands between the parts of a code or a unit.
CREATE FUNCTION dossiers_dashed(words text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $f$
  SELECT regexp_replace(translate(public.dossiers_folded(words),
    '{SEPARATORS}', repeat('-', {len(SEPARATORS)})), '-+', '-', 'g')
$f$;
-- In simplified characters. Few texts hold others: only those are gone through.
CREATE FUNCTION dossiers_simplified(words text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $f$
  SELECT CASE WHEN words ~ '[{TRADITIONAL}]'
    THEN translate(words, '{TRADITIONAL}', '{PLAIN}') ELSE words END
$f$;
-- A unit as people write it, one way a line: in words, with dashes, and without the entrance.
CREATE FUNCTION dossiers_places(estate text, code text, key text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 20 AS $f$
DECLARE
  home text := public.dossiers_folded(estate);
  parts text[] := string_to_array(key, '/');
  room text := array_to_string(parts[3:], '-');
  found text := home || public.dossiers_folded(code);
BEGIN
  IF parts[2] <> '' THEN
    found := found || E'\\n' || home
      || public.dossiers_dashed(parts[1] || '-' || parts[2] || '-' || room || '-');
  END IF;
  found := found || E'\\n' || home || public.dossiers_dashed(parts[1] || '-' || room || '-');
  -- Where the estate's name ends in a figure, the building's number would run into it.
  IF home ~ '[0-9A-Z]$' THEN
    found := found || E'\\n' || public.dossiers_places('', code, key);
  END IF;
  RETURN found;
END $f$;
CREATE FUNCTION dossiers_unit_places(code text, key text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 20 AS $f$
  SELECT public.dossiers_places('', code, key)
$f$
"""
FOLDING_BACK = """
DROP FUNCTION dossiers_unit_places(text, text);
DROP FUNCTION dossiers_places(text, text, text);
DROP FUNCTION dossiers_simplified(text);
DROP FUNCTION dossiers_dashed(text);
DROP FUNCTION dossiers_folded(text)
"""

GRAMS = f"""
-- The pieces of texts, behind a mark for who may search them. Of figures and letters every one to
-- four that follow each other, and where another run of them stands before, their beginning behind
-- its end (2-1402 holds 2-1, 2-14 … 2-1402); of other characters each one and each two.
CREATE FUNCTION dossiers_text_grams(mark text, texts text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 20 AS $f$
DECLARE
  found text[] := '{{}}'; earlier text := ''; run text := ''; before text := ''; c text;
  length_of_run int := 0;
BEGIN
  FOREACH c IN ARRAY string_to_array(
    translate(texts, '{SEPARATORS}', repeat('-', {len(SEPARATORS)})), NULL)
  LOOP
    IF c BETWEEN '0' AND '9' OR c BETWEEN 'A' AND 'Z' THEN
      run := right(run, 3) || c;
      length_of_run := length_of_run + 1;
      found := found || (mark || c);
      IF length_of_run > 1 THEN
        found := found || (mark || right(run, 2));
        IF length_of_run > 2 THEN
          found := found || (mark || right(run, 3));
          IF length_of_run > 3 THEN found := found || (mark || run); END IF;
        END IF;
      END IF;
      IF earlier <> '' AND length_of_run < 5 THEN
        found := found || (mark || right(earlier, 1) || '-' || run);
        IF length(earlier) > 1 THEN
          found := found || (mark || right(earlier, 2) || '-' || run);
        END IF;
      END IF;
      before := '';
      CONTINUE;
    END IF;
    IF run <> '' THEN earlier := run; run := ''; length_of_run := 0; END IF;
    IF c = E'\\n' THEN earlier := ''; before := ''; CONTINUE; END IF;
    IF c = '-' THEN before := ''; CONTINUE; END IF;
    found := found || (mark || c);
    IF before <> '' THEN found := found || (mark || before || c); END IF;
    before := c;
  END LOOP;
  RETURN found;
END $f$;
-- In simplified characters only: whoever asks for others compares the texts themselves.
CREATE FUNCTION dossiers_search_grams(names text, initials text, places text, titles text,
  private_titles text, tails text[], open_plain text, private_plain text)
RETURNS text[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 20 AS $f$
DECLARE found text[]; word text;
BEGIN
  found := public.dossiers_text_grams('o',
      CASE open_plain WHEN '' THEN places || E'\\n' || titles ELSE open_plain END)
    || public.dossiers_text_grams('p',
      CASE private_plain WHEN '' THEN names || E'\\n' || private_titles ELSE private_plain END);
  FOREACH word IN ARRAY string_to_array(initials, ' ') LOOP
    FOR i IN 1..least(length(word), 8) LOOP found := found || ('@' || left(word, i)); END LOOP;
  END LOOP;
  FOREACH word IN ARRAY tails LOOP found := found || ('~' || word); END LOOP;
  RETURN found;
END $f$;
CREATE FUNCTION dossiers_unit_grams(code text, key text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 20 AS $f$
  SELECT public.dossiers_text_grams('u',
    public.dossiers_simplified(public.dossiers_places('', code, key)))
$f$;
-- Which of these pieces many dossiers hold, and what share of them, as the last ANALYZE found.
-- Only the owner of an index may read its statistics.
CREATE FUNCTION dossiers_search_shares(pieces text[]) RETURNS TABLE (piece text, share real)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $f$
  SELECT e.piece, e.share FROM pg_stats s,
    unnest(s.most_common_elems::text::text[], s.most_common_elem_freqs) e (piece, share)
  WHERE s.schemaname = 'public' AND s.tablename = 'dossiers_search_grams_gin'
    AND e.piece = ANY (pieces)
$f$;
-- Without a list of what is pending: whoever searches would have to read it through.
CREATE INDEX dossiers_search_grams_gin ON dossiers_searchentry USING gin
  (dossiers_search_grams(names, initials, places, titles, private_titles, tails, open_plain,
    private_plain))
  WITH (fastupdate = off);
CREATE INDEX dossiers_items_by_any_dash ON dossiers_holding (dossiers_dashed(code))
  WHERE kind = 'item';
CREATE INDEX dossiers_things_by_former_code ON dossiers_holding (dossiers_dashed(legacy_code))
  WHERE NOT legacy_code = '';
CREATE INDEX dossiers_files_by_former_code ON dossiers_dossier (dossiers_dashed(legacy_code))
  WHERE NOT legacy_code = '';
CREATE INDEX dossiers_unit_grams_gin ON dossiers_unit USING gin
  (dossiers_unit_grams(code, key)) WITH (fastupdate = off)
"""  # noqa: S608 - of separators that stand above
GRAMS_BACK = """
DROP INDEX dossiers_unit_grams_gin;
DROP INDEX dossiers_files_by_former_code;
DROP INDEX dossiers_things_by_former_code;
DROP INDEX dossiers_items_by_any_dash;
DROP INDEX dossiers_search_grams_gin;
DROP FUNCTION dossiers_unit_grams(text, text);
DROP FUNCTION dossiers_search_grams(text, text, text, text, text, text[], text, text);
DROP FUNCTION dossiers_search_shares(text[]);
DROP FUNCTION dossiers_text_grams(text, text)
"""

ENTRIES = """
-- What the search is to know of dossiers, from the records as they are now.
CREATE FUNCTION dossiers_search_of(wanted bigint[]) RETURNS TABLE (
  dossier_id bigint, centre_id bigint, names text, initials text, places text, titles text,
  private_titles text, tails text[], open_plain text, private_plain text)
LANGUAGE sql STABLE AS $f$
  SELECT told.*,
    CASE WHEN plain.open <> written.open THEN plain.open ELSE '' END,
    CASE WHEN plain.private <> written.private THEN plain.private ELSE '' END
  FROM (SELECT d.id, d.centre_id,
    CASE WHEN here.told THEN coalesce(people.names, '') ELSE '' END AS names,
    CASE WHEN here.told THEN coalesce(people.initials, '') ELSE '' END AS initials,
    CASE WHEN d.state = 'destroyed' THEN '' ELSE concat_ws(E'\\n',
      dossiers_places(e.name, u.code, u.key), dossiers_dashed(d.code || '-'),
      CASE WHEN d.legacy_code <> '' THEN dossiers_dashed(d.legacy_code || '-') END,
      things.codes) END AS places,
    CASE WHEN here.told THEN concat_ws(E'\\n',
      CASE WHEN d.kind = 'category' THEN dossiers_folded(d.title) END,
      things.titles, papers.titles, papers.numbers) ELSE '' END AS titles,
    CASE WHEN here.told THEN coalesce(papers.private, '') ELSE '' END AS private_titles,
    CASE WHEN here.told THEN coalesce(people.tails, '{}') ELSE '{}' END AS tails
  FROM dossiers_dossier d
  CROSS JOIN LATERAL (
    SELECT d.state <> 'destroyed' AND d.sealed_on IS NULL AS told) here
  LEFT JOIN dossiers_unit u ON u.id = d.unit_id
  LEFT JOIN dossiers_estate e ON e.id = u.estate_id
  LEFT JOIN LATERAL (
    SELECT string_agg(dossiers_folded(c.name), E'\\n' ORDER BY c.id) FILTER (WHERE c.name <> '')
        AS names,
      string_agg(' ' || upper(c.initials), '' ORDER BY c.id) FILTER (WHERE c.initials <> '')
        AS initials,
      (SELECT array_agg(DISTINCT t.tail ORDER BY t.tail)
         FROM unnest(string_to_array(string_agg(concat_ws(',', c.id_tail,
           array_to_string(c.phone_tails, ',')), ','), ',')) t (tail)
         WHERE t.tail <> '') AS tails
    FROM (SELECT o.customer_id AS id FROM dossiers_occupancy o WHERE o.id = d.occupancy_id
          UNION SELECT p.customer_id FROM dossiers_occupancyparty p
          WHERE p.occupancy_id = d.occupancy_id) whose
    JOIN dossiers_customer c ON c.id = whose.id
  ) people ON true
  LEFT JOIN LATERAL (
    SELECT string_agg(DISTINCT dossiers_folded(h.title), E'\\n')
        FILTER (WHERE h.kind = 'item' AND h.state <> 'destroyed') AS titles,
      string_agg(dossiers_dashed(h.code || '-') || CASE WHEN h.legacy_code <> ''
        THEN E'\\n' || dossiers_dashed(h.legacy_code || '-') ELSE '' END, E'\\n' ORDER BY h.id)
        AS codes
    FROM dossiers_holding h WHERE h.dossier_id = d.id
  ) things ON true
  LEFT JOIN LATERAL (
    SELECT string_agg(DISTINCT dossiers_folded(p.title), E'\\n')
        FILTER (WHERE NOT own.personal) AS titles,
      string_agg(DISTINCT dossiers_folded(p.document_number), E'\\n')
        FILTER (WHERE NOT own.personal AND p.document_number <> '') AS numbers,
      string_agg(DISTINCT dossiers_folded(p.title), E'\\n') FILTER (WHERE own.personal) AS private
    FROM dossiers_holding h JOIN dossiers_document p ON p.holding_id = h.id
    CROSS JOIN LATERAL (SELECT p.personal OR h.part = 'personal' AS personal) own
    WHERE h.dossier_id = d.id AND h.state <> 'destroyed'
      AND p.state NOT IN ('withdrawn', 'destroyed')
  ) papers ON true
  WHERE d.id = ANY (wanted)) told
  CROSS JOIN LATERAL (SELECT told.places || E'\\n' || told.titles AS open,
    told.names || E'\\n' || told.private_titles AS private) written
  CROSS JOIN LATERAL (SELECT dossiers_simplified(written.open) AS open,
    dossiers_simplified(written.private) AS private) plain
$f$;
-- Write the lines of these dossiers anew. First the lines are locked, then the records are read:
-- of two who change the same dossier the later one sees what the earlier one wrote.
CREATE FUNCTION dossiers_search_refresh(wanted bigint[]) RETURNS bigint
LANGUAGE plpgsql AS $f$
DECLARE changed bigint;
BEGIN
  PERFORM FROM dossiers_searchentry WHERE dossier_id = ANY (wanted)
    ORDER BY dossier_id FOR NO KEY UPDATE;
  INSERT INTO dossiers_searchentry AS kept (dossier_id, centre_id, names, initials, places, titles,
      private_titles, tails, open_plain, private_plain)
    SELECT * FROM dossiers_search_of(wanted) ORDER BY 1
    ON CONFLICT (dossier_id) DO UPDATE SET centre_id = EXCLUDED.centre_id,
      names = EXCLUDED.names, initials = EXCLUDED.initials, places = EXCLUDED.places,
      titles = EXCLUDED.titles, private_titles = EXCLUDED.private_titles, tails = EXCLUDED.tails,
      open_plain = EXCLUDED.open_plain, private_plain = EXCLUDED.private_plain
    WHERE (kept.centre_id, kept.names, kept.initials, kept.places, kept.titles,
        kept.private_titles, kept.tails, kept.open_plain, kept.private_plain)
      IS DISTINCT FROM (EXCLUDED.centre_id, EXCLUDED.names, EXCLUDED.initials, EXCLUDED.places,
        EXCLUDED.titles, EXCLUDED.private_titles, EXCLUDED.tails, EXCLUDED.open_plain,
        EXCLUDED.private_plain);
  GET DIAGNOSTICS changed = ROW_COUNT;
  RETURN changed;
END $f$
"""
ENTRIES_BACK = """
DROP FUNCTION dossiers_search_refresh(bigint[]);
DROP FUNCTION dossiers_search_of(bigint[])
"""


NEW = """
CREATE FUNCTION dossiers_search_new_TABLE() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
  PERFORM dossiers_search_refresh(found.ids) FROM (SELECT ARRAY(DOSSIERS) AS ids) found
    WHERE found.ids <> '{}';
  RETURN NULL;
END $f$;
CREATE TRIGGER search_new AFTER INSERT ON dossiers_TABLE REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION dossiers_search_new_TABLE()"""
CHANGED = """
CREATE FUNCTION dossiers_search_of_TABLE() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
  PERFORM dossiers_search_refresh(ARRAY(DOSSIERS));
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


def trigger(
    body: str, table: str, dossiers: str, columns: Sequence[str] = (), rows: Sequence[str] = ()
) -> str:
    """A trigger that has the lines of some dossiers written anew.

    Args:
        columns: What the search reads of a row; nothing is done while none of it changes.
        rows: How the row is called before and after.
    """
    for place, row in zip(("OLD_COLUMNS", "NEW_COLUMNS"), rows, strict=False):
        body = body.replace(place, ", ".join(f"{row}.{name}" for name in columns))
    return (
        body.replace("TABLE()", f"{table}()")
        .replace("_TABLE", f"_{table}")
        .replace("DOSSIERS", dossiers)
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
    dependencies = [("dossiers", "0007_forms_and_registers")]

    operations = [
        migrations.RunSQL(FOLDING, FOLDING_BACK),
        migrations.RunSQL(GRAMS, GRAMS_BACK),
        migrations.RunSQL(ENTRIES, ENTRIES_BACK),
        migrations.RunSQL(KEPT, KEPT_BACK),
    ]
