-- Aid to households. Everything here runs as the owner of the tables.
-- Every refusal names a constraint; `shop/aid_refusals.py` has its sentence.

CREATE FUNCTION shop_aid_refuse(name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%', name USING ERRCODE = 'check_violation', CONSTRAINT = name;
END $$;

-- --- who

-- A post for that role over that region, given by somebody else.
CREATE FUNCTION shop_aid_holds(who bigint, wanted text, region bigint) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM office_post p
    JOIN accounts_user u ON u.id = p.user_id AND u.is_active AND u.is_staff
    JOIN places_region mine ON mine.id = p.region_id
    JOIN places_region theirs ON theirs.id = region AND theirs.code LIKE mine.code || '%'
    WHERE p.user_id = who AND p.role = wanted AND p.given_by_id <> who
      AND p.valid_from <= office_day_of(now())
      AND (p.valid_to IS NULL OR p.valid_to > office_day_of(now()))
  )
$$;

-- The household's own account, and whoever bears one of the household's documents.
CREATE FUNCTION shop_aid_is_own(who bigint, applicant bigint, of_household bigint) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT who = applicant IS TRUE OR EXISTS (
    SELECT FROM accounts_identity i JOIN shop_householddocument d USING (document_lookup)
    WHERE i.user_id = who AND d.household_id = of_household)
$$;

CREATE FUNCTION shop_aid_is_related(who bigint, of_case bigint) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM shop_aiddeclaration WHERE case_id = of_case AND by_id = who AND is_related)
$$;

-- A seat is for who holds the post, is none of the household, and has declared to be no relative.
CREATE FUNCTION shop_aid_takes_seat(c shop_aidcase, who bigint, wanted text, has_declared boolean) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF shop_aid_is_own(who, c.applicant_id, c.household_id) THEN PERFORM shop_aid_refuse('shop_aid_own_case'); END IF;
  IF shop_aid_is_related(who, c.id) THEN PERFORM shop_aid_refuse('shop_aid_related'); END IF;
  IF has_declared AND NOT EXISTS (
    SELECT FROM shop_aiddeclaration WHERE case_id = c.id AND by_id = who AND NOT is_related) THEN
    PERFORM shop_aid_refuse('shop_aid_undeclared');
  END IF;
  IF NOT shop_aid_holds(who, wanted, c.region_id) THEN PERFORM shop_aid_refuse('shop_aid_post'); END IF;
END $$;

CREATE FUNCTION shop_aid_has_spoken(who bigint, of_case bigint) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM shop_aidvoice WHERE case_id = of_case AND by_id = who)
$$;

-- --- how much

CREATE FUNCTION shop_aid_rule_on(day date) RETURNS shop_aidrule
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT * FROM shop_aidrule WHERE valid_from <= day ORDER BY valid_from DESC LIMIT 1
$$;

-- Volatile, so that what another approval of the household has just committed is seen behind the lock.
CREATE FUNCTION shop_aid_within_limits(c shop_aidcase, fen bigint, day date) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  rule shop_aidrule;
  so_far record;
  most bigint;
BEGIN
  PERFORM FROM shop_household WHERE id = c.household_id FOR UPDATE;
  rule := shop_aid_rule_on(day);
  IF rule.id IS NULL THEN PERFORM shop_aid_refuse('shop_aid_no_rule'); END IF;
  most := CASE c.cause WHEN 'illness' THEN rule.illness_fen WHEN 'disability' THEN rule.disability_fen
    WHEN 'study' THEN rule.study_fen WHEN 'accident' THEN rule.accident_fen ELSE rule.living_fen END;
  IF fen > most THEN PERFORM shop_aid_refuse('shop_aid_payment_limit'); END IF;
  IF c.is_emergency AND fen > rule.emergency_fen THEN PERFORM shop_aid_refuse('shop_aid_emergency_limit'); END IF;
  -- A year is that of the decision.
  SELECT coalesce(sum(approved_fen), 0) AS fen, count(*) FILTER (WHERE cause = c.cause) AS times INTO so_far
    FROM shop_aidcase
    WHERE household_id = c.household_id AND id <> c.id AND state IN ('approved', 'paid', 'receipted', 'followed_up')
      AND date_part('year', office_day_of(approved_at)) = date_part('year', day);
  IF so_far.times >= rule.times_per_cause_a_year THEN PERFORM shop_aid_refuse('shop_aid_same_cause'); END IF;
  IF so_far.fen + fen > rule.household_year_fen THEN PERFORM shop_aid_refuse('shop_aid_household_limit'); END IF;
