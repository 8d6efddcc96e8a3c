"""What the search's line of a dossier says, and the indexes that answer a search."""

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
-- of two who change the same dossier the later one sees what the earlier one wrote. Who renames a
-- customer, a unit or an estate sees no dossier that somebody else is just linking to it; so whoever
-- links locks what names it, and one of the two waits for the other.
CREATE FUNCTION dossiers_search_refresh(wanted bigint[], linked boolean DEFAULT false)
RETURNS bigint LANGUAGE plpgsql AS $f$
DECLARE changed bigint;
BEGIN
  IF linked THEN
    PERFORM FROM dossiers_unit WHERE id IN (
        SELECT unit_id FROM dossiers_dossier WHERE id = ANY (wanted))
      ORDER BY id FOR SHARE;
    PERFORM FROM dossiers_estate WHERE id IN (
        SELECT u.estate_id FROM dossiers_dossier d JOIN dossiers_unit u ON u.id = d.unit_id
        WHERE d.id = ANY (wanted))
      ORDER BY id FOR SHARE;
    PERFORM FROM dossiers_occupancy WHERE id IN (
        SELECT occupancy_id FROM dossiers_dossier WHERE id = ANY (wanted))
      ORDER BY id FOR SHARE;
    PERFORM FROM dossiers_customer WHERE id IN (
        SELECT o.customer_id FROM dossiers_dossier d
          JOIN dossiers_occupancy o ON o.id = d.occupancy_id WHERE d.id = ANY (wanted)
        UNION SELECT p.customer_id FROM dossiers_dossier d
          JOIN dossiers_occupancyparty p ON p.occupancy_id = d.occupancy_id
          WHERE d.id = ANY (wanted))
      ORDER BY id FOR SHARE;
  END IF;
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
DROP FUNCTION dossiers_search_refresh(bigint[], boolean);
DROP FUNCTION dossiers_search_of(bigint[])
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0007_forms_and_registers")]

    operations = [
        migrations.RunSQL(FOLDING, FOLDING_BACK),
        migrations.RunSQL(GRAMS, GRAMS_BACK),
        migrations.RunSQL(ENTRIES, ENTRIES_BACK),
    ]
