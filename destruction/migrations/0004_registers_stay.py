"""What is approved stays: a register's content, decisions and lines, and what waits apart."""

from django.db import migrations

OPEN = """
ALTER TABLE destruction_registerline ADD CONSTRAINT destruction_register_line_repeats_openness
  FOREIGN KEY (register_id, is_open) REFERENCES destruction_destructionregister (id, is_open)
  ON UPDATE CASCADE
"""
BACK = """
ALTER TABLE destruction_registerline DROP CONSTRAINT destruction_register_line_repeats_openness
"""

# A decision is taken over the frozen content, by nobody who proposed it, in its turn. The lock on
# the register's row lets two decisions, or a decision and a change, follow each other.
DECIDED = """
CREATE FUNCTION destruction_decision_is_over_the_content() RETURNS trigger LANGUAGE plpgsql AS $f$
DECLARE r destruction_destructionregister; turn int; earlier int;
BEGIN
  SELECT * INTO r FROM destruction_destructionregister WHERE id = NEW.register_id
    FOR NO KEY UPDATE;
  IF r.state <> 'approving' OR NEW.content_hash <> r.content_hash THEN
    RAISE EXCEPTION 'register %: only the frozen content can be decided on', r.number
      USING ERRCODE = 'check_violation', CONSTRAINT = 'destruction_decision_is_over_the_content';
  END IF;
  SELECT (asked ->> 'rank')::int INTO turn
    FROM jsonb_array_elements(r.content::jsonb -> 'steps') AS asked
    WHERE asked ->> 'name' = NEW.step;
  SELECT count(*) INTO earlier FROM jsonb_array_elements(r.content::jsonb -> 'steps') AS asked
    WHERE (asked ->> 'rank')::int < turn AND NOT EXISTS (
      SELECT 1 FROM destruction_registerdecision AS d WHERE d.register_id = r.id
        AND d.step = asked ->> 'name' AND d.outcome = 'approved');
  IF turn IS NULL OR earlier > 0 THEN
    RAISE EXCEPTION 'register %: step % is not its turn', r.number, NEW.step
      USING ERRCODE = 'check_violation', CONSTRAINT = 'destruction_decisions_follow_their_order';
  END IF;
  IF ARRAY[NEW.by_id, NEW.acting_for_id] && ARRAY[r.drawn_up_by_id, r.frozen_by_id] THEN
    RAISE EXCEPTION 'register %: nobody decides on what they proposed', r.number
      USING ERRCODE = 'check_violation', CONSTRAINT = 'destruction_proposer_never_decides';
  END IF;
  RETURN NEW;
END $f$;
CREATE TRIGGER decision_is_over_the_content BEFORE INSERT ON destruction_registerdecision
  FOR EACH ROW EXECUTE FUNCTION destruction_decision_is_over_the_content();
CREATE TRIGGER decisions_stay BEFORE UPDATE OR DELETE ON destruction_registerdecision
  FOR EACH ROW EXECUTE FUNCTION archive_append_only();
CREATE TRIGGER decisions_stay_truncate BEFORE TRUNCATE ON destruction_registerdecision
  FOR EACH STATEMENT EXECUTE FUNCTION archive_append_only()
"""
DECIDED_BACK = """
DROP TRIGGER decisions_stay_truncate ON destruction_registerdecision;
DROP TRIGGER decisions_stay ON destruction_registerdecision;
DROP TRIGGER decision_is_over_the_content ON destruction_registerdecision;
DROP FUNCTION destruction_decision_is_over_the_content()
"""

# Approved is a register exactly when everybody whom its content names has approved, and refused
# exactly when somebody refused. A void one may have got as far as anything.
ALL_APPROVED = """
CREATE FUNCTION destruction_approved_when_all_have_agreed() RETURNS trigger LANGUAGE plpgsql AS $f$
DECLARE r destruction_destructionregister; needed int; agreed int; refusals int;
BEGIN
  IF TG_TABLE_NAME = 'destruction_destructionregister' THEN
    SELECT * INTO r FROM destruction_destructionregister WHERE id = NEW.id;
  ELSE
    SELECT * INTO r FROM destruction_destructionregister WHERE id = NEW.register_id;
  END IF;
  SELECT count(*) FILTER (WHERE outcome = 'approved' AND content_hash = r.content_hash),
         count(*) FILTER (WHERE outcome <> 'approved')
    INTO agreed, refusals FROM destruction_registerdecision WHERE register_id = r.id;
  needed := CASE WHEN r.content = '' THEN 1
    ELSE greatest(jsonb_array_length(r.content::jsonb -> 'steps'), 1) END;
  IF (r.approved_at IS NOT NULL) <> (agreed = needed AND refusals = 0)
     OR (r.state = 'refused') <> (refusals > 0) THEN
    RAISE EXCEPTION 'register %: % with % of % approvals', r.number, r.state, agreed, needed
      USING ERRCODE = 'check_violation', CONSTRAINT = 'destruction_approved_when_all_have_agreed';
  END IF;
  RETURN NULL;
END $f$;
CREATE CONSTRAINT TRIGGER approved_when_all_have_agreed
  AFTER INSERT OR UPDATE OF state, approved_at ON destruction_destructionregister
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION destruction_approved_when_all_have_agreed();
CREATE CONSTRAINT TRIGGER approved_when_all_have_agreed
  AFTER INSERT ON destruction_registerdecision DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION destruction_approved_when_all_have_agreed()
"""
ALL_APPROVED_BACK = """
DROP TRIGGER approved_when_all_have_agreed ON destruction_registerdecision;
DROP TRIGGER approved_when_all_have_agreed ON destruction_destructionregister;
DROP FUNCTION destruction_approved_when_all_have_agreed()
"""