END $$;

-- What an entry has paid from that fund for that cause.
CREATE FUNCTION shop_aid_paid(entry bigint, fund bigint, for_cause text) RETURNS bigint
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT g.fen FROM shop_entry e JOIN shop_leg g ON g.entry_id = e.id JOIN shop_account a ON a.id = g.account_id
    WHERE e.id = entry AND e.fund_id = fund AND e.kind = 'aid' AND a.kind = 'expense' AND a.cause = for_cause
$$;

-- --- an application begins

CREATE FUNCTION shop_aid_begins() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  f shop_fund;
  day date := office_day_of(NEW.entered_at);
BEGIN
  SELECT * INTO f FROM shop_fund WHERE id = NEW.fund_id;
  IF NEW.state <> 'submitted' OR NEW.ratification <> '' OR num_nonnulls(
    NEW.handler_id, NEW.visitor_a_id, NEW.visitor_b_id, NEW.approver_id, NEW.payer_id, NEW.ratified_by_id, NEW.notice_id,
    NEW.entry_id, NEW.approved_fen, NEW.proposed_fen, NEW.paid_at) > 0 THEN
    PERFORM shop_aid_refuse('shop_aid_moves');
  END IF;
  IF NOT NEW.cause = ANY (f.causes) THEN PERFORM shop_aid_refuse('shop_aid_on_purpose'); END IF;
  IF day NOT BETWEEN f.plan_from AND f.plan_to THEN PERFORM shop_aid_refuse('shop_aid_within_plan'); END IF;
  IF (NEW.source = 'household') IS DISTINCT FROM (NEW.entered_by_id = NEW.applicant_id IS TRUE) THEN
    PERFORM shop_aid_refuse('shop_aid_own_case');
  END IF;
  IF NEW.source <> 'household' THEN
    IF shop_aid_is_own(NEW.entered_by_id, NEW.applicant_id, NEW.household_id) THEN
      PERFORM shop_aid_refuse('shop_aid_own_case');
    END IF;
    IF NOT shop_aid_holds(NEW.entered_by_id, 'aid_worker', NEW.region_id) THEN PERFORM shop_aid_refuse('shop_aid_post'); END IF;
  END IF;
  PERFORM shop_aid_within_limits(NEW, 0, day);
  RETURN NEW;
END $$;

CREATE TRIGGER begins BEFORE INSERT ON shop_aidcase FOR EACH ROW EXECUTE FUNCTION shop_aid_begins();

-- --- and goes its way

