"""Invariant 5 in full: what a signature stands over, when it counts, and what then stands still."""

from django.db import migrations

# A signature is taken over the frozen content and nothing else. The lock on the manifest's row
# makes two signatures, or a signature and a change, follow each other whatever the caller does.
OVER_THE_CONTENT = """
CREATE FUNCTION transfers_signature_is_over_the_content() RETURNS trigger LANGUAGE plpgsql AS $f$
DECLARE m transfers_manifest;
BEGIN
  SELECT * INTO m FROM transfers_manifest WHERE id = NEW.manifest_id FOR NO KEY UPDATE;
  IF m.state <> 'frozen' OR NEW.voided_at IS NOT NULL
     OR (NEW.content, NEW.content_hash) IS DISTINCT FROM (m.content, m.content_hash)
     OR NEW.content_hash <> encode(sha256(convert_to(NEW.content, 'UTF8')), 'hex') THEN
    RAISE EXCEPTION 'manifest %: only the frozen content can be signed', m.number
      USING ERRCODE = 'check_violation', CONSTRAINT = 'transfers_signature_is_over_the_content';
  END IF;
  RETURN NEW;
END $f$;
CREATE TRIGGER signature_is_over_the_content BEFORE INSERT ON transfers_manifestsignature
  FOR EACH ROW EXECUTE FUNCTION transfers_signature_is_over_the_content()
"""
OVER_THE_CONTENT_BACK = """
DROP TRIGGER signature_is_over_the_content ON transfers_manifestsignature;
DROP FUNCTION transfers_signature_is_over_the_content()
"""

# A signature can be voided once, with a reason, before the manifest is completed; no more.
SIGNATURE = """
CREATE FUNCTION transfers_signature_stays() RETURNS trigger LANGUAGE plpgsql AS $f$
DECLARE
  of_voiding constant text[] := ARRAY['voided_at', 'voided_by_id', 'void_reason'];
  m transfers_manifest;
BEGIN
  IF TG_OP = 'UPDATE' AND to_jsonb(NEW) = to_jsonb(OLD) THEN
    RETURN NEW;
  END IF;
  SELECT * INTO m FROM transfers_manifest WHERE id = OLD.manifest_id FOR NO KEY UPDATE;
  IF TG_OP = 'DELETE' OR m.state = 'completed' OR OLD.voided_at IS NOT NULL
     OR NEW.voided_at IS NULL OR NEW.void_reason = ''
     OR to_jsonb(NEW) - of_voiding <> to_jsonb(OLD) - of_voiding THEN
    RAISE EXCEPTION 'manifest %: a signature can only be voided, once and with a reason', m.number
      USING ERRCODE = 'check_violation', CONSTRAINT = 'transfers_signature_stays';
  END IF;
  RETURN NEW;
END $f$;
CREATE TRIGGER signature_stays BEFORE UPDATE OR DELETE ON transfers_manifestsignature
  FOR EACH ROW EXECUTE FUNCTION transfers_signature_stays();
CREATE TRIGGER signature_stays_truncate BEFORE TRUNCATE ON transfers_manifestsignature
  FOR EACH STATEMENT EXECUTE FUNCTION archive_append_only()
"""
SIGNATURE_BACK = """
DROP TRIGGER signature_stays_truncate ON transfers_manifestsignature;
DROP TRIGGER signature_stays ON transfers_manifestsignature;
DROP FUNCTION transfers_signature_stays()
"""

