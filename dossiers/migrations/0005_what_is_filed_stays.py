"""What the database itself promises of filed things: no row goes, and a stub stays as it is."""

from django.db import migrations

KEPT = (
    "volumeentry",
    "volumedraft",
    "formercode",
    "documentlink",
    "binding",
    "building",
    "chaseletter",
    "conditioncheck",
    "consent",
    "customer",
    "datarequest",
    "description",
    "document",
    "dossier",
    "dossierevent",
    "dossiergrant",
    "doubt",
    "electronicfile",
    "emergencycontact",
    "entryreferral",
    "estate",
    "hold",
    "holding",
    "issuedcode",
    "labelroll",
    "ledgerimport",
    "letter",
    "licence",
    "lossreport",
    "numberseries",
    "occupancy",
    "occupancyparty",
    "placement",
    "readingreview",
    "registerentry",
    "retentiontrigger",
    "rolllabel",
    "stocktake",
    "stocktakeline",
    "submission",
    "submissionpaper",
    "titlecount",
    "titlecountline",
    "titlecountsignature",
    "unit",
)

# APR-02: what was recorded is withdrawn or destroyed by its acts; its row is never deleted.
NEVER_DELETED = """
CREATE FUNCTION dossiers_is_kept() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
  RAISE EXCEPTION '%: what was recorded is kept', TG_TABLE_NAME
    USING ERRCODE = 'check_violation', CONSTRAINT = 'dossiers_is_kept';
END $f$;
""" + ";\n".join(
    f"CREATE TRIGGER is_kept BEFORE DELETE ON dossiers_{name}"
    " FOR EACH ROW EXECUTE FUNCTION dossiers_is_kept();\n"
    f"CREATE TRIGGER is_kept_whole BEFORE TRUNCATE ON dossiers_{name}"
    " FOR EACH STATEMENT EXECUTE FUNCTION dossiers_is_kept()"
    for name in KEPT
)
NEVER_DELETED_BACK = (
    ";\n".join(
        f"DROP TRIGGER is_kept ON dossiers_{name};\nDROP TRIGGER is_kept_whole ON dossiers_{name}"
        for name in KEPT
    )
    + ";\nDROP FUNCTION dossiers_is_kept()"
)

# DES-12: the description of what was destroyed can never be edited away. The slot it came from is
# left with it; a keeper who leaves the house is still replaced.
STUBS = """
CREATE FUNCTION dossiers_a_stub_stays() RETURNS trigger LANGUAGE plpgsql AS $f$
DECLARE free text[] := ARRAY['home_slot_id', 'responsible_id', 'missing_count'];
BEGIN
  IF to_jsonb(OLD) - free IS DISTINCT FROM to_jsonb(NEW) - free THEN
    RAISE EXCEPTION '%: what was destroyed stays described as it was', OLD.code
      USING ERRCODE = 'check_violation', CONSTRAINT = 'dossiers_a_stub_stays';
  END IF;
  RETURN NEW;
END $f$;
""" + ";\n".join(
    f"CREATE TRIGGER a_stub_stays BEFORE UPDATE ON dossiers_{name}"
    " FOR EACH ROW WHEN (OLD.state = 'destroyed') EXECUTE FUNCTION dossiers_a_stub_stays()"
    for name in ("document", "dossier", "holding")
)
STUBS_BACK = (
    ";\n".join(
        f"DROP TRIGGER a_stub_stays ON dossiers_{name}"
        for name in ("document", "dossier", "holding")
    )
    + ";\nDROP FUNCTION dossiers_a_stub_stays()"
)


# STO-10: two different persons sign the same content of a count; then it stays, and so do they.
COUNTS = """
CREATE FUNCTION dossiers_a_count_is_signed_by_two() RETURNS trigger LANGUAGE plpgsql AS $f$
DECLARE fixed text[] := ARRAY['finished_at'];
BEGIN
  IF OLD.finished_at IS NOT NULL OR (OLD.frozen_at IS NOT NULL
     AND to_jsonb(OLD) - fixed IS DISTINCT FROM to_jsonb(NEW) - fixed) THEN
    RAISE EXCEPTION 'count %: what was counted stays', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'dossiers_a_count_stays';
  END IF;
  IF NEW.finished_at IS NOT NULL AND (
       SELECT count(DISTINCT signer_id) FROM dossiers_titlecountsignature
       WHERE count_id = NEW.id AND content_hash = NEW.content_hash) < 2 THEN
    RAISE EXCEPTION 'count %: two persons sign it', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'dossiers_a_count_is_signed_by_two';
  END IF;
  RETURN NEW;
END $f$;
CREATE TRIGGER is_signed_by_two BEFORE UPDATE ON dossiers_titlecount
  FOR EACH ROW EXECUTE FUNCTION dossiers_a_count_is_signed_by_two();
CREATE FUNCTION dossiers_a_counters_word_stays() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
  RAISE EXCEPTION 'signature %: what was signed stays', OLD.id
    USING ERRCODE = 'check_violation', CONSTRAINT = 'dossiers_a_counters_word_stays';
END $f$;
CREATE TRIGGER stays BEFORE UPDATE ON dossiers_titlecountsignature
  FOR EACH ROW EXECUTE FUNCTION dossiers_a_counters_word_stays()
"""
COUNTS_BACK = """
DROP TRIGGER stays ON dossiers_titlecountsignature;
DROP FUNCTION dossiers_a_counters_word_stays();
DROP TRIGGER is_signed_by_two ON dossiers_titlecount;
DROP FUNCTION dossiers_a_count_is_signed_by_two()
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0004_reference_data")]

    operations = [
        migrations.RunSQL(NEVER_DELETED, NEVER_DELETED_BACK),
        migrations.RunSQL(STUBS, STUBS_BACK),
        migrations.RunSQL(COUNTS, COUNTS_BACK),
    ]
