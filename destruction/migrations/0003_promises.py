"""What is signed stays: an appraisal's content, lines and opinions, and who stands for it."""

from django.db import migrations

OPEN = """
ALTER TABLE destruction_appraisalline ADD CONSTRAINT destruction_line_repeats_openness
  FOREIGN KEY (appraisal_id, is_open) REFERENCES destruction_appraisal (id, is_open)
  ON UPDATE CASCADE
"""
BACK = "ALTER TABLE destruction_appraisalline DROP CONSTRAINT destruction_line_repeats_openness"

# A signature is taken over the frozen content and nothing else. The lock on the appraisal's row
# makes two signatures, or a signature and a change, follow each other whatever the caller does.
OVER_THE_CONTENT = """
CREATE FUNCTION destruction_signature_is_over_the_content() RETURNS trigger LANGUAGE plpgsql AS $f$
DECLARE a destruction_appraisal;
BEGIN
  SELECT * INTO a FROM destruction_appraisal WHERE id = NEW.appraisal_id FOR NO KEY UPDATE;
  IF a.state <> 'signing' OR NEW.voided_at IS NOT NULL
     OR (NEW.content, NEW.content_hash) IS DISTINCT FROM (a.content, a.content_hash)
     OR NEW.content_hash <> encode(sha256(convert_to(NEW.content, 'UTF8')), 'hex')
     OR NOT jsonb_path_exists(a.content::jsonb, '$.steps[*] ? (@.name == $step)',
                              jsonb_build_object('step', NEW.step)) THEN
    RAISE EXCEPTION 'appraisal %: only the frozen content can be signed', a.number
      USING ERRCODE = 'check_violation', CONSTRAINT = 'destruction_signature_is_over_the_content';
  END IF;
  RETURN NEW;
END $f$;
CREATE TRIGGER signature_is_over_the_content BEFORE INSERT ON destruction_appraisalsignature
  FOR EACH ROW EXECUTE FUNCTION destruction_signature_is_over_the_content()
"""
OVER_THE_CONTENT_BACK = """
DROP TRIGGER signature_is_over_the_content ON destruction_appraisalsignature;
DROP FUNCTION destruction_signature_is_over_the_content()
"""

# A signature can be voided once, with a reason, before the appraisal is approved; no more.
SIGNATURE = """
CREATE FUNCTION destruction_signature_stays() RETURNS trigger LANGUAGE plpgsql AS $f$
DECLARE
  of_voiding constant text[] := ARRAY['voided_at', 'voided_by_id', 'void_reason'];
  a destruction_appraisal;
BEGIN
  IF TG_OP = 'UPDATE' AND to_jsonb(NEW) = to_jsonb(OLD) THEN
    RETURN NEW;
  END IF;
  SELECT * INTO a FROM destruction_appraisal WHERE id = OLD.appraisal_id FOR NO KEY UPDATE;
  IF TG_OP = 'DELETE' OR a.state = 'approved' OR OLD.voided_at IS NOT NULL
     OR NEW.voided_at IS NULL OR NEW.void_reason = ''
     OR to_jsonb(NEW) - of_voiding <> to_jsonb(OLD) - of_voiding THEN
    RAISE EXCEPTION 'appraisal %: a signature can only be voided, once and with a reason', a.number
      USING ERRCODE = 'check_violation', CONSTRAINT = 'destruction_signature_stays';
  END IF;
  RETURN NEW;
END $f$;
CREATE TRIGGER signature_stays BEFORE UPDATE OR DELETE ON destruction_appraisalsignature
  FOR EACH ROW EXECUTE FUNCTION destruction_signature_stays();
CREATE TRIGGER signature_stays_truncate BEFORE TRUNCATE ON destruction_appraisalsignature
  FOR EACH STATEMENT EXECUTE FUNCTION archive_append_only()
"""
SIGNATURE_BACK = """
DROP TRIGGER signature_stays_truncate ON destruction_appraisalsignature;
DROP TRIGGER signature_stays ON destruction_appraisalsignature;
DROP FUNCTION destruction_signature_stays()
"""

