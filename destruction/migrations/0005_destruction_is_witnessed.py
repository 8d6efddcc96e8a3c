"""Nothing is destroyed alone: witnesses, their confirmations and signatures, and what they free."""

from django.db import migrations

# A witness has no other part in the register. The lock on the register's row lets appointments,
# dismissals and the beginning of the destruction follow each other whatever the caller does.
WITNESS = """
CREATE FUNCTION destruction_witness_has_no_other_part() RETURNS trigger LANGUAGE plpgsql AS $f$
DECLARE
  of_dismissal constant text[] := ARRAY['dismissed_at', 'dismissed_by_id', 'dismissed_because'];
  r destruction_destructionregister;
BEGIN
  IF TG_OP = 'UPDATE' AND to_jsonb(NEW) = to_jsonb(OLD) THEN
    RETURN NEW;
  END IF;
  SELECT * INTO r FROM destruction_destructionregister
    WHERE id = COALESCE(OLD.register_id, NEW.register_id) FOR NO KEY UPDATE;
  IF TG_OP = 'INSERT' THEN
    IF r.state NOT IN ('waiting', 'executing') OR NEW.dismissed_at IS NOT NULL
       OR NEW.person_id IN (r.drawn_up_by_id, r.frozen_by_id)
       OR NEW.person_id = r.started_by_id
       OR EXISTS (SELECT 1 FROM destruction_registerdecision d WHERE d.register_id = r.id
                  AND NEW.person_id IN (d.by_id, d.acting_for_id)) THEN
      RAISE EXCEPTION 'register %: this person cannot be its witness', r.number
        USING ERRCODE = 'check_violation', CONSTRAINT = 'destruction_witness_has_no_other_part';
    END IF;
    RETURN NEW;
  END IF;
  IF TG_OP = 'DELETE' OR r.state NOT IN ('waiting', 'executing')
     OR OLD.dismissed_at IS NOT NULL OR NEW.dismissed_at IS NULL
     OR to_jsonb(NEW) - of_dismissal <> to_jsonb(OLD) - of_dismissal
     OR EXISTS (SELECT 1 FROM destruction_lineconfirmation c
                JOIN destruction_registerline l ON l.id = c.line_id
                WHERE c.witness_id = OLD.id AND l.state = 'destroyed') THEN
    RAISE EXCEPTION 'register %: a witness can only be dismissed, once, before the first line', r.number
      USING ERRCODE = 'check_violation', CONSTRAINT = 'destruction_witness_stays';
  END IF;
  RETURN NEW;
END $f$;
CREATE TRIGGER witness_has_no_other_part BEFORE INSERT OR UPDATE OR DELETE ON destruction_witness
  FOR EACH ROW EXECUTE FUNCTION destruction_witness_has_no_other_part();
CREATE TRIGGER witness_stays_truncate BEFORE TRUNCATE ON destruction_witness
  FOR EACH STATEMENT EXECUTE FUNCTION archive_append_only()
"""
WITNESS_BACK = """
DROP TRIGGER witness_stays_truncate ON destruction_witness;
DROP TRIGGER witness_has_no_other_part ON destruction_witness;
DROP FUNCTION destruction_witness_has_no_other_part()
"""

