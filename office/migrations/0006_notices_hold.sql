-- Public notices. Everything here runs as the owner of the tables.
-- Every refusal names a constraint; `office/refusals.py` has its sentence.

CREATE FUNCTION office_day_of(moment timestamptz) RETURNS date LANGUAGE sql STABLE AS $$
  SELECT (moment AT TIME ZONE 'Asia/Shanghai')::date
$$;

-- A clock that is a little ahead is no lie.
CREATE FUNCTION office_has_been(moment timestamptz) RETURNS boolean LANGUAGE sql AS $$
  SELECT moment <= clock_timestamp() + interval '5 minutes'
$$;

-- --- a notice: on show for long enough, as it was announced, and closed when nothing is left to answer

CREATE FUNCTION office_notice_opens() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.state <> 'open' THEN
    RAISE EXCEPTION 'a notice begins open' USING ERRCODE = 'check_violation', CONSTRAINT = 'office_publicnotice_moves';
  END IF;
  IF NEW.begins_on < office_day_of(NEW.opened_at) OR NOT office_has_been(NEW.opened_at) THEN
    RAISE EXCEPTION 'begins before it is there'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'office_publicnotice_not_backdated';
  END IF;
  -- The floor by the calendar; the action counts working days, which only the office's calendar knows.
  SELECT greatest(least_days, least_workdays) INTO NEW.least_days FROM office_noticerule
    WHERE kind IN (NEW.kind, '') AND valid_from <= NEW.begins_on AND (valid_to IS NULL OR valid_to > NEW.begins_on)
    ORDER BY kind DESC LIMIT 1;
  IF NEW.least_days IS NULL THEN
    RAISE EXCEPTION 'no rule' USING ERRCODE = 'check_violation', CONSTRAINT = 'office_publicnotice_rule';
  END IF;
  IF NEW.ends_on - NEW.begins_on + 1 < NEW.least_days THEN
    RAISE EXCEPTION 'too short' USING ERRCODE = 'check_violation', CONSTRAINT = 'office_publicnotice_long_enough';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER opens BEFORE INSERT ON office_publicnotice FOR EACH ROW EXECUTE FUNCTION office_notice_opens();

