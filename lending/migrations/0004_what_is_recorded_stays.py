"""What the database itself promises about approvals, copies and the registers of use."""

from django.db import migrations

# A loan is of an approved line for that very thing, and stays the borrower's who got it.
APPROVED = """
CREATE FUNCTION lending_a_loan_has_its_approval() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
  IF TG_OP = 'INSERT' AND NEW.origin = 'office' AND NOT EXISTS (
       SELECT 1 FROM lending_requestline l WHERE l.id = NEW.line_id
       AND l.state = 'approved' AND l.holding_id = NEW.holding_id) THEN
    RAISE EXCEPTION 'loan of holding %: no approved line asks for it', NEW.holding_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'lending_a_loan_has_its_approval';
  END IF;
  IF TG_OP = 'UPDATE' AND (NEW.kind, NEW.line_id, NEW.slip_id, NEW.room_id, NEW.borrower_id,
       NEW.borrower_name, NEW.handed_out_at) IS DISTINCT FROM (OLD.kind, OLD.line_id, OLD.slip_id,
       OLD.room_id, OLD.borrower_id, OLD.borrower_name, OLD.handed_out_at) THEN
    RAISE EXCEPTION 'loan %: who borrowed on which approval stays as written', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'lending_a_loan_has_its_approval';
  END IF;
  RETURN NEW;
END $f$;
CREATE TRIGGER a_loan_has_its_approval AFTER INSERT OR UPDATE ON lending_loan
  FOR EACH ROW EXECUTE FUNCTION lending_a_loan_has_its_approval();
CREATE FUNCTION lending_approved_by_every_step() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
  IF NEW.state = 'approved' AND EXISTS (
       SELECT 1 FROM lending_requeststep s WHERE s.line_id = NEW.id AND NOT EXISTS (
         SELECT 1 FROM lending_requestdecision d
         WHERE d.of_id = s.id AND d.outcome = 'approved')) THEN
    RAISE EXCEPTION 'line %: a step of it is not approved', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'lending_approved_by_every_step';
  END IF;
  RETURN NEW;
END $f$;
CREATE TRIGGER approved_by_every_step BEFORE INSERT OR UPDATE ON lending_requestline
  FOR EACH ROW EXECUTE FUNCTION lending_approved_by_every_step()
"""
APPROVED_BACK = """
DROP TRIGGER approved_by_every_step ON lending_requestline;
DROP FUNCTION lending_approved_by_every_step();
DROP TRIGGER a_loan_has_its_approval ON lending_loan;
DROP FUNCTION lending_a_loan_has_its_approval()
"""

# What was accounted for, decided or released is not undone.
SETTLED = """
CREATE FUNCTION lending_settled_stays() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
  IF (TG_TABLE_NAME = 'lending_disclosure' AND to_jsonb(OLD)->>'accounted' <> '')
     OR (TG_TABLE_NAME = 'lending_damagecase' AND to_jsonb(OLD)->>'state' = 'decided')
     OR (TG_TABLE_NAME = 'lending_copyissued'
         AND to_jsonb(OLD)->>'state' IN ('released', 'rejected')) THEN
    RAISE EXCEPTION '% %: what was settled stays', TG_TABLE_NAME, OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'lending_settled_stays';
  END IF;
  RETURN NEW;
END $f$;
CREATE TRIGGER settled_stays BEFORE UPDATE ON lending_disclosure
  FOR EACH ROW EXECUTE FUNCTION lending_settled_stays();
CREATE TRIGGER settled_stays BEFORE UPDATE ON lending_damagecase
  FOR EACH ROW EXECUTE FUNCTION lending_settled_stays();
CREATE TRIGGER settled_stays BEFORE UPDATE ON lending_copyissued
  FOR EACH ROW EXECUTE FUNCTION lending_settled_stays()
"""
SETTLED_BACK = """
DROP TRIGGER settled_stays ON lending_copyissued;
DROP TRIGGER settled_stays ON lending_damagecase;
DROP TRIGGER settled_stays ON lending_disclosure;
DROP FUNCTION lending_settled_stays()
"""

# The registers of use have no holes.
KEPT = (
    "accessrequest",
    "authority",
    "copyissued",
    "damagecase",
    "disclosure",
    "loanslip",
    "outsideperson",
    "overduenotice",
    "reminder",
    "requestline",
    "requeststep",
    "reservation",
    "returnline",
)
NEVER_DELETED = """
CREATE FUNCTION lending_is_kept() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
  RAISE EXCEPTION '% %: what was recorded is kept', TG_TABLE_NAME, OLD.id
    USING ERRCODE = 'check_violation', CONSTRAINT = 'lending_is_kept';
END $f$;
""" + ";\n".join(
    f"CREATE TRIGGER is_kept BEFORE DELETE ON lending_{name}"
    " FOR EACH ROW EXECUTE FUNCTION lending_is_kept()"
    for name in KEPT
)
NEVER_DELETED_BACK = (
    ";\n".join(f"DROP TRIGGER is_kept ON lending_{name}" for name in KEPT)
    + ";\nDROP FUNCTION lending_is_kept()"
)


class Migration(migrations.Migration):
    dependencies = [("lending", "0003_promises")]

    operations = [
        migrations.RunSQL(APPROVED, APPROVED_BACK),
        migrations.RunSQL(SETTLED, SETTLED_BACK),
        migrations.RunSQL(NEVER_DELETED, NEVER_DELETED_BACK),
    ]