# Begun only by somebody who is no witness, before witnesses appointed on an earlier day; finished
# only when no line is left; then nothing but the last signature's closing.
ORDER = """
CREATE FUNCTION destruction_begun_and_finished_in_order() RETURNS trigger LANGUAGE plpgsql AS $f$
DECLARE
  of_progress constant text[] := ARRAY['state', 'is_open', 'started_by_id', 'started_at',
    'finished_at', 'record', 'record_hash', 'closed_at', 'end_reason'];
  in_order boolean := true;
BEGIN
  IF NEW.state IN ('executing', 'signing', 'closed') AND OLD.state <> NEW.state THEN
    in_order := OLD.state = CASE NEW.state
      WHEN 'executing' THEN 'waiting' WHEN 'signing' THEN 'executing' ELSE 'signing' END;
  ELSIF OLD.state IN ('executing', 'signing') AND OLD.state <> NEW.state THEN
    in_order := OLD.state = 'executing' AND NEW.state = 'void' AND NOT EXISTS (
      SELECT 1 FROM destruction_registerline WHERE register_id = OLD.id AND state = 'destroyed');
  END IF;
  IF in_order AND OLD.state IN ('executing', 'signing') THEN
    in_order := to_jsonb(NEW) - of_progress = to_jsonb(OLD) - of_progress
      AND (NEW.state = 'void'
           OR (NEW.started_by_id, NEW.started_at) = (OLD.started_by_id, OLD.started_at))
      AND (OLD.state = 'executing'
           OR (NEW.record, NEW.record_hash, NEW.finished_at)
              = (OLD.record, OLD.record_hash, OLD.finished_at));
  END IF;
  IF in_order AND OLD.state = 'waiting' AND NEW.state = 'executing' THEN
    in_order := NEW.started_at >= greatest(NEW.approved_at, NEW.moved_at, NEW.checked_at)
      AND NOT EXISTS (SELECT 1 FROM destruction_registerline
        WHERE register_id = OLD.id AND state = 'listed' AND moved_at IS NULL)
      AND (SELECT count(*) > 0 AND bool_and(w.person_id <> NEW.started_by_id
             AND (w.appointed_at AT TIME ZONE 'Asia/Shanghai')::date
               < (NEW.started_at AT TIME ZONE 'Asia/Shanghai')::date)
           FROM destruction_witness w WHERE w.register_id = OLD.id AND w.dismissed_at IS NULL);
  END IF;
  IF in_order AND OLD.state = 'executing' AND NEW.state = 'signing' THEN
    in_order := NEW.record_hash = encode(sha256(convert_to(NEW.record, 'UTF8')), 'hex')
      AND (SELECT bool_and(state <> 'listed') AND bool_or(state = 'destroyed')
           FROM destruction_registerline WHERE register_id = OLD.id);
  END IF;
  IF NOT COALESCE(in_order, false) THEN
    RAISE EXCEPTION 'register %: % cannot become % like this', OLD.number, OLD.state, NEW.state
      USING ERRCODE = 'check_violation', CONSTRAINT = 'destruction_begun_and_finished_in_order';
  END IF;
  RETURN NEW;
END $f$;
CREATE TRIGGER begun_and_finished_in_order BEFORE UPDATE ON destruction_destructionregister
  FOR EACH ROW EXECUTE FUNCTION destruction_begun_and_finished_in_order()
"""
ORDER_BACK = """
DROP TRIGGER begun_and_finished_in_order ON destruction_destructionregister;
DROP FUNCTION destruction_begun_and_finished_in_order()
"""

# A confirmation is of a line that is to be destroyed now, by a standing witness of its register
# who was appointed on an earlier day; it stays as it is.
CONFIRMATION = """
CREATE FUNCTION destruction_confirmed_by_a_witness() RETURNS trigger LANGUAGE plpgsql AS $f$
DECLARE r destruction_destructionregister; l destruction_registerline; w destruction_witness;
BEGIN
  IF TG_OP <> 'INSERT' THEN
    RAISE EXCEPTION 'a confirmation stays as it was given'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'destruction_confirmation_stays';
  END IF;
  SELECT * INTO l FROM destruction_registerline WHERE id = NEW.line_id;
  SELECT * INTO r FROM destruction_destructionregister WHERE id = l.register_id FOR NO KEY UPDATE;
  SELECT * INTO l FROM destruction_registerline WHERE id = NEW.line_id;
  SELECT * INTO w FROM destruction_witness WHERE id = NEW.witness_id;
  IF r.state <> 'executing' OR l.state <> 'listed'
     OR w.register_id <> r.id OR w.dismissed_at IS NOT NULL
     OR (w.appointed_at AT TIME ZONE 'Asia/Shanghai')::date
        >= (NEW.confirmed_at AT TIME ZONE 'Asia/Shanghai')::date
     OR NEW.confirmed_at < r.started_at THEN
    RAISE EXCEPTION 'register %: line % cannot be confirmed by this person now', r.number, l.number
      USING ERRCODE = 'check_violation', CONSTRAINT = 'destruction_confirmed_by_a_witness';
  END IF;
  RETURN NEW;
END $f$;
CREATE TRIGGER confirmed_by_a_witness BEFORE INSERT OR UPDATE OR DELETE
  ON destruction_lineconfirmation
  FOR EACH ROW EXECUTE FUNCTION destruction_confirmed_by_a_witness();
CREATE TRIGGER confirmation_stays_truncate BEFORE TRUNCATE ON destruction_lineconfirmation
  FOR EACH STATEMENT EXECUTE FUNCTION archive_append_only()
"""
CONFIRMATION_BACK = """
DROP TRIGGER confirmation_stays_truncate ON destruction_lineconfirmation;
DROP TRIGGER confirmed_by_a_witness ON destruction_lineconfirmation;
DROP FUNCTION destruction_confirmed_by_a_witness()
"""