-- The same table as AID_MOVES in shop/workflow.py.
CREATE FUNCTION shop_aid_may_move(old text, new text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT (old, new) IN (
    ('submitted', 'visiting'), ('submitted', 'rejected'), ('submitted', 'withdrawn'),
    ('visiting', 'discussing'), ('visiting', 'rejected'), ('visiting', 'withdrawn'),
    ('discussing', 'notice'), ('discussing', 'approved'), ('discussing', 'rejected'), ('discussing', 'withdrawn'),
    ('notice', 'approved'), ('notice', 'rejected'), ('notice', 'withdrawn'),
    ('approved', 'paid'), ('approved', 'withdrawn'), ('paid', 'receipted'), ('receipted', 'followed_up'),
    ('rejected', 'submitted'), ('rejected', 'visiting'), ('rejected', 'discussing'))
$$;

-- What a step has written stays: each part may change in the states in which it is being made, and in no other.
CREATE FUNCTION shop_aid_stays(old shop_aidcase, new shop_aidcase) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF (new.household_id, new.fund_id, new.cause, new.region_id, new.family_size, new.source, new.applicant_id,
      new.entered_by_id, new.entered_at, new.token)
     IS DISTINCT FROM
     (old.household_id, old.fund_id, old.cause, old.region_id, old.family_size, old.source, old.applicant_id,
      old.entered_by_id, old.entered_at, old.token)
     OR (old.handler_id IS NOT NULL AND new.handler_id IS DISTINCT FROM old.handler_id)
     OR (old.state NOT IN ('submitted', 'visiting')
         AND (new.visitor_a_id, new.visitor_b_id) IS DISTINCT FROM (old.visitor_a_id, old.visitor_b_id))
     OR (new.visitor_a_id IS DISTINCT FROM old.visitor_a_id AND EXISTS (
         SELECT FROM shop_aidvisit WHERE case_id = old.id AND by_id = old.visitor_a_id))
     OR (new.visitor_b_id IS DISTINCT FROM old.visitor_b_id AND EXISTS (
         SELECT FROM shop_aidvisit WHERE case_id = old.id AND by_id = old.visitor_b_id))
     OR (old.state <> 'visiting' AND new.proposed_fen IS DISTINCT FROM old.proposed_fen)
     OR (old.state NOT IN ('submitted', 'visiting', 'discussing') AND new.is_emergency <> old.is_emergency)
     OR ((new.state <> 'notice' OR old.state <> 'discussing') AND new.notice_id IS DISTINCT FROM old.notice_id)
     OR ((new.state <> 'approved' OR old.state = 'approved')
         AND (new.approver_id, new.approved_fen, new.approved_at, new.ratify_due_on)
         IS DISTINCT FROM (old.approver_id, old.approved_fen, old.approved_at, old.ratify_due_on))
     OR ((new.state <> 'paid' OR old.state = 'paid')
         AND (new.payer_id, new.paid_at, new.entry_id, new.follow_up_due_on)
         IS DISTINCT FROM (old.payer_id, old.paid_at, old.entry_id, old.follow_up_due_on))
     OR ((new.state <> 'receipted' OR old.state = 'receipted')
         AND (new.receipted_by_id, new.receipted_at, new.receipt_no)
         IS DISTINCT FROM (old.receipted_by_id, old.receipted_at, old.receipt_no))
     OR (old.ratification <> '' AND (new.ratification, new.ratified_by_id, new.ratified_at, new.ratification_note)
         IS DISTINCT FROM (old.ratification, old.ratified_by_id, old.ratified_at, old.ratification_note)) THEN
    PERFORM shop_aid_refuse('shop_aid_stays');
  END IF;
END $$;

CREATE FUNCTION shop_aid_seats(old shop_aidcase, new shop_aidcase) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  seated bigint[] := ARRAY[
    new.handler_id, new.visitor_a_id, new.visitor_b_id, new.approver_id, new.payer_id, new.ratified_by_id];
  who bigint;
BEGIN
  IF (SELECT count(p) <> count(DISTINCT p) FROM unnest(seated) p) THEN PERFORM shop_aid_refuse('shop_aid_five_people'); END IF;
  IF new.handler_id IS DISTINCT FROM old.handler_id THEN
    PERFORM shop_aid_takes_seat(new, new.handler_id, 'aid_worker', true);
  END IF;
  FOREACH who IN ARRAY ARRAY[new.visitor_a_id, new.visitor_b_id] LOOP
    -- A visitor declares with the visit; who is known to be related is not sent at all.
    IF who IS NOT NULL AND who IS DISTINCT FROM old.visitor_a_id AND who IS DISTINCT FROM old.visitor_b_id THEN
      PERFORM shop_aid_takes_seat(new, who, 'aid_worker', false);
    END IF;
  END LOOP;
  IF new.approver_id IS DISTINCT FROM old.approver_id THEN
    PERFORM shop_aid_takes_seat(new, new.approver_id, 'aid_decider', true);
  END IF;
  IF new.ratified_by_id IS DISTINCT FROM old.ratified_by_id THEN
    PERFORM shop_aid_takes_seat(new, new.ratified_by_id, 'aid_decider', true);
  END IF;
  IF new.payer_id IS DISTINCT FROM old.payer_id THEN
    PERFORM shop_aid_takes_seat(new, new.payer_id, 'payer', true);
  END IF;
  -- Who approves, ratifies or pays has had no part in the discussion.
  FOREACH who IN ARRAY ARRAY[new.approver_id, new.payer_id, new.ratified_by_id] LOOP
    IF shop_aid_has_spoken(who, new.id) THEN PERFORM shop_aid_refuse('shop_aid_five_people'); END IF;
  END LOOP;
  IF new.payer_id = new.bank_set_by_id THEN PERFORM shop_aid_refuse('shop_aid_payer_wrote_account'); END IF;
  IF new.refused_by_id IS DISTINCT FROM old.refused_by_id
     AND shop_aid_is_own(new.refused_by_id, new.applicant_id, new.household_id) THEN
    PERFORM shop_aid_refuse('shop_aid_own_case');
  END IF;
END $$;

-- Three have spoken, and more of them for it than against.
CREATE FUNCTION shop_aid_is_agreed(of_case bigint) RETURNS boolean
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT count(*) >= 3 AND count(*) FILTER (WHERE agrees) * 2 > count(*) FROM shop_aidvoice WHERE case_id = of_case
$$;

CREATE FUNCTION shop_aid_is_approved(old shop_aidcase, new shop_aidcase) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  day date := office_day_of(new.approved_at);
BEGIN
  IF old.state = 'notice' AND NOT office_notice_has_passed(new.notice_id) THEN
    PERFORM shop_aid_refuse('shop_aid_notice_first');
  END IF;
  IF old.state = 'discussing' THEN
    IF NOT new.is_emergency THEN PERFORM shop_aid_refuse('shop_aid_notice_first'); END IF;
    IF NOT shop_aid_is_agreed(new.id) THEN PERFORM shop_aid_refuse('shop_aid_discussed'); END IF;
    IF new.ratify_due_on IS NULL OR new.ratify_due_on < day THEN PERFORM shop_aid_refuse('shop_aid_ratify_due'); END IF;
  END IF;
  IF NOT EXISTS (SELECT FROM shop_fund WHERE id = new.fund_id AND day BETWEEN plan_from AND plan_to) THEN
    PERFORM shop_aid_refuse('shop_aid_within_plan');
  END IF;
  PERFORM shop_aid_within_limits(new, new.approved_fen, day);
END $$;

CREATE FUNCTION shop_aid_moves() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  e shop_entry;
BEGIN
  PERFORM shop_aid_stays(OLD, NEW);
  IF OLD.state <> NEW.state AND NOT shop_aid_may_move(OLD.state, NEW.state) THEN
    PERFORM shop_aid_refuse('shop_aid_moves');
  END IF;
  PERFORM shop_aid_seats(OLD, NEW);
  IF NEW.ratification <> '' AND OLD.ratification = '' AND (
    NOT NEW.is_emergency OR NEW.ratify_due_on IS NULL OR NEW.state NOT IN ('approved', 'paid', 'receipted')) THEN
    PERFORM shop_aid_refuse('shop_aid_nothing_to_ratify');
  END IF;
  IF NEW.state = OLD.state THEN RETURN NEW; END IF;

  IF NEW.state = 'discussing' AND OLD.state = 'visiting' THEN
    IF (SELECT count(*) FROM shop_aidvisit WHERE case_id = NEW.id AND by_id IN (NEW.visitor_a_id, NEW.visitor_b_id)) < 2 THEN
      PERFORM shop_aid_refuse('shop_aid_visited');
    END IF;
    PERFORM shop_aid_within_limits(NEW, NEW.proposed_fen, office_day_of(NEW.discussed_at));
  ELSIF NEW.state = 'notice' THEN
    IF NEW.is_emergency OR NEW.notice_id IS NULL THEN PERFORM shop_aid_refuse('shop_aid_moves'); END IF;
    IF NOT shop_aid_is_agreed(NEW.id) THEN PERFORM shop_aid_refuse('shop_aid_discussed'); END IF;
  ELSIF NEW.state = 'approved' THEN
    PERFORM shop_aid_is_approved(OLD, NEW);
  ELSIF NEW.state = 'paid' THEN
    SELECT * INTO e FROM shop_entry WHERE id = NEW.entry_id;
    IF shop_aid_paid(NEW.entry_id, NEW.fund_id, NEW.cause) IS DISTINCT FROM NEW.approved_fen
       OR (e.made_by_id, e.approved_by_id) IS DISTINCT FROM (NEW.payer_id, NEW.approver_id) THEN
      PERFORM shop_aid_refuse('shop_aid_entry');
    END IF;
    IF NEW.ratification = 'refused' THEN PERFORM shop_aid_refuse('shop_aid_not_ratified'); END IF;
    IF EXISTS (SELECT FROM shop_aidcase WHERE bank_lookup = NEW.bank_lookup AND household_id <> NEW.household_id) THEN
      PERFORM shop_aid_refuse('shop_aid_account_of_another');
    END IF;
  ELSIF NEW.state = 'receipted' AND NOT (
    (NEW.receipted_by_id = NEW.applicant_id) IS TRUE
    OR (NEW.receipt_no ~ '\S' AND NEW.receipted_by_id IN (NEW.handler_id, NEW.visitor_a_id, NEW.visitor_b_id))) THEN
    PERFORM shop_aid_refuse('shop_aid_receipt_of_household');
  ELSIF NEW.state = 'followed_up' THEN
    IF NEW.is_emergency AND NEW.ratification = '' THEN PERFORM shop_aid_refuse('shop_aid_ratify_first'); END IF;
    IF NEW.followed_up_by_id NOT IN (NEW.handler_id, NEW.visitor_a_id, NEW.visitor_b_id) THEN
      PERFORM shop_aid_refuse('shop_aid_known_there');
    END IF;
  ELSIF NEW.state = 'rejected' AND NEW.refused_from <> OLD.state THEN
    PERFORM shop_aid_refuse('shop_aid_moves');
  ELSIF OLD.state = 'rejected' THEN
    IF NEW.state <> (CASE OLD.refused_from WHEN 'notice' THEN 'discussing' ELSE OLD.refused_from END)
       OR NOT EXISTS (SELECT FROM shop_aidobjection WHERE case_id = NEW.id AND is_upheld) THEN
      PERFORM shop_aid_refuse('shop_aid_moves');
    END IF;
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER moves BEFORE UPDATE ON shop_aidcase FOR EACH ROW EXECUTE FUNCTION shop_aid_moves();

-- --- what people add, each for themselves

CREATE FUNCTION shop_aid_visit_enters() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  c shop_aidcase;
BEGIN
  SELECT * INTO c FROM shop_aidcase WHERE id = NEW.case_id FOR UPDATE;
  IF NEW.by_id IN (c.visitor_a_id, c.visitor_b_id) IS NOT TRUE THEN PERFORM shop_aid_refuse('shop_aid_visitors_only'); END IF;
  PERFORM shop_aid_takes_seat(c, NEW.by_id, 'aid_worker', true);
  IF c.state <> 'visiting' THEN PERFORM shop_aid_refuse('shop_aid_moves'); END IF;
  IF NEW.day NOT BETWEEN office_day_of(c.entered_at) AND office_day_of(NEW.at) THEN
    PERFORM shop_aid_refuse('shop_aid_visit_day');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER enters BEFORE INSERT ON shop_aidvisit FOR EACH ROW EXECUTE FUNCTION shop_aid_visit_enters();

CREATE FUNCTION shop_aid_voice_enters() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  c shop_aidcase;
BEGIN
  SELECT * INTO c FROM shop_aidcase WHERE id = NEW.case_id FOR UPDATE;
  PERFORM shop_aid_takes_seat(c, NEW.by_id, 'aid_worker', true);
  IF c.state <> 'discussing' THEN PERFORM shop_aid_refuse('shop_aid_moves'); END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER enters BEFORE INSERT ON shop_aidvoice FOR EACH ROW EXECUTE FUNCTION shop_aid_voice_enters();

-- What was said stays; sealed columns alone are sealed anew when the key changes.
CREATE FUNCTION shop_aid_visit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR (NEW.case_id, NEW.by_id, NEW.day, NEW.photo, NEW.at)
     IS DISTINCT FROM (OLD.case_id, OLD.by_id, OLD.day, OLD.photo, OLD.at) THEN
    PERFORM shop_aid_refuse('shop_aid_stays');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON shop_aidvisit FOR EACH ROW EXECUTE FUNCTION shop_aid_visit_stays();

CREATE FUNCTION shop_aid_voice_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR (NEW.case_id, NEW.by_id, NEW.agrees, NEW.at)
     IS DISTINCT FROM (OLD.case_id, OLD.by_id, OLD.agrees, OLD.at) THEN
    PERFORM shop_aid_refuse('shop_aid_stays');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON shop_aidvoice FOR EACH ROW EXECUTE FUNCTION shop_aid_voice_stays();

CREATE FUNCTION shop_aid_is_never_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM shop_aid_refuse('shop_aid_stays');
  RETURN OLD;
END $$;

CREATE TRIGGER stays BEFORE DELETE ON shop_aidcase FOR EACH ROW EXECUTE FUNCTION shop_aid_is_never_deleted();
CREATE TRIGGER stays BEFORE DELETE ON shop_household FOR EACH ROW EXECUTE FUNCTION shop_aid_is_never_deleted();

CREATE FUNCTION shop_aid_document_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR NEW.household_id <> OLD.household_id THEN PERFORM shop_aid_refuse('shop_aid_stays'); END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON shop_householddocument
  FOR EACH ROW EXECUTE FUNCTION shop_aid_document_stays();

-- --- an objection to a refusal: once, answered by somebody else

CREATE FUNCTION shop_aid_objection_enters() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF (SELECT state FROM shop_aidcase WHERE id = NEW.case_id FOR UPDATE) <> 'rejected' OR NEW.is_upheld IS NOT NULL THEN
    PERFORM shop_aid_refuse('shop_aid_moves');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER enters BEFORE INSERT ON shop_aidobjection FOR EACH ROW EXECUTE FUNCTION shop_aid_objection_enters();

CREATE FUNCTION shop_aid_objection_answers() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  c shop_aidcase;
BEGIN
  IF TG_OP = 'DELETE' OR (NEW.case_id, NEW.at, NEW.due_on) IS DISTINCT FROM (OLD.case_id, OLD.at, OLD.due_on)
     OR (OLD.is_upheld IS NOT NULL AND (NEW.is_upheld, NEW.answer, NEW.answered_by_id, NEW.answered_at)
         IS DISTINCT FROM (OLD.is_upheld, OLD.answer, OLD.answered_by_id, OLD.answered_at)) THEN
    PERFORM shop_aid_refuse('shop_aid_stays');
  END IF;
  IF NEW.answered_by_id IS DISTINCT FROM OLD.answered_by_id THEN
    SELECT * INTO c FROM shop_aidcase WHERE id = NEW.case_id;
    IF NEW.answered_by_id = c.refused_by_id THEN PERFORM shop_aid_refuse('shop_aid_answered_by_another'); END IF;
    PERFORM shop_aid_takes_seat(c, NEW.answered_by_id, 'aid_decider', true);
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER answers BEFORE UPDATE OR DELETE ON shop_aidobjection
  FOR EACH ROW EXECUTE FUNCTION shop_aid_objection_answers();

-- --- rules are dated: what has begun is not rewritten

CREATE FUNCTION shop_aid_rule_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  today date := office_day_of(now());
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.valid_from < today AND EXISTS (SELECT FROM shop_aidrule) THEN PERFORM shop_aid_refuse('shop_aid_rule_ahead'); END IF;
    RETURN NEW;
  END IF;
  IF OLD.valid_from <= today OR (TG_OP = 'UPDATE' AND NEW.valid_from < today) THEN
    PERFORM shop_aid_refuse('shop_aid_rule_ahead');
  END IF;
  RETURN coalesce(NEW, OLD);
END $$;

CREATE TRIGGER stands BEFORE INSERT OR UPDATE OR DELETE ON shop_aidrule
  FOR EACH ROW EXECUTE FUNCTION shop_aid_rule_stands();