# Handed over is a manifest exactly when every side has signed: neither earlier nor later.
BOTH_SIGNED = """
CREATE FUNCTION transfers_completed_when_all_have_signed() RETURNS trigger LANGUAGE plpgsql AS $f$
DECLARE m transfers_manifest; needed int; have int;
BEGIN
  IF TG_TABLE_NAME = 'transfers_manifest' THEN
    SELECT * INTO m FROM transfers_manifest WHERE id = NEW.id;
  ELSE
    SELECT * INTO m FROM transfers_manifest WHERE id = NEW.manifest_id;
  END IF;
  needed := CASE WHEN m.kind = 'title' THEN 3 ELSE 2 END;
  SELECT count(DISTINCT side) INTO have FROM transfers_manifestsignature
    WHERE manifest_id = m.id AND voided_at IS NULL AND content_hash = m.content_hash
      AND (m.kind = 'title' OR side <> 'archivist');
  IF (m.state = 'completed') <> (have = needed) THEN
    RAISE EXCEPTION 'manifest %: % with % of % signatures', m.number, m.state, have, needed
      USING ERRCODE = 'check_violation', CONSTRAINT = 'transfers_completed_when_all_have_signed';
  END IF;
  RETURN NULL;
END $f$;
CREATE CONSTRAINT TRIGGER completed_when_all_have_signed
  AFTER INSERT OR UPDATE OF state ON transfers_manifest DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION transfers_completed_when_all_have_signed();
CREATE CONSTRAINT TRIGGER completed_when_all_have_signed
  AFTER INSERT OR UPDATE ON transfers_manifestsignature DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION transfers_completed_when_all_have_signed()
"""
BOTH_SIGNED_BACK = """
DROP TRIGGER completed_when_all_have_signed ON transfers_manifestsignature;
DROP TRIGGER completed_when_all_have_signed ON transfers_manifest;
DROP FUNCTION transfers_completed_when_all_have_signed()
"""

# A signed manifest may only be completed; a completed one stays as it is in every column.
MANIFEST = """
CREATE OR REPLACE FUNCTION transfers_signed_content_stays() RETURNS trigger LANGUAGE plpgsql AS $f$
DECLARE of_completion constant text[] := ARRAY['state', 'is_open', 'completed_at'];
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'manifest %: a number once given stays', OLD.number
      USING ERRCODE = 'check_violation', CONSTRAINT = 'transfers_manifests_stay';
  END IF;
  IF OLD.state = 'completed' AND to_jsonb(NEW) <> to_jsonb(OLD) THEN
    RAISE EXCEPTION 'manifest %: locked after the last signature', OLD.number
      USING ERRCODE = 'check_violation', CONSTRAINT = 'transfers_signed_content_stays';
  END IF;
  IF (to_jsonb(NEW) - of_completion <> to_jsonb(OLD) - of_completion
      OR NEW.state NOT IN (OLD.state, 'completed'))
     AND EXISTS (SELECT 1 FROM transfers_manifestsignature
                 WHERE manifest_id = OLD.id AND voided_at IS NULL) THEN
    RAISE EXCEPTION 'manifest %: void the signatures first', OLD.number
      USING ERRCODE = 'check_violation', CONSTRAINT = 'transfers_signed_content_stays';
  END IF;
  RETURN NEW;
END $f$;
CREATE TRIGGER manifests_stay BEFORE DELETE ON transfers_manifest
  FOR EACH ROW EXECUTE FUNCTION transfers_signed_content_stays()
"""
MANIFEST_BACK = "DROP TRIGGER manifests_stay ON transfers_manifest"

# Lines stand still from the freeze on. The shared lock lets a change wait for a signature.
LINES = """
CREATE OR REPLACE FUNCTION transfers_signed_line_stays() RETURNS trigger LANGUAGE plpgsql AS $f$
DECLARE changed transfers_manifestline := COALESCE(NEW, OLD); of_manifest text;
BEGIN
  IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'is_open' = to_jsonb(OLD) - 'is_open' THEN
    RETURN NEW;
  END IF;
  SELECT state INTO of_manifest FROM transfers_manifest
    WHERE id = COALESCE(OLD.manifest_id, NEW.manifest_id) FOR SHARE;
  IF of_manifest IN ('frozen', 'completed', 'void')
     OR TG_OP = 'UPDATE' AND NEW.manifest_id <> OLD.manifest_id THEN
    RAISE EXCEPTION 'line % of a manifest that is % cannot change', changed.number, of_manifest
      USING ERRCODE = 'check_violation', CONSTRAINT = 'transfers_signed_line_stays';
  END IF;
  RETURN changed;
END $f$
"""


class Migration(migrations.Migration):
    dependencies = [("transfers", "0003_promises"), ("journal", "0002_append_only")]

    operations = [
        migrations.RunSQL(OVER_THE_CONTENT, OVER_THE_CONTENT_BACK),
        migrations.RunSQL(SIGNATURE, SIGNATURE_BACK),
        migrations.RunSQL(BOTH_SIGNED, BOTH_SIGNED_BACK),
        migrations.RunSQL(MANIFEST, MANIFEST_BACK),
        migrations.RunSQL(LINES, migrations.RunSQL.noop),
    ]