# A line becomes destroyed once, while its register is carried out, by who carries it out, after
# every standing witness has confirmed it; nothing of it changes any more.
LINE = """
CREATE FUNCTION destruction_line_destroyed_before_witnesses() RETURNS trigger LANGUAGE plpgsql AS $f$
DECLARE r destruction_destructionregister; unseen int; seen int; last timestamptz;
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.state = 'destroyed' THEN
    IF NEW.is_open = OLD.is_open OR to_jsonb(NEW) - 'is_open' <> to_jsonb(OLD) - 'is_open' THEN
      RAISE EXCEPTION 'line % is destroyed and stays so', OLD.number
        USING ERRCODE = 'check_violation', CONSTRAINT = 'destruction_destroyed_line_stays';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.state NOT IN ('destroyed', 'put_off') OR TG_OP = 'UPDATE' AND NEW.state = OLD.state THEN
    RETURN NEW;
  END IF;
  SELECT * INTO r FROM destruction_destructionregister
    WHERE id = NEW.register_id FOR NO KEY UPDATE;
  SELECT count(*), count(*) FILTER (WHERE c.id IS NULL), max(c.confirmed_at)
    INTO seen, unseen, last
    FROM destruction_witness w
    LEFT JOIN destruction_lineconfirmation c ON c.witness_id = w.id AND c.line_id = NEW.id
    WHERE w.register_id = r.id AND w.dismissed_at IS NULL;
  IF TG_OP = 'INSERT' OR OLD.state <> 'listed' OR r.state <> 'executing'
     OR NEW.state = 'destroyed' AND (seen = 0 OR unseen > 0
       OR NEW.destroyed_by_id IS DISTINCT FROM r.started_by_id
       OR NEW.destroyed_at < greatest(r.approved_at, r.started_at, last)) THEN
    RAISE EXCEPTION 'register %: line % cannot become % now', r.number, NEW.number, NEW.state
      USING ERRCODE = 'check_violation', CONSTRAINT = 'destruction_destroyed_before_witnesses';
  END IF;
  RETURN NEW;
END $f$;
CREATE TRIGGER line_destroyed_before_witnesses BEFORE INSERT OR UPDATE ON destruction_registerline
  FOR EACH ROW EXECUTE FUNCTION destruction_line_destroyed_before_witnesses()
"""
LINE_BACK = """
DROP TRIGGER line_destroyed_before_witnesses ON destruction_registerline;
DROP FUNCTION destruction_line_destroyed_before_witnesses()
"""

# A thing is destroyed in the catalogue exactly when a destroyed line says so: both are written in
# one transaction, or neither is.
THING = """
CREATE FUNCTION destruction_thing_destroyed_by_a_line() RETURNS trigger LANGUAGE plpgsql AS $f$
DECLARE allowed boolean;
BEGIN
  IF NEW.state <> 'destroyed' OR TG_OP = 'UPDATE' AND OLD.state = 'destroyed' THEN
    RETURN NULL;
  END IF;
  IF TG_TABLE_NAME = 'dossiers_holding' THEN
    allowed := EXISTS (SELECT 1 FROM destruction_registerline
      WHERE state = 'destroyed' AND holding_id = NEW.id AND document_id IS NULL);
  ELSE
    allowed := EXISTS (SELECT 1 FROM destruction_registerline WHERE state = 'destroyed'
      AND (document_id = NEW.id
           OR holding_id = (to_jsonb(NEW) ->> 'holding_id')::bigint AND document_id IS NULL));
  END IF;
  IF NOT allowed THEN
    RAISE EXCEPTION '% is on no register as destroyed', NEW.code
      USING ERRCODE = 'check_violation', CONSTRAINT = 'destruction_thing_destroyed_by_a_line';
  END IF;
  RETURN NULL;
END $f$;
CREATE CONSTRAINT TRIGGER destroyed_by_a_line AFTER INSERT OR UPDATE OF state ON dossiers_holding
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.state = 'destroyed')
  EXECUTE FUNCTION destruction_thing_destroyed_by_a_line();
CREATE CONSTRAINT TRIGGER destroyed_by_a_line AFTER INSERT OR UPDATE OF state ON dossiers_document
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.state = 'destroyed')
  EXECUTE FUNCTION destruction_thing_destroyed_by_a_line();
CREATE FUNCTION destruction_destroyed_line_takes_its_thing() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
  IF NEW.document_id IS NULL
     AND NOT EXISTS (SELECT 1 FROM dossiers_holding
                     WHERE id = NEW.holding_id AND state = 'destroyed')
     OR NEW.document_id IS NOT NULL
     AND NOT EXISTS (SELECT 1 FROM dossiers_document
                     WHERE id = NEW.document_id AND state = 'destroyed') THEN
    RAISE EXCEPTION 'line %: the catalogue still has %', NEW.number, NEW.code
      USING ERRCODE = 'check_violation', CONSTRAINT = 'destruction_destroyed_line_takes_its_thing';
  END IF;
  RETURN NULL;
END $f$;
CREATE CONSTRAINT TRIGGER destroyed_line_takes_its_thing
  AFTER INSERT OR UPDATE OF state ON destruction_registerline DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.state = 'destroyed')
  EXECUTE FUNCTION destruction_destroyed_line_takes_its_thing()
"""
THING_BACK = """
DROP TRIGGER destroyed_line_takes_its_thing ON destruction_registerline;
DROP FUNCTION destruction_destroyed_line_takes_its_thing();
DROP TRIGGER destroyed_by_a_line ON dossiers_document;
DROP TRIGGER destroyed_by_a_line ON dossiers_holding;
DROP FUNCTION destruction_thing_destroyed_by_a_line()
"""