# A register goes its way and no other; numbers stay for ever, frozen content until it is opened
# again before the first decision, the approval and the second check once they are given.
REGISTER = """
CREATE FUNCTION destruction_register_stays() RETURNS trigger LANGUAGE plpgsql AS $f$
DECLARE
  way constant jsonb := '{"drafting": ["approving", "void"],
    "approving": ["drafting", "waiting", "refused", "void"], "waiting": ["executing", "void"],
    "executing": ["signing", "void"], "signing": ["closed"]}';
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'register %: a number once given stays', OLD.number
      USING ERRCODE = 'check_violation', CONSTRAINT = 'destruction_registers_stay';
  END IF;
  IF to_jsonb(NEW) = to_jsonb(OLD) THEN
    RETURN NEW;
  END IF;
  IF OLD.state IN ('closed', 'refused', 'void') THEN
    RAISE EXCEPTION 'register %: % for ever', OLD.number, OLD.state
      USING ERRCODE = 'check_violation', CONSTRAINT = 'destruction_ended_register_stays';
  END IF;
  IF NEW.state <> OLD.state AND NOT way -> OLD.state ? NEW.state THEN
    RAISE EXCEPTION 'register %: % does not become %', OLD.number, OLD.state, NEW.state
      USING ERRCODE = 'check_violation', CONSTRAINT = 'destruction_register_goes_its_way';
  END IF;
  IF (NEW.number, NEW.room_id, NEW.drawn_up_by_id, NEW.drawn_up_at)
       IS DISTINCT FROM (OLD.number, OLD.room_id, OLD.drawn_up_by_id, OLD.drawn_up_at)
     OR OLD.state <> 'drafting' AND NEW.basis <> OLD.basis
     OR OLD.approved_at IS NOT NULL AND NEW.approved_at IS DISTINCT FROM OLD.approved_at
     OR OLD.state <> 'drafting' AND NEW.state <> 'drafting'
       AND (NEW.content, NEW.content_hash, NEW.frozen_by_id, NEW.frozen_at)
         IS DISTINCT FROM (OLD.content, OLD.content_hash, OLD.frozen_by_id, OLD.frozen_at)
     OR OLD.checked_at IS NOT NULL AND (NEW.checked_by_id, NEW.checked_at, NEW.check_text)
         IS DISTINCT FROM (OLD.checked_by_id, OLD.checked_at, OLD.check_text) THEN
    RAISE EXCEPTION 'register %: what was frozen or given stays', OLD.number
      USING ERRCODE = 'check_violation', CONSTRAINT = 'destruction_frozen_register_stays';
  END IF;
  IF OLD.state = 'approving' AND NEW.state = 'drafting' AND EXISTS (
       SELECT 1 FROM destruction_registerdecision WHERE register_id = OLD.id) THEN
    RAISE EXCEPTION 'register %: somebody has decided on it', OLD.number
      USING ERRCODE = 'check_violation', CONSTRAINT = 'destruction_decided_register_stays';
  END IF;
  IF NEW.state = 'void' AND EXISTS (
       SELECT 1 FROM destruction_registerline WHERE register_id = OLD.id AND state = 'destroyed')
  THEN
    RAISE EXCEPTION 'register %: something was destroyed already', OLD.number
      USING ERRCODE = 'check_violation', CONSTRAINT = 'destruction_begun_is_not_voided';
  END IF;
  IF NEW.state = 'approving' AND OLD.state = 'drafting'
     AND (NEW.content_hash <> encode(sha256(convert_to(NEW.content, 'UTF8')), 'hex')
          OR NEW.frozen_by_id IS NULL) THEN
    RAISE EXCEPTION 'register %: its hash is not of its content', OLD.number
      USING ERRCODE = 'check_violation', CONSTRAINT = 'destruction_hash_is_of_the_content';
  END IF;
  IF OLD.checked_at IS NULL AND NEW.checked_at IS NOT NULL
     AND (NEW.state <> 'waiting' OR NEW.moved_at IS NULL
          OR NEW.checked_at < greatest(NEW.approved_at, NEW.moved_at)
          OR NEW.checked_by_id IN (NEW.drawn_up_by_id, NEW.frozen_by_id)) THEN
    RAISE EXCEPTION 'register %: checked again after the wait, by somebody else', OLD.number
      USING ERRCODE = 'check_violation', CONSTRAINT = 'destruction_checked_by_somebody_else';
  END IF;
  RETURN NEW;
END $f$;
CREATE TRIGGER register_stays BEFORE UPDATE OR DELETE ON destruction_destructionregister
  FOR EACH ROW EXECUTE FUNCTION destruction_register_stays();
CREATE TRIGGER registers_stay_truncate BEFORE TRUNCATE ON destruction_destructionregister
  FOR EACH STATEMENT EXECUTE FUNCTION archive_append_only()
"""
REGISTER_BACK = """
DROP TRIGGER registers_stay_truncate ON destruction_destructionregister;
DROP TRIGGER register_stays ON destruction_destructionregister;
DROP FUNCTION destruction_register_stays()
"""