# Approved is an appraisal exactly when everybody whom its content names has signed.
ALL_SIGNED = """
CREATE FUNCTION destruction_approved_when_all_have_signed() RETURNS trigger LANGUAGE plpgsql AS $f$
DECLARE a destruction_appraisal; needed int; have int;
BEGIN
  IF TG_TABLE_NAME = 'destruction_appraisal' THEN
    SELECT * INTO a FROM destruction_appraisal WHERE id = NEW.id;
  ELSE
    SELECT * INTO a FROM destruction_appraisal WHERE id = NEW.appraisal_id;
  END IF;
  SELECT count(DISTINCT step) INTO have FROM destruction_appraisalsignature
    WHERE appraisal_id = a.id AND voided_at IS NULL AND content_hash = a.content_hash;
  needed := CASE WHEN a.state IN ('signing', 'approved')
    THEN greatest(jsonb_array_length(a.content::jsonb -> 'steps'), 1) ELSE 1 END;
  IF (a.state = 'approved') <> (have = needed) THEN
    RAISE EXCEPTION 'appraisal %: % with % of % signatures', a.number, a.state, have, needed
      USING ERRCODE = 'check_violation', CONSTRAINT = 'destruction_approved_when_all_have_signed';
  END IF;
  RETURN NULL;
END $f$;
CREATE CONSTRAINT TRIGGER approved_when_all_have_signed
  AFTER INSERT OR UPDATE OF state ON destruction_appraisal DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION destruction_approved_when_all_have_signed();
CREATE CONSTRAINT TRIGGER approved_when_all_have_signed
  AFTER INSERT OR UPDATE ON destruction_appraisalsignature DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION destruction_approved_when_all_have_signed()
"""
ALL_SIGNED_BACK = """
DROP TRIGGER approved_when_all_have_signed ON destruction_appraisalsignature;
DROP TRIGGER approved_when_all_have_signed ON destruction_appraisal;
DROP FUNCTION destruction_approved_when_all_have_signed()
"""

# A signed appraisal may only be approved; an approved one stays as it is in every column.
APPRAISAL = """
CREATE FUNCTION destruction_signed_content_stays() RETURNS trigger LANGUAGE plpgsql AS $f$
DECLARE of_approval constant text[] := ARRAY['state', 'is_open', 'approved_at'];
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'appraisal %: a number once given stays', OLD.number
      USING ERRCODE = 'check_violation', CONSTRAINT = 'destruction_appraisals_stay';
  END IF;
  IF OLD.state = 'approved' AND to_jsonb(NEW) <> to_jsonb(OLD) THEN
    RAISE EXCEPTION 'appraisal %: locked after the last signature', OLD.number
      USING ERRCODE = 'check_violation', CONSTRAINT = 'destruction_signed_content_stays';
  END IF;
  IF (to_jsonb(NEW) - of_approval <> to_jsonb(OLD) - of_approval
      OR NEW.state NOT IN (OLD.state, 'approved'))
     AND EXISTS (SELECT 1 FROM destruction_appraisalsignature
                 WHERE appraisal_id = OLD.id AND voided_at IS NULL) THEN
    RAISE EXCEPTION 'appraisal %: void the signatures first', OLD.number
      USING ERRCODE = 'check_violation', CONSTRAINT = 'destruction_signed_content_stays';
  END IF;
  RETURN NEW;
END $f$;
CREATE TRIGGER signed_content_stays BEFORE UPDATE ON destruction_appraisal
  FOR EACH ROW EXECUTE FUNCTION destruction_signed_content_stays();
CREATE TRIGGER appraisals_stay BEFORE DELETE ON destruction_appraisal
  FOR EACH ROW EXECUTE FUNCTION destruction_signed_content_stays()
"""
APPRAISAL_BACK = """
DROP TRIGGER appraisals_stay ON destruction_appraisal;
DROP TRIGGER signed_content_stays ON destruction_appraisal;
DROP FUNCTION destruction_signed_content_stays()
"""