# A signature is taken over the frozen record, by who carried it out or a standing witness; it
# stays. Closed is a register exactly when all of them have signed.
SIGNATURE = """
CREATE FUNCTION destruction_signed_over_the_record() RETURNS trigger LANGUAGE plpgsql AS $f$
DECLARE r destruction_destructionregister;
BEGIN
  IF TG_OP <> 'INSERT' THEN
    RAISE EXCEPTION 'a signature under a record stays as it was given'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'destruction_record_signature_stays';
  END IF;
  SELECT * INTO r FROM destruction_destructionregister
    WHERE id = NEW.register_id FOR NO KEY UPDATE;
  IF r.state <> 'signing' OR NEW.voided_at IS NOT NULL
     OR (NEW.content, NEW.content_hash) IS DISTINCT FROM (r.record, r.record_hash)
     OR NEW.content_hash <> encode(sha256(convert_to(NEW.content, 'UTF8')), 'hex')
     OR NEW.signed_at < r.finished_at
     OR NOT (CASE NEW.part WHEN 'executor' THEN NEW.signer_id = r.started_by_id
          ELSE EXISTS (SELECT 1 FROM destruction_witness w WHERE w.register_id = r.id
                       AND w.person_id = NEW.signer_id AND w.dismissed_at IS NULL) END) THEN
    RAISE EXCEPTION 'register %: only its record is signed, by those who were there', r.number
      USING ERRCODE = 'check_violation', CONSTRAINT = 'destruction_signed_over_the_record';
  END IF;
  RETURN NEW;
END $f$;
CREATE TRIGGER signed_over_the_record BEFORE INSERT OR UPDATE OR DELETE
  ON destruction_registersignature
  FOR EACH ROW EXECUTE FUNCTION destruction_signed_over_the_record();
CREATE TRIGGER record_signature_stays_truncate BEFORE TRUNCATE ON destruction_registersignature
  FOR EACH STATEMENT EXECUTE FUNCTION archive_append_only();
CREATE FUNCTION destruction_closed_when_all_have_signed() RETURNS trigger LANGUAGE plpgsql AS $f$
DECLARE r destruction_destructionregister; needed int; have int;
BEGIN
  IF TG_TABLE_NAME = 'destruction_destructionregister' THEN
    SELECT * INTO r FROM destruction_destructionregister WHERE id = NEW.id;
  ELSE
    SELECT * INTO r FROM destruction_destructionregister WHERE id = NEW.register_id;
  END IF;
  SELECT count(*) + 1 INTO needed FROM destruction_witness
    WHERE register_id = r.id AND dismissed_at IS NULL;
  SELECT count(*) INTO have FROM destruction_registersignature
    WHERE register_id = r.id AND content_hash = r.record_hash;
  IF (r.state = 'closed') <> (have = needed AND needed > 1) THEN
    RAISE EXCEPTION 'register %: % with % of % signatures', r.number, r.state, have, needed
      USING ERRCODE = 'check_violation', CONSTRAINT = 'destruction_closed_when_all_have_signed';
  END IF;
  RETURN NULL;
END $f$;
CREATE CONSTRAINT TRIGGER closed_when_all_have_signed
  AFTER INSERT OR UPDATE OF state ON destruction_destructionregister
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION destruction_closed_when_all_have_signed();
CREATE CONSTRAINT TRIGGER closed_when_all_have_signed
  AFTER INSERT ON destruction_registersignature DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION destruction_closed_when_all_have_signed()
"""
SIGNATURE_BACK = """
DROP TRIGGER closed_when_all_have_signed ON destruction_registersignature;
DROP TRIGGER closed_when_all_have_signed ON destruction_destructionregister;
DROP FUNCTION destruction_closed_when_all_have_signed();
DROP TRIGGER record_signature_stays_truncate ON destruction_registersignature;
DROP TRIGGER signed_over_the_record ON destruction_registersignature;
DROP FUNCTION destruction_signed_over_the_record()
"""


class Migration(migrations.Migration):
    dependencies = [("destruction", "0004_registers_stay"), ("journal", "0002_append_only")]

    operations = [
        migrations.RunSQL(WITNESS, WITNESS_BACK),
        migrations.RunSQL(ORDER, ORDER_BACK),
        migrations.RunSQL(CONFIRMATION, CONFIRMATION_BACK),
        migrations.RunSQL(LINE, LINE_BACK),
        migrations.RunSQL(THING, THING_BACK),
        migrations.RunSQL(SIGNATURE, SIGNATURE_BACK),
    ]