-- The same table as NOTICE_MOVES in office/workflow.py.
CREATE FUNCTION office_notice_may_move(old text, new text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT (old, new) IN (
    ('open', 'extended'), ('open', 'closed'), ('open', 'withdrawn'), ('extended', 'closed'), ('extended', 'withdrawn'))
$$;

CREATE FUNCTION office_notice_moves() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  unanswered bigint;
BEGIN
  IF OLD.state IN ('closed', 'withdrawn') AND NEW IS DISTINCT FROM OLD THEN
    RAISE EXCEPTION 'it is over' USING ERRCODE = 'check_violation', CONSTRAINT = 'office_publicnotice_over';
  END IF;
  -- A translation may be mended while the notice runs; what it announces may not.
  IF (NEW.year, NEW.serial, NEW.kind, NEW.title, NEW.body, NEW.begins_on, NEW.least_days, NEW.opened_by_id, NEW.opened_at)
     IS DISTINCT FROM
     (OLD.year, OLD.serial, OLD.kind, OLD.title, OLD.body, OLD.begins_on, OLD.least_days, OLD.opened_by_id, OLD.opened_at)
  THEN
    RAISE EXCEPTION 'announced' USING ERRCODE = 'check_violation', CONSTRAINT = 'office_publicnotice_fixed';
  END IF;
  IF OLD.state <> NEW.state AND NOT office_notice_may_move(OLD.state, NEW.state) THEN
    RAISE EXCEPTION 'not from % to %', OLD.state, NEW.state
      USING ERRCODE = 'check_violation', CONSTRAINT = 'office_publicnotice_moves';
  END IF;
  IF NEW.ends_on < OLD.ends_on THEN
    RAISE EXCEPTION 'shortened' USING ERRCODE = 'check_violation', CONSTRAINT = 'office_publicnotice_never_shortened';
  END IF;
  IF (NEW.ends_on > OLD.ends_on OR (OLD.state = 'open' AND NEW.state = 'extended')) AND NOT EXISTS (
    SELECT FROM office_noticeextension
    WHERE notice_id = OLD.id AND from_day = OLD.ends_on AND to_day = NEW.ends_on) THEN
    RAISE EXCEPTION 'no extension says so'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'office_publicnotice_extended_in_words';
  END IF;
  IF NEW.state IN ('closed', 'withdrawn') AND (NOT office_has_been(NEW.ended_at) OR NEW.ended_at < OLD.opened_at) THEN
    RAISE EXCEPTION 'ends in the future' USING ERRCODE = 'check_violation', CONSTRAINT = 'office_publicnotice_ended';
  END IF;
  IF NEW.state = 'closed' THEN
    IF office_day_of(NEW.ended_at) <= NEW.ends_on THEN
      RAISE EXCEPTION 'days left' USING ERRCODE = 'check_violation', CONSTRAINT = 'office_publicnotice_days_over';
    END IF;
    SELECT count(*), count(*) FILTER (WHERE is_upheld), count(*) FILTER (WHERE answered_at IS NULL)
      INTO NEW.objections_raised, NEW.objections_upheld, unanswered FROM office_objection WHERE notice_id = NEW.id;
    IF unanswered > 0 THEN
      RAISE EXCEPTION 'unanswered' USING ERRCODE = 'check_violation', CONSTRAINT = 'office_publicnotice_answered';
    END IF;
    NEW.outcome := CASE WHEN NEW.objections_upheld > 0 THEN 'not_upheld' ELSE 'upheld' END;
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER moves BEFORE UPDATE ON office_publicnotice FOR EACH ROW EXECUTE FUNCTION office_notice_moves();

-- --- longer, never shorter

CREATE FUNCTION office_notice_extends() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  n office_publicnotice;
BEGIN
  SELECT * INTO n FROM office_publicnotice WHERE id = NEW.notice_id FOR NO KEY UPDATE;
  IF n.state NOT IN ('open', 'extended') THEN
    RAISE EXCEPTION 'over' USING ERRCODE = 'check_violation', CONSTRAINT = 'office_publicnotice_over';
  END IF;
  IF NEW.from_day <> n.ends_on OR NEW.to_day <= office_day_of(NEW.at) OR NOT office_has_been(NEW.at) THEN
    RAISE EXCEPTION 'not its last day' USING ERRCODE = 'check_violation', CONSTRAINT = 'office_noticeextension_longer';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER extends BEFORE INSERT ON office_noticeextension FOR EACH ROW EXECUTE FUNCTION office_notice_extends();

CREATE FUNCTION office_notice_extended() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE office_publicnotice SET ends_on = NEW.to_day, state = 'extended', reminded_at = NULL WHERE id = NEW.notice_id;
  RETURN NULL;
END $$;

CREATE TRIGGER extended AFTER INSERT ON office_noticeextension FOR EACH ROW EXECUTE FUNCTION office_notice_extended();

-- --- objections: while the days last; answered once, by somebody else

CREATE FUNCTION office_objection_enters() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  n office_publicnotice;
BEGIN
  -- Whoever closes the notice waits for this, or this for them.
  SELECT * INTO n FROM office_publicnotice WHERE id = NEW.notice_id FOR SHARE;
  IF n.state NOT IN ('open', 'extended') OR office_day_of(NEW.raised_at) > n.ends_on
     OR NEW.raised_at < n.opened_at OR NOT office_has_been(NEW.raised_at) THEN
    RAISE EXCEPTION 'not now' USING ERRCODE = 'check_violation', CONSTRAINT = 'office_objection_in_time';
  END IF;
  IF NEW.answered_at IS NOT NULL THEN
    RAISE EXCEPTION 'answered before it was asked'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'office_objection_stays';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER enters BEFORE INSERT ON office_objection FOR EACH ROW EXECUTE FUNCTION office_objection_enters();

CREATE FUNCTION office_objection_moves() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  n office_publicnotice;
BEGIN
  IF (NEW.notice_id, NEW.number, NEW.token, NEW.code_digest, NEW.by_id, NEW.raised_at)
     IS DISTINCT FROM (OLD.notice_id, OLD.number, OLD.token, OLD.code_digest, OLD.by_id, OLD.raised_at)
     OR (OLD.answered_at IS NOT NULL
         AND (NEW.answer, NEW.is_upheld, NEW.answered_by_id, NEW.answered_at)
             IS DISTINCT FROM (OLD.answer, OLD.is_upheld, OLD.answered_by_id, OLD.answered_at)) THEN
    RAISE EXCEPTION 'it stays' USING ERRCODE = 'check_violation', CONSTRAINT = 'office_objection_stays';
  END IF;
  IF OLD.answered_at IS NULL AND NEW.answered_at IS NOT NULL THEN
    SELECT * INTO n FROM office_publicnotice WHERE id = NEW.notice_id FOR SHARE;
    IF NEW.answered_by_id IN (n.opened_by_id, coalesce(NEW.by_id, 0)) THEN
      RAISE EXCEPTION 'one person' USING ERRCODE = 'check_violation', CONSTRAINT = 'office_objection_by_another';
    END IF;
    IF NEW.answered_at < NEW.raised_at OR NOT office_has_been(NEW.answered_at) THEN
      RAISE EXCEPTION 'not when' USING ERRCODE = 'check_violation', CONSTRAINT = 'office_objection_answered';
    END IF;
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER moves BEFORE UPDATE ON office_objection FOR EACH ROW EXECUTE FUNCTION office_objection_moves();

-- --- nothing of it is ever taken away

CREATE FUNCTION office_notice_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'kept' USING ERRCODE = 'check_violation', CONSTRAINT = 'office_publicnotice_kept';
END $$;

CREATE TRIGGER kept BEFORE DELETE ON office_publicnotice FOR EACH ROW EXECUTE FUNCTION office_notice_kept();
CREATE TRIGGER kept BEFORE DELETE ON office_objection FOR EACH ROW EXECUTE FUNCTION office_notice_kept();
CREATE TRIGGER kept BEFORE DELETE OR UPDATE ON office_noticeextension
  FOR EACH ROW EXECUTE FUNCTION office_notice_kept();

-- --- for the triggers of others: may what was announced be decided?

CREATE FUNCTION office_notice_has_passed(notice_id bigint) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(
    (SELECT n.state = 'closed' AND n.outcome = 'upheld' FROM office_publicnotice n WHERE n.id = $1), false)
$$;
