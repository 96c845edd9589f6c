-- An answered objection lets go of its person when the time has come; nothing else of it changes.
CREATE OR REPLACE FUNCTION office_objection_moves() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  n office_publicnotice;
BEGIN
  IF (NEW.notice_id, NEW.number, NEW.token, NEW.code_digest, NEW.raised_at)
     IS DISTINCT FROM (OLD.notice_id, OLD.number, OLD.token, OLD.code_digest, OLD.raised_at)
     OR (NEW.by_id IS DISTINCT FROM OLD.by_id AND NEW.forgotten_at IS NULL)
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
  IF OLD.forgotten_at IS NULL AND NEW.forgotten_at IS NOT NULL AND EXISTS (
    SELECT FROM office_publicnotice WHERE id = NEW.notice_id AND state IN ('open', 'extended')) THEN
    RAISE EXCEPTION 'too early' USING ERRCODE = 'check_violation', CONSTRAINT = 'office_objection_stays';
  END IF;
  RETURN NEW;
END $$;
