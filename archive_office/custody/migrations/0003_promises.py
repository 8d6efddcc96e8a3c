"""What the database itself promises of storerooms: an incident waits for its inspections."""

from django.db import migrations

KEPT = (
    "backup",
    "equipment",
    "incident",
    "pointlooked",
    "roomfinding",
    "roominspection",
    "roomvisit",
)

# APR-02: what was recorded stays; equipment is taken away by its act, its row is never deleted.
NEVER_DELETED = """
CREATE FUNCTION custody_is_kept() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
  RAISE EXCEPTION '%: what was recorded is kept', TG_TABLE_NAME
    USING ERRCODE = 'check_violation', CONSTRAINT = 'custody_is_kept';
END $f$;
""" + ";\n".join(
    f"CREATE TRIGGER is_kept BEFORE DELETE ON custody_{name}"
    " FOR EACH ROW EXECUTE FUNCTION custody_is_kept();\n"
    f"CREATE TRIGGER is_kept_whole BEFORE TRUNCATE ON custody_{name}"
    " FOR EACH STATEMENT EXECUTE FUNCTION custody_is_kept()"
    for name in KEPT
)
NEVER_DELETED_BACK = (
    ";\n".join(
        f"DROP TRIGGER is_kept ON custody_{name};\nDROP TRIGGER is_kept_whole ON custody_{name}"
        for name in KEPT
    )
    + ";\nDROP FUNCTION custody_is_kept()"
)

# STO-14: an incident is closed after the rooms concerned were inspected, and stays closed.
INCIDENT = """
CREATE FUNCTION custody_an_incident_waits_for_its_inspections() RETURNS trigger
LANGUAGE plpgsql AS $f$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.closed_on IS NOT NULL THEN
    RAISE EXCEPTION 'incident %: it is closed', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'custody_a_closed_incident_stays';
  END IF;
  IF NEW.closed_on IS NOT NULL AND (
       NOT EXISTS (SELECT 1 FROM custody_roominspection WHERE incident_id = NEW.id)
       OR EXISTS (SELECT 1 FROM custody_roominspection
                  WHERE incident_id = NEW.id AND inspected_on IS NULL)) THEN
    RAISE EXCEPTION 'incident %: the rooms concerned are inspected first', NEW.id
      USING ERRCODE = 'check_violation',
            CONSTRAINT = 'custody_an_incident_waits_for_its_inspections';
  END IF;
  RETURN NEW;
END $f$;
CREATE TRIGGER waits_for_its_inspections BEFORE INSERT OR UPDATE ON custody_incident
  FOR EACH ROW EXECUTE FUNCTION custody_an_incident_waits_for_its_inspections()
"""
INCIDENT_BACK = """
DROP TRIGGER waits_for_its_inspections ON custody_incident;
DROP FUNCTION custody_an_incident_waits_for_its_inspections()
"""

# STO-14: an inspection belongs to an incident that is open; whoever closes it and whoever adds a
# room wait for each other. STO-12: what was signed off is not looked at differently afterwards.
INSPECTION = """
CREATE FUNCTION custody_a_finished_inspection_stays() RETURNS trigger LANGUAGE plpgsql AS $f$
DECLARE closed date;
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.inspected_on IS NOT NULL THEN
    RAISE EXCEPTION 'inspection %: it is finished', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'custody_a_finished_inspection_stays';
  END IF;
  IF NEW.incident_id IS NOT NULL THEN
    SELECT closed_on INTO closed FROM custody_incident WHERE id = NEW.incident_id
      FOR NO KEY UPDATE;
    IF closed IS NOT NULL THEN
      RAISE EXCEPTION 'incident %: it is closed', NEW.incident_id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'custody_a_closed_incident_stays';
    END IF;
  END IF;
  RETURN NEW;
END $f$;
CREATE TRIGGER a_finished_inspection_stays BEFORE INSERT OR UPDATE ON custody_roominspection
  FOR EACH ROW EXECUTE FUNCTION custody_a_finished_inspection_stays();
CREATE FUNCTION custody_points_of_a_finished_inspection_stay() RETURNS trigger
LANGUAGE plpgsql AS $f$
BEGIN
  IF EXISTS (SELECT 1 FROM custody_roominspection
             WHERE id = NEW.inspection_id AND inspected_on IS NOT NULL) THEN
    RAISE EXCEPTION 'inspection %: it is finished', NEW.inspection_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'custody_a_finished_inspection_stays';
  END IF;
  RETURN NEW;
END $f$;
CREATE TRIGGER a_finished_inspection_stays BEFORE INSERT OR UPDATE ON custody_pointlooked
  FOR EACH ROW EXECUTE FUNCTION custody_points_of_a_finished_inspection_stay()
"""
INSPECTION_BACK = """
DROP TRIGGER a_finished_inspection_stays ON custody_pointlooked;
DROP FUNCTION custody_points_of_a_finished_inspection_stay();
DROP TRIGGER a_finished_inspection_stays ON custody_roominspection;
DROP FUNCTION custody_a_finished_inspection_stays()
"""


class Migration(migrations.Migration):
    dependencies = [("custody", "0002_append_only")]

    operations = [
        migrations.RunSQL(NEVER_DELETED, NEVER_DELETED_BACK),
        migrations.RunSQL(INCIDENT, INCIDENT_BACK),
        migrations.RunSQL(INSPECTION, INSPECTION_BACK),
    ]