# Lines and opinions stand still from the freeze on, but for the day a thing comes back on, which
# the last signature sets. The shared lock lets a change wait for a signature.
LINES = """
CREATE FUNCTION destruction_signed_line_stays() RETURNS trigger LANGUAGE plpgsql AS $f$
DECLARE changed destruction_appraisalline := COALESCE(NEW, OLD); of_appraisal text;
BEGIN
  IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'is_open' = to_jsonb(OLD) - 'is_open' THEN
    RETURN NEW;
  END IF;
  SELECT state INTO of_appraisal FROM destruction_appraisal
    WHERE id = COALESCE(OLD.appraisal_id, NEW.appraisal_id) FOR SHARE;
  IF of_appraisal = 'signing' AND TG_OP = 'UPDATE' AND OLD.again_on IS NULL
     AND to_jsonb(NEW) - 'again_on' = to_jsonb(OLD) - 'again_on' THEN
    RETURN NEW;
  END IF;
  IF of_appraisal <> 'drafting' OR TG_OP = 'UPDATE' AND NEW.appraisal_id <> OLD.appraisal_id THEN
    RAISE EXCEPTION 'line % of an appraisal that is % cannot change', changed.number, of_appraisal
      USING ERRCODE = 'check_violation', CONSTRAINT = 'destruction_signed_line_stays';
  END IF;
  RETURN changed;
END $f$;
CREATE TRIGGER signed_line_stays BEFORE INSERT OR UPDATE OR DELETE ON destruction_appraisalline
  FOR EACH ROW EXECUTE FUNCTION destruction_signed_line_stays();
CREATE FUNCTION destruction_opinion_stays() RETURNS trigger LANGUAGE plpgsql AS $f$
DECLARE of_appraisal text;
BEGIN
  IF TG_OP = 'UPDATE' AND to_jsonb(NEW) = to_jsonb(OLD) THEN
    RETURN NEW;
  END IF;
  SELECT a.state INTO of_appraisal FROM destruction_appraisal a
    JOIN destruction_appraisalline l ON l.appraisal_id = a.id
    WHERE l.id = COALESCE(OLD.line_id, NEW.line_id) FOR SHARE OF a;
  IF of_appraisal <> 'drafting' OR TG_OP = 'UPDATE' AND NEW.line_id <> OLD.line_id THEN
    RAISE EXCEPTION 'an opinion for an appraisal that is % cannot change', of_appraisal
      USING ERRCODE = 'check_violation', CONSTRAINT = 'destruction_opinion_stays';
  END IF;
  RETURN COALESCE(NEW, OLD);
END $f$;
CREATE TRIGGER opinion_stays BEFORE INSERT OR UPDATE OR DELETE ON destruction_engineeringopinion
  FOR EACH ROW EXECUTE FUNCTION destruction_opinion_stays()
"""
LINES_BACK = """
DROP TRIGGER opinion_stays ON destruction_engineeringopinion;
DROP FUNCTION destruction_opinion_stays();
DROP TRIGGER signed_line_stays ON destruction_appraisalline;
DROP FUNCTION destruction_signed_line_stays()
"""


class Migration(migrations.Migration):
    dependencies = [("destruction", "0002_append_only"), ("journal", "0002_append_only")]

    operations = [
        migrations.RunSQL(OPEN, BACK),
        migrations.RunSQL(OVER_THE_CONTENT, OVER_THE_CONTENT_BACK),
        migrations.RunSQL(SIGNATURE, SIGNATURE_BACK),
        migrations.RunSQL(ALL_SIGNED, ALL_SIGNED_BACK),
        migrations.RunSQL(APPRAISAL, APPRAISAL_BACK),
        migrations.RunSQL(LINES, LINES_BACK),
    ]
