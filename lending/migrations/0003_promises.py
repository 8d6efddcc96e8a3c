"""What the database itself promises about loans: only a recorded return ends one."""

from django.db import migrations

# Invariant 6: a loan ends by a return alone, and its first dates never change. What an old register
# tells of its own loans may be completed by a later register.
RETURNED = """
CREATE FUNCTION lending_a_loan_ends_by_a_return() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'loan %: loans are never deleted', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'lending_a_loan_ends_by_a_return';
  END IF;
  IF (NEW.holding_id, NEW.handed_out_on, NEW.original_due_on, NEW.origin)
       IS DISTINCT FROM (OLD.holding_id, OLD.handed_out_on, OLD.original_due_on, OLD.origin)
     OR (OLD.returned_on IS NOT NULL AND NEW.returned_on IS DISTINCT FROM OLD.returned_on)
     OR (NOT OLD.is_open AND NEW.is_open) THEN
    RAISE EXCEPTION 'loan %: what, when and until when at first stays as written', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'lending_a_loan_ends_by_a_return';
  END IF;
  IF OLD.taken_back THEN
    RAISE EXCEPTION 'loan %: what was taken back with its register stays so', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'lending_a_loan_ends_by_a_return';
  END IF;
  IF NEW.origin = 'office' AND NEW.due_on IS DISTINCT FROM OLD.due_on AND (
       NEW.returned_on IS NOT NULL OR NOT EXISTS (SELECT 1 FROM lending_renewal r
       WHERE r.loan_id = NEW.id AND r.outcome = 'granted' AND r.new_due_on = NEW.due_on)) THEN
    RAISE EXCEPTION 'loan %: only a granted renewal moves the due day, before the return', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'lending_a_loan_ends_by_a_return';
  END IF;
  IF NEW.origin = 'office' AND OLD.returned_on IS NULL AND NEW.returned_on IS NOT NULL AND NOT EXISTS (
       SELECT 1 FROM lending_return r WHERE r.loan_id = NEW.id) THEN
    RAISE EXCEPTION 'loan %: nothing but a recorded return ends a loan', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'lending_a_loan_ends_by_a_return';
  END IF;
  IF OLD.is_open AND NOT NEW.is_open AND NEW.origin = 'office' AND NOT EXISTS (
       SELECT 1 FROM lending_return r WHERE r.loan_id = NEW.id AND r.put_back_at IS NOT NULL) THEN
    RAISE EXCEPTION 'loan %: closed only when the thing stands in its slot again', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'lending_a_loan_ends_by_a_return';
  END IF;
  RETURN NEW;
END $f$;
CREATE TRIGGER a_loan_ends_by_a_return BEFORE UPDATE OR DELETE ON lending_loan
  FOR EACH ROW EXECUTE FUNCTION lending_a_loan_ends_by_a_return();
CREATE FUNCTION lending_a_loan_begins_open() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
  IF NEW.origin = 'office' AND (NOT NEW.is_open OR NEW.returned_on IS NOT NULL) THEN
    RAISE EXCEPTION 'loan %: a loan begins open', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'lending_a_loan_begins_open';
  END IF;
  RETURN NEW;
END $f$;
CREATE TRIGGER a_loan_begins_open BEFORE INSERT ON lending_loan
  FOR EACH ROW EXECUTE FUNCTION lending_a_loan_begins_open();
CREATE FUNCTION lending_a_return_stays() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
  IF TG_OP = 'DELETE' OR (NEW.loan_id, NEW.received_at, NEW.received_by_id, NEW.pages_found,
       NEW.condition, NEW.note, NEW.brought_by_id, NEW.brought_by_name, NEW.on_behalf)
       IS DISTINCT FROM (OLD.loan_id, OLD.received_at, OLD.received_by_id, OLD.pages_found,
       OLD.condition, OLD.note, OLD.brought_by_id, OLD.brought_by_name, OLD.on_behalf)
     OR OLD.put_back_at IS NOT NULL THEN
    RAISE EXCEPTION 'return of loan %: what was recorded stays', OLD.loan_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'lending_a_return_stays';
  END IF;
  RETURN NEW;
END $f$;
CREATE TRIGGER a_return_stays BEFORE UPDATE OR DELETE ON lending_return
  FOR EACH ROW EXECUTE FUNCTION lending_a_return_stays();
CREATE FUNCTION lending_a_renewal_stays() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.outcome <> 'waiting' OR (NEW.loan_id, NEW.old_due_on, NEW.asked_at)
       IS DISTINCT FROM (OLD.loan_id, OLD.old_due_on, OLD.asked_at) THEN
    RAISE EXCEPTION 'renewal %: what was asked and decided stays', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'lending_a_renewal_stays';
  END IF;
  RETURN NEW;
END $f$;
CREATE TRIGGER a_renewal_stays BEFORE UPDATE OR DELETE ON lending_renewal
  FOR EACH ROW EXECUTE FUNCTION lending_a_renewal_stays()
"""
RETURNED_BACK = """
DROP TRIGGER a_renewal_stays ON lending_renewal;
DROP FUNCTION lending_a_renewal_stays();
DROP TRIGGER a_return_stays ON lending_return;
DROP FUNCTION lending_a_return_stays();
DROP TRIGGER a_loan_begins_open ON lending_loan;
DROP FUNCTION lending_a_loan_begins_open();
DROP TRIGGER a_loan_ends_by_a_return ON lending_loan;
DROP FUNCTION lending_a_loan_ends_by_a_return()
"""

# A case of dereliction is closed by nobody's return: only its decision changes it.
CASES = """
CREATE FUNCTION lending_cases_are_decided_once() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.state = 'decided' OR
     (NEW.loan_id, NEW.opens_on, NEW.days_out) IS DISTINCT FROM
     (OLD.loan_id, OLD.opens_on, OLD.days_out) THEN
    RAISE EXCEPTION 'case %: stays as it was opened and decided', OLD.number
      USING ERRCODE = 'check_violation', CONSTRAINT = 'lending_cases_are_decided_once';
  END IF;
  RETURN NEW;
END $f$;
CREATE TRIGGER cases_are_decided_once BEFORE UPDATE OR DELETE ON lending_accountabilitycase
  FOR EACH ROW EXECUTE FUNCTION lending_cases_are_decided_once()
"""
CASES_BACK = """
DROP TRIGGER cases_are_decided_once ON lending_accountabilitycase;
DROP FUNCTION lending_cases_are_decided_once()
"""

# Decisions are given once and stay.
DECIDED = """
CREATE FUNCTION lending_a_decision_stays() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
  RAISE EXCEPTION 'decision %: what was decided stays', OLD.id
    USING ERRCODE = 'check_violation', CONSTRAINT = 'lending_a_decision_stays';
END $f$;
CREATE TRIGGER a_decision_stays BEFORE UPDATE OR DELETE ON lending_requestdecision
  FOR EACH ROW EXECUTE FUNCTION lending_a_decision_stays()
"""
DECIDED_BACK = """
DROP TRIGGER a_decision_stays ON lending_requestdecision;
DROP FUNCTION lending_a_decision_stays()
"""


class Migration(migrations.Migration):
    dependencies = [("lending", "0002_append_only")]

    operations = [
        migrations.RunSQL(RETURNED, RETURNED_BACK),
        migrations.RunSQL(CASES, CASES_BACK),
        migrations.RunSQL(DECIDED, DECIDED_BACK),
    ]
