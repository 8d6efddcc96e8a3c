"""A line knows whether its manifest is open; the database keeps the two equal."""

from django.db import migrations

OPEN = """
ALTER TABLE transfers_manifestline ADD CONSTRAINT transfers_line_repeats_openness
  FOREIGN KEY (manifest_id, is_open) REFERENCES transfers_manifest (id, is_open)
  ON UPDATE CASCADE
"""
BACK = "ALTER TABLE transfers_manifestline DROP CONSTRAINT transfers_line_repeats_openness"

# Invariant 5: what is signed cannot change; after the second signature not at all.
SIGNED = """
CREATE FUNCTION transfers_signed_content_stays() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
  IF OLD.state = 'completed' AND (NEW.state, NEW.content, NEW.content_hash)
       IS DISTINCT FROM (OLD.state, OLD.content, OLD.content_hash) THEN
    RAISE EXCEPTION 'manifest %: locked after the second signature', OLD.number
      USING ERRCODE = 'check_violation', CONSTRAINT = 'transfers_signed_content_stays';
  END IF;
  IF (NEW.content, NEW.content_hash) IS DISTINCT FROM (OLD.content, OLD.content_hash)
     AND EXISTS (SELECT 1 FROM transfers_manifestsignature
                 WHERE manifest_id = OLD.id AND voided_at IS NULL) THEN
    RAISE EXCEPTION 'manifest %: void the signatures first', OLD.number
      USING ERRCODE = 'check_violation', CONSTRAINT = 'transfers_signed_content_stays';
  END IF;
  RETURN NEW;
END $f$;
CREATE TRIGGER signed_content_stays BEFORE UPDATE ON transfers_manifest
  FOR EACH ROW EXECUTE FUNCTION transfers_signed_content_stays();
CREATE FUNCTION transfers_signed_line_stays() RETURNS trigger LANGUAGE plpgsql AS $f$
DECLARE changed transfers_manifestline := COALESCE(NEW, OLD);
BEGIN
  IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'is_open' = to_jsonb(OLD) - 'is_open' THEN
    RETURN NEW;
  END IF;
  IF EXISTS (SELECT 1 FROM transfers_manifest m WHERE m.id = changed.manifest_id AND
      (m.state = 'completed' OR EXISTS (SELECT 1 FROM transfers_manifestsignature s
        WHERE s.manifest_id = m.id AND s.voided_at IS NULL))) THEN
    RAISE EXCEPTION 'line % of a signed manifest cannot change', changed.number
      USING ERRCODE = 'check_violation', CONSTRAINT = 'transfers_signed_line_stays';
  END IF;
  RETURN changed;
END $f$;
CREATE TRIGGER signed_line_stays BEFORE INSERT OR UPDATE OR DELETE ON transfers_manifestline
  FOR EACH ROW EXECUTE FUNCTION transfers_signed_line_stays()
"""
SIGNED_BACK = """
DROP TRIGGER signed_line_stays ON transfers_manifestline;
DROP FUNCTION transfers_signed_line_stays();
DROP TRIGGER signed_content_stays ON transfers_manifest;
DROP FUNCTION transfers_signed_content_stays()
"""


class Migration(migrations.Migration):
    dependencies = [("transfers", "0002_append_only")]

    operations = [migrations.RunSQL(OPEN, BACK), migrations.RunSQL(SIGNED, SIGNED_BACK)]
