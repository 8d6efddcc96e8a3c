"""What the database itself promises about documents, custody and the parts of a case."""

from django.db import migrations

PART = """
ALTER TABLE dossiers_holding ADD CONSTRAINT dossiers_holding_with_its_part UNIQUE (id, part);
ALTER TABLE dossiers_document ADD CONSTRAINT dossiers_document_repeats_the_part
  FOREIGN KEY (holding_id, holding_part) REFERENCES dossiers_holding (id, part)
  ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED
"""
PART_BACK = """
ALTER TABLE dossiers_document DROP CONSTRAINT dossiers_document_repeats_the_part;
ALTER TABLE dossiers_holding DROP CONSTRAINT dossiers_holding_with_its_part
"""

# Invariant 12: a change of custody and exactly one line of the journal, together or not at all.
CUSTODY = """
CREATE FUNCTION dossiers_custody_is_noted() RETURNS trigger LANGUAGE plpgsql AS $f$
DECLARE lines int;
BEGIN
  SELECT count(*) INTO lines FROM journal_journalsubject s
    JOIN django_content_type t ON t.id = s.kind_id
    WHERE s.xid = pg_current_xact_id() AND s.thing = NEW.id
      AND t.app_label = 'dossiers' AND t.model = 'holding'
      AND s.before->>'state' = OLD.state AND s.after->>'state' = NEW.state
      AND (s.before->>'keeper')::bigint = OLD.keeper_id
      AND (s.after->>'keeper')::bigint = NEW.keeper_id;
  IF lines <> 1 THEN
    RAISE EXCEPTION 'holding %: custody % -> % has % lines in the journal, not one',
      NEW.code, OLD.state, NEW.state, lines USING ERRCODE = 'check_violation',
      CONSTRAINT = 'dossiers_custody_is_noted';
  END IF;
  RETURN NULL;
END $f$;
CREATE CONSTRAINT TRIGGER custody_is_noted AFTER UPDATE ON dossiers_holding
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD.state IS DISTINCT FROM NEW.state OR OLD.keeper_id IS DISTINCT FROM NEW.keeper_id)
  EXECUTE FUNCTION dossiers_custody_is_noted()
"""
CUSTODY_BACK = """
DROP TRIGGER custody_is_noted ON dossiers_holding;
DROP FUNCTION dossiers_custody_is_noted()
"""

# COL-26: a main volume is a part of its dossier exactly when that is a case dossier. What a dossier
# is stays as it was opened, so that no volume can be made beside a change of it.
CASE = """
CREATE FUNCTION dossiers_a_case_is_kept_in_parts() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
  IF (NEW.case_part <> '') <> (SELECT d.is_case FROM dossiers_dossier d WHERE d.id = NEW.dossier_id)
  THEN
    RAISE EXCEPTION 'holding %: a main volume has a part exactly in a case dossier', NEW.code
      USING ERRCODE = 'check_violation', CONSTRAINT = 'dossiers_a_case_is_kept_in_parts';
  END IF;
  RETURN NULL;
END $f$;
CREATE TRIGGER a_case_is_kept_in_parts
  AFTER INSERT OR UPDATE OF part, case_part, dossier_id ON dossiers_holding
  FOR EACH ROW WHEN (NEW.part = 'main') EXECUTE FUNCTION dossiers_a_case_is_kept_in_parts();
CREATE FUNCTION dossiers_a_case_stays_one() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
  RAISE EXCEPTION 'dossier %: a case dossier stays one, another becomes none', NEW.code
    USING ERRCODE = 'check_violation', CONSTRAINT = 'dossiers_a_case_stays_one';
END $f$;
CREATE TRIGGER a_case_stays_one AFTER UPDATE OF is_case ON dossiers_dossier
  FOR EACH ROW WHEN (OLD.is_case <> NEW.is_case) EXECUTE FUNCTION dossiers_a_case_stays_one()
"""
CASE_BACK = """
DROP TRIGGER a_case_stays_one ON dossiers_dossier;
DROP FUNCTION dossiers_a_case_stays_one();
DROP TRIGGER a_case_is_kept_in_parts ON dossiers_holding;
DROP FUNCTION dossiers_a_case_is_kept_in_parts()
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0002_append_only")]

    operations = [
        migrations.RunSQL(PART, PART_BACK),
        migrations.RunSQL(CUSTODY, CUSTODY_BACK),
        migrations.RunSQL(CASE, CASE_BACK),
    ]
