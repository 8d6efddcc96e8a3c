"""Which holdings a department keeps for another: known to the database, so that lists can ask."""

from django.db import migrations

# A list shows, beside the dossiers of one's centre, those of which it keeps something for another.
# They are few, but to find them among a hundred thousand holdings each had to be compared with its
# dossier. Whoever writes a holding cannot get it wrong: the database fills the column.
AWAY = """
ALTER TABLE dossiers_holding ADD COLUMN is_away boolean NOT NULL DEFAULT false;
UPDATE dossiers_holding h SET is_away = true FROM dossiers_dossier d
  WHERE d.id = h.dossier_id AND d.centre_id <> h.keeper_id;
CREATE INDEX dossiers_kept_for_others ON dossiers_holding (keeper_id, dossier_id) WHERE is_away;
CREATE FUNCTION dossiers_kept_for_others() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
  NEW.is_away := EXISTS (
    SELECT FROM dossiers_dossier d WHERE d.id = NEW.dossier_id AND d.centre_id <> NEW.keeper_id);
  RETURN NEW;
END $f$;
CREATE TRIGGER kept_for_others BEFORE INSERT OR UPDATE OF keeper_id, dossier_id ON dossiers_holding
  FOR EACH ROW EXECUTE FUNCTION dossiers_kept_for_others();
CREATE FUNCTION dossiers_of_another_centre() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
  UPDATE dossiers_holding SET keeper_id = keeper_id WHERE dossier_id = NEW.id;
  RETURN NULL;
END $f$;
CREATE TRIGGER of_another_centre AFTER UPDATE OF centre_id ON dossiers_dossier
  FOR EACH ROW WHEN (OLD.centre_id IS DISTINCT FROM NEW.centre_id)
  EXECUTE FUNCTION dossiers_of_another_centre()
"""
AWAY_BACK = """
DROP TRIGGER of_another_centre ON dossiers_dossier;
DROP FUNCTION dossiers_of_another_centre();
DROP TRIGGER kept_for_others ON dossiers_holding;
DROP FUNCTION dossiers_kept_for_others();
ALTER TABLE dossiers_holding DROP COLUMN is_away
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0005_what_is_filed_stays")]

    operations = [migrations.RunSQL(AWAY, AWAY_BACK)]