# Lines stand still from the freeze on, but for what becomes of each, which is said once. The
# shared lock lets a change wait for a decision.
LINES = """
CREATE FUNCTION destruction_register_line_stays() RETURNS trigger LANGUAGE plpgsql AS $f$
DECLARE
  outcome constant text[] := ARRAY['is_open', 'state', 'decided_by_id', 'decided_at', 'reason',
    'from_slot_id', 'quarantine_slot_id', 'moved_by_id', 'moved_at', 'method', 'destroyed_by_id',
    'destroyed_at'];
  way constant jsonb := '{"approving": {"listed": ["vetoed"]},
    "waiting": {"listed": ["withdrawn"]},
    "executing": {"listed": ["destroyed", "put_off", "withdrawn"], "put_off": ["withdrawn"]}}';
  changed destruction_registerline := COALESCE(NEW, OLD);
  of_register text;
BEGIN
  IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'is_open' = to_jsonb(OLD) - 'is_open' THEN
    RETURN NEW;
  END IF;
  SELECT state INTO of_register FROM destruction_destructionregister
    WHERE id = COALESCE(OLD.register_id, NEW.register_id) FOR SHARE;
  IF of_register = 'drafting' AND (TG_OP = 'DELETE' OR NEW.state = 'listed'
     AND NEW.moved_at IS NULL AND (TG_OP = 'INSERT' OR NEW.register_id = OLD.register_id)) THEN
    RETURN changed;
  END IF;
  IF of_register = 'drafting' OR TG_OP <> 'UPDATE'
     OR to_jsonb(NEW) - outcome <> to_jsonb(OLD) - outcome
     OR NEW.state <> OLD.state
       AND NOT COALESCE(way -> of_register -> OLD.state ? NEW.state, false)
     OR NEW.state = OLD.state AND (of_register <> 'waiting' OR OLD.state <> 'listed')
     OR OLD.moved_at IS NOT NULL AND (NEW.moved_at, NEW.moved_by_id, NEW.quarantine_slot_id)
       IS DISTINCT FROM (OLD.moved_at, OLD.moved_by_id, OLD.quarantine_slot_id)
     OR OLD.moved_at IS NULL AND NEW.moved_at IS NOT NULL AND of_register <> 'waiting' THEN
    RAISE EXCEPTION 'line % of a register that is % cannot change', changed.number, of_register
      USING ERRCODE = 'check_violation', CONSTRAINT = 'destruction_register_line_stays';
  END IF;
  RETURN NEW;
END $f$;
CREATE TRIGGER register_line_stays BEFORE INSERT OR UPDATE OR DELETE ON destruction_registerline
  FOR EACH ROW EXECUTE FUNCTION destruction_register_line_stays();
CREATE TRIGGER register_lines_stay_truncate BEFORE TRUNCATE ON destruction_registerline
  FOR EACH STATEMENT EXECUTE FUNCTION archive_append_only()
"""
LINES_BACK = """
DROP TRIGGER register_lines_stay_truncate ON destruction_registerline;
DROP TRIGGER register_line_stays ON destruction_registerline;
DROP FUNCTION destruction_register_line_stays()
"""

# A thing comes to wait for destruction only by an approved register, and leaves with its line.
WAITS = """
CREATE FUNCTION destruction_waits_by_a_register() RETURNS trigger LANGUAGE plpgsql AS $f$
DECLARE stray text;
BEGIN
  IF TG_TABLE_NAME = 'dossiers_holding' THEN
    SELECT code INTO stray FROM dossiers_holding AS h
      WHERE h.id = NEW.id AND h.state = 'quarantined' AND NOT EXISTS (
        SELECT 1 FROM destruction_registerline l
          JOIN destruction_destructionregister r ON r.id = l.register_id
          WHERE l.holding_id = h.id AND l.document_id IS NULL AND l.moved_at IS NOT NULL
            AND l.state IN ('listed', 'put_off')
            AND r.state IN ('waiting', 'executing', 'signing', 'closed'));
  ELSIF TG_TABLE_NAME = 'dossiers_document' THEN
    SELECT code INTO stray FROM dossiers_document AS d
      WHERE d.id = NEW.id AND d.state = 'quarantined' AND NOT EXISTS (
        SELECT 1 FROM destruction_registerline l
          JOIN destruction_destructionregister r ON r.id = l.register_id
          WHERE l.document_id = d.id AND l.moved_at IS NOT NULL
            AND l.state IN ('listed', 'put_off')
            AND r.state IN ('waiting', 'executing', 'signing', 'closed'));
  ELSE
    SELECT l.code INTO stray FROM destruction_registerline l
      JOIN destruction_destructionregister r ON r.id = l.register_id
      JOIN dossiers_holding h ON h.id = l.holding_id
      LEFT JOIN dossiers_document d ON d.id = l.document_id
      WHERE (TG_TABLE_NAME = 'destruction_registerline' AND l.id = NEW.id
             OR TG_TABLE_NAME = 'destruction_destructionregister' AND r.id = NEW.id)
        AND COALESCE(d.state, h.state) = 'quarantined' AND l.moved_at IS NOT NULL
        AND NOT EXISTS (
          SELECT 1 FROM destruction_registerline o
            JOIN destruction_destructionregister s ON s.id = o.register_id
            WHERE o.holding_id = l.holding_id AND o.document_id IS NOT DISTINCT FROM l.document_id
              AND o.moved_at IS NOT NULL AND o.state IN ('listed', 'put_off')
              AND s.state IN ('waiting', 'executing', 'signing', 'closed'))
      LIMIT 1;
  END IF;
  IF stray IS NOT NULL THEN
    RAISE EXCEPTION '%: nothing waits for destruction but by an approved register', stray
      USING ERRCODE = 'check_violation', CONSTRAINT = 'destruction_waits_by_a_register';
  END IF;
  RETURN NULL;
END $f$;
CREATE CONSTRAINT TRIGGER waits_by_a_register
  AFTER UPDATE OF state ON dossiers_holding DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.state = 'quarantined')
  EXECUTE FUNCTION destruction_waits_by_a_register();
CREATE CONSTRAINT TRIGGER waits_by_a_register
  AFTER UPDATE OF state ON dossiers_document DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.state = 'quarantined')
  EXECUTE FUNCTION destruction_waits_by_a_register();
CREATE CONSTRAINT TRIGGER waits_by_a_register
  AFTER UPDATE OF state ON destruction_registerline DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.state <> OLD.state)
  EXECUTE FUNCTION destruction_waits_by_a_register();
CREATE CONSTRAINT TRIGGER waits_by_a_register
  AFTER UPDATE OF state ON destruction_destructionregister DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.state <> OLD.state)
  EXECUTE FUNCTION destruction_waits_by_a_register()
"""
WAITS_BACK = """
DROP TRIGGER waits_by_a_register ON destruction_destructionregister;
DROP TRIGGER waits_by_a_register ON destruction_registerline;
DROP TRIGGER waits_by_a_register ON dossiers_document;
DROP TRIGGER waits_by_a_register ON dossiers_holding;
DROP FUNCTION destruction_waits_by_a_register()
"""


class Migration(migrations.Migration):
    dependencies = [
        ("destruction", "0003_promises"),
        ("dossiers", "0002_append_only"),
        ("journal", "0002_append_only"),
    ]

    operations = [
        migrations.RunSQL(OPEN, BACK),
        migrations.RunSQL(DECIDED, DECIDED_BACK),
        migrations.RunSQL(ALL_APPROVED, ALL_APPROVED_BACK),
        migrations.RunSQL(REGISTER, REGISTER_BACK),
        migrations.RunSQL(LINES, LINES_BACK),
        migrations.RunSQL(WAITS, WAITS_BACK),
    ]
