-- Two people are two persons, not two accounts; standing comes from posts that two administrators stand for, and not
-- from whoever it would be used for; times are the database's own. Replaces functions of 0002; what is not here stays.

-- --- who is one person

-- The account of the registration that stands, where this account's was merged into it; otherwise the account itself.
-- From the merges, which change only by the office's word (`volunteers_merge_guard`), not from `merged_into`.
CREATE FUNCTION volunteers_person(who bigint) RETURNS bigint
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  registration bigint;
  into_which bigint;
  root bigint;
BEGIN
  SELECT id INTO registration FROM volunteers_volunteer WHERE user_id = who;
  FOR hop IN 1..20 LOOP
    SELECT kept_id INTO into_which FROM volunteers_merge
      WHERE merged_id = registration AND approved_at IS NOT NULL AND undone_at IS NULL;
    EXIT WHEN NOT FOUND;
    root := into_which;
    registration := into_which;
  END LOOP;
  IF root IS NULL THEN RETURN who; END IF;
  RETURN (SELECT user_id FROM volunteers_volunteer WHERE id = root);
END $$;

-- Whose registration this is.
CREATE FUNCTION volunteers_person_of(registration bigint) RETURNS bigint
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN volunteers_person((SELECT user_id FROM volunteers_volunteer WHERE id = registration));
END $$;

-- --- standing

CREATE OR REPLACE FUNCTION volunteers_office_over(who bigint, region bigint) RETURNS boolean
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN office_holds(who, 'reviewer', region);
END $$;

-- Whether an appointment goes back to one of these persons: they appointed, or whoever did has it from them alone. An
-- appointment by the office does not, and one that turns in a circle goes back to nobody who could answer for it.
CREATE FUNCTION volunteers_goes_back_to(appointer bigint, above bigint[], persons bigint[], passed bigint[])
  RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF volunteers_person(appointer) = ANY (persons) OR appointer = ANY (passed) OR cardinality(passed) > 12 THEN
    RETURN true;
  END IF;
  IF EXISTS (SELECT FROM office_post WHERE user_id = appointer AND role = 'reviewer' AND agreed_by_id IS NOT NULL) THEN
    RETURN false;
  END IF;
  RETURN coalesce((
    SELECT bool_and(volunteers_goes_back_to(m.appointed_by_id, above, persons, passed || appointer))
    FROM volunteers_membership m JOIN volunteers_volunteer v ON v.id = m.volunteer_id AND v.user_id = appointer
    WHERE m.organization_id = ANY (above) AND m.appointed_by_id IS NOT NULL), false);
END $$;

-- As `volunteers_leads`, but by an appointment that does not go back to one of these persons.
CREATE FUNCTION volunteers_leads_apart(who bigint, org bigint, persons bigint[]) RETURNS text
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  above bigint[];
  nearest boolean;
BEGIN
  SELECT string_to_array(trim(both '/' FROM path), '/')::bigint[] INTO above
    FROM volunteers_organization WHERE id = org;
  SELECT bool_or(m.organization_id = org) INTO nearest
    FROM volunteers_membership m
    JOIN volunteers_volunteer v ON v.id = m.volunteer_id AND v.state = 'active' AND v.user_id = who
    JOIN accounts_user u ON u.id = v.user_id AND u.is_active
    JOIN volunteers_organization o ON o.id = m.organization_id AND o.state = 'approved'
    WHERE m.role = 'leader' AND m.state = 'active' AND m.organization_id = ANY (above)
      AND NOT volunteers_goes_back_to(m.appointed_by_id, above, persons, '{}');
  RETURN CASE WHEN nearest THEN 'leader' WHEN NOT nearest THEN 'parent' END;
END $$;

CREATE OR REPLACE FUNCTION volunteers_membership_appointed() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.role <> 'leader' OR NEW.state <> 'active' THEN RETURN NEW; END IF;
  IF volunteers_person_of(NEW.volunteer_id) = volunteers_person(NEW.appointed_by_id) THEN
    RAISE EXCEPTION 'leader appointed by themself'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'volunteers_membership_appointed_by_another';
  END IF;
  IF (TG_OP = 'INSERT' OR OLD.role <> 'leader' OR OLD.state <> 'active' OR OLD.appointed_by_id <> NEW.appointed_by_id)
     AND volunteers_standing(NEW.appointed_by_id, NEW.organization_id) IS NULL
     -- A merge of two registrations carries a post along that was given with standing, whatever became of the giver.
     AND NOT EXISTS (
       SELECT FROM volunteers_merge g JOIN volunteers_membership m ON m.volunteer_id = g.merged_id
       WHERE g.kept_id = NEW.volunteer_id AND g.approved_at IS NOT NULL AND g.undone_at IS NULL
         AND m.organization_id = NEW.organization_id AND m.role = 'leader' AND m.state = 'active'
         AND m.appointed_by_id = NEW.appointed_by_id) THEN
    RAISE EXCEPTION 'appointed without standing'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'volunteers_membership_appointed_with_standing';
  END IF;
  RETURN NEW;
END $$;

-- --- when a shift's times were set

UPDATE volunteers_shift SET timed_at = least(now(), starts_at - interval '1 day');

CREATE FUNCTION volunteers_shift_timed() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF office_is_owner() THEN
    -- What is planted or repaired was announced in time, unless it says so.
    IF TG_OP = 'INSERT' THEN NEW.timed_at := least(NEW.timed_at, NEW.starts_at - interval '1 day'); END IF;
  ELSIF TG_OP = 'INSERT' THEN
    NEW.timed_at := now();
  ELSIF (NEW.starts_at, NEW.ends_at) IS DISTINCT FROM (OLD.starts_at, OLD.ends_at)
    -- Another end while it runs, still to come, makes nothing of what has been.
    AND NOT (NEW.starts_at = OLD.starts_at AND now() BETWEEN OLD.starts_at AND OLD.ends_at AND NEW.ends_at >= now())
  THEN
    NEW.timed_at := now();
  ELSE
    NEW.timed_at := OLD.timed_at;
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER timed BEFORE INSERT OR UPDATE OF starts_at, ends_at, timed_at ON volunteers_shift
  FOR EACH ROW EXECUTE FUNCTION volunteers_shift_timed();

-- --- records

CREATE OR REPLACE FUNCTION volunteers_record_enters() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  account bigint := (SELECT user_id FROM volunteers_volunteer WHERE id = NEW.volunteer_id);
  whose bigint;
  voucher bigint;
  enterer bigint;
  by_themself boolean;  -- not by the word of whose hours they are, or of who sends them
  checked_in record;
  hours_to_send integer;
BEGIN
  NEW.state := 'pending';
  NEW.needs := 'one';
  NEW.recorded_for_id := NEW.volunteer_id;
  NEW.day := office_day_of(NEW.starts_at);
  IF NOT office_is_owner() THEN NEW.entered_at := now(); END IF;
  -- Who confirms, by which caps and by when follows from the service and the day, not from what was sent.
  SELECT organization_id, due_on INTO NEW.organization_id, NEW.due_on
    FROM volunteers_service WHERE id = NEW.service_id;
  SELECT id, sync_within INTO NEW.rule_id, hours_to_send FROM volunteers_servicerule
    WHERE valid_to IS NULL OR valid_to > NEW.day ORDER BY valid_from LIMIT 1;
  IF NEW.rule_id IS NULL THEN
    RAISE EXCEPTION 'no rule' USING ERRCODE = 'check_violation', CONSTRAINT = 'volunteers_servicerecord_rule';
  END IF;
  NEW.is_late := office_day_of(NEW.entered_at) > NEW.due_on;
  IF NEW.source = 'self_report' AND NEW.replaces_id IS NULL AND NEW.entered_by_id <> account THEN
    RAISE EXCEPTION 'reported by somebody else'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'volunteers_servicerecord_reported_by_self';
  END IF;
  IF NEW.ends_at > least(NEW.entered_at, now()) + interval '5 minutes' THEN
    RAISE EXCEPTION 'service in the future'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'volunteers_servicerecord_not_in_future';
  END IF;
  PERFORM FROM volunteers_servicerecord WHERE id = NEW.replaces_id FOR UPDATE;
  IF NEW.replaces_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM volunteers_servicerecord
    WHERE id = NEW.replaces_id AND volunteer_id = NEW.volunteer_id
      AND (state IN ('confirmed', 'rejected')
           OR (state = 'pending' AND 'forgotten' = ANY (flags) AND sign_up_id = NEW.sign_up_id))
  ) THEN
    RAISE EXCEPTION 'nothing to correct'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'volunteers_servicerecord_corrects_own';
  END IF;
  -- An end that was filed because nobody checked out gives way to what is known, at once: it never counted.
  UPDATE volunteers_servicerecord SET state = 'corrected', needs = '' WHERE id = NEW.replaces_id AND state = 'pending';
  -- Checked in before the shift had its times: it was made for what had been already. Never what was sent.
  NEW.flags := array_remove(NEW.flags, 'backdated');
  IF NEW.source IN ('code', 'roster', 'location') AND NEW.sign_up_id IS NOT NULL THEN
    SELECT i.at, t.timed_at INTO checked_in
      FROM volunteers_signup s JOIN volunteers_shift t ON t.id = s.shift_id
      JOIN volunteers_proof i ON i.sign_up_id = s.id AND i.kind = 'in'
      WHERE s.id = NEW.sign_up_id;
    IF checked_in.at < checked_in.timed_at THEN NEW.flags := array_append(NEW.flags, 'backdated'); END IF;
  END IF;
  IF NEW.vouched_by_id IS NULL THEN RETURN NEW; END IF;

  whose := volunteers_person(account);
  voucher := volunteers_person(NEW.vouched_by_id);
  IF voucher = whose THEN
    RAISE EXCEPTION 'own hours' USING ERRCODE = 'check_violation', CONSTRAINT = 'volunteers_decision_not_own_hours';
  END IF;
  enterer := CASE NEW.entered_by_id WHEN account THEN whose ELSE volunteers_person(NEW.entered_by_id) END;
  by_themself := volunteers_leads_apart(
    NEW.vouched_by_id, NEW.organization_id, ARRAY[whose, nullif(enterer, voucher)]) IS NOT NULL;
  -- On site, that is by a leader: what the office enters, somebody else approves.
  IF NOT by_themself AND volunteers_leads(NEW.vouched_by_id, NEW.organization_id) IS NULL THEN
    RAISE EXCEPTION 'no standing' USING ERRCODE = 'check_violation', CONSTRAINT = 'volunteers_decision_standing';
  END IF;
  -- Proved twice on site, in a shift of that organization, for that person, by that way, and not longer than proved.
  IF NOT EXISTS (
    SELECT FROM volunteers_signup s
    JOIN volunteers_shift t ON t.id = s.shift_id
    JOIN volunteers_activity a ON a.id = t.activity_id AND a.organization_id = NEW.organization_id
    JOIN volunteers_service v ON v.id = NEW.service_id AND v.shift_id = t.id
    JOIN volunteers_proof i ON i.sign_up_id = s.id AND i.kind = 'in'
    JOIN volunteers_proof o ON o.sign_up_id = s.id AND o.kind = 'out'
    WHERE s.id = NEW.sign_up_id AND s.volunteer_id = NEW.volunteer_id
      AND NEW.starts_at >= i.at AND NEW.ends_at <= o.at
      AND o.vouched_by_id = NEW.vouched_by_id
      AND (i.vouched_by_id = NEW.vouched_by_id OR volunteers_person(i.vouched_by_id) <> whose)
  ) THEN
    RAISE EXCEPTION 'not proved' USING ERRCODE = 'check_violation', CONSTRAINT = 'volunteers_servicerecord_proved';
  END IF;
  -- Whose standing comes from the volunteer, or from whoever sends this for others, vouches for nothing: it waits.
  IF NOT by_themself AND NOT volunteers_office_over(
    NEW.vouched_by_id, (SELECT region_id FROM volunteers_organization WHERE id = NEW.organization_id)) THEN
    NEW.vouched_by_id := NULL;
    RETURN NEW;
  END IF;
  NEW.needs := volunteers_needs(
    NEW.volunteer_id, NEW.day, NEW.minutes, NULL, NEW.rule_id, 1,
    volunteers_standing(NEW.vouched_by_id, NEW.organization_id) = 'office');
  IF EXISTS (
    SELECT FROM volunteers_servicerecord
    WHERE volunteer_id = NEW.volunteer_id AND state = 'confirmed'
      -- Spelt as the exclusion constraint spells it, so that its index answers.
      AND tstzrange(starts_at, ends_at, '[)') && tstzrange(NEW.starts_at, NEW.ends_at, '[)')
  ) THEN
    NEW.needs := 'one';
    NEW.flags := array_append(NEW.flags, 'overlap');
  ELSIF 'backdated' = ANY (NEW.flags)
    OR (now() > NEW.ends_at + make_interval(hours => hours_to_send) AND NOT office_is_owner()) THEN
    -- Made for what had been, or told long after: somebody else says so too. Whoever vouched has said what they say.
    NEW.needs := CASE NEW.needs WHEN '' THEN 'one' ELSE NEW.needs END;
  ELSIF NEW.needs = '' THEN
    NEW.state := 'confirmed';
  END IF;
  RETURN NEW;
END $$;

-- --- decisions

-- How many other persons have said the same, and whether one of them for the office. Nobody speaks of their own hours,
-- not even where a merge showed only later whose they are.
CREATE FUNCTION volunteers_said(
  of_record bigint, what text, apart bigint[], OUT persons integer, OUT by_office boolean
) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  SELECT count(DISTINCT volunteers_person(by_id)), coalesce(bool_or(standing = 'office'), false)
    INTO persons, by_office FROM volunteers_decision
    WHERE record_id = of_record AND verdict = what AND volunteers_person(by_id) <> ALL (apart);
END $$;

CREATE OR REPLACE FUNCTION volunteers_decide() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  it volunteers_servicerecord;
  mine bigint := volunteers_person(NEW.by_id);
  whose bigint;
  enterer bigint;
  others record;
  left_to_do text;
BEGIN
  SELECT * INTO it FROM volunteers_servicerecord WHERE id = NEW.record_id FOR UPDATE;
  IF NOT office_is_owner() THEN NEW.at := now(); END IF;
  -- Who vouched is weighed when the record comes in; `volunteers_record_vouched` writes it down, and only once.
  IF it.vouched_by_id = NEW.by_id AND NEW.verdict = 'confirm' THEN RETURN NEW; END IF;
  whose := volunteers_person_of(it.volunteer_id);
  enterer := volunteers_person(it.entered_by_id);
  IF mine = whose OR mine = volunteers_person_of(it.recorded_for_id) THEN
    RAISE EXCEPTION 'own hours' USING ERRCODE = 'check_violation', CONSTRAINT = 'volunteers_decision_not_own_hours';
  END IF;
  NEW.standing := coalesce(volunteers_standing(NEW.by_id, it.organization_id), '');
  IF NEW.standing = '' THEN
    RAISE EXCEPTION 'no standing' USING ERRCODE = 'check_violation', CONSTRAINT = 'volunteers_decision_standing';
  END IF;
  IF it.state <> (CASE NEW.verdict WHEN 'void' THEN 'confirmed' ELSE 'pending' END) THEN
    RAISE EXCEPTION 'decided already'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'volunteers_decision_still_open';
  END IF;
  IF NEW.verdict = 'confirm' THEN
    -- Who entered hours does not confirm them.
    IF mine = enterer THEN
      RAISE EXCEPTION 'entered by the same person'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'volunteers_decision_by_another';
    END IF;
    -- Nor whoever leads by their word alone.
    IF NEW.standing <> 'office' THEN
      NEW.standing := coalesce(volunteers_leads_apart(NEW.by_id, it.organization_id, ARRAY[whose, enterer]), '');
      IF NEW.standing = '' THEN
        RAISE EXCEPTION 'leads by their word'
          USING ERRCODE = 'check_violation', CONSTRAINT = 'volunteers_decision_not_by_their_leader';
      END IF;
    END IF;
    -- Nor whoever proved them in a shift that was made when they had been.
    IF 'backdated' = ANY (it.flags) AND EXISTS (
      SELECT FROM volunteers_proof WHERE sign_up_id = it.sign_up_id AND volunteers_person(vouched_by_id) = mine
    ) THEN
      RAISE EXCEPTION 'proved by the same person'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'volunteers_decision_backdated';
    END IF;
  END IF;

  SELECT * INTO others FROM volunteers_said(it.id, NEW.verdict, ARRAY[mine, whose]);
  IF NEW.verdict = 'reject' THEN
    UPDATE volunteers_servicerecord SET state = 'rejected', needs = '' WHERE id = it.id;
  ELSIF NEW.verdict = 'void' THEN
    UPDATE volunteers_servicerecord
      SET state = CASE WHEN others.persons > 0 THEN 'void' ELSE state END,
          needs = CASE WHEN others.persons > 0 THEN '' ELSE 'void' END
      WHERE id = it.id;
  ELSE
    left_to_do := volunteers_needs(
      it.volunteer_id, it.day, it.minutes, it.replaces_id, it.rule_id, others.persons + 1,
      NEW.standing = 'office' OR others.by_office);
    IF left_to_do = '' AND it.replaces_id IS NOT NULL THEN
      UPDATE volunteers_servicerecord SET state = 'corrected', needs = ''
        WHERE id = it.replaces_id AND state = 'confirmed';
    END IF;
    UPDATE volunteers_servicerecord
      SET state = CASE WHEN left_to_do = '' THEN 'confirmed' ELSE state END, needs = left_to_do
      WHERE id = it.id;
  END IF;
  RETURN NEW;
END $$;

-- --- merges

CREATE OR REPLACE FUNCTION volunteers_merge_guard() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  region bigint := (SELECT region_id FROM volunteers_volunteer WHERE id = NEW.kept_id);
  involved bigint[];  -- nobody of whom it is about
  in_office bigint[];  -- by their posts
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.approved_at IS NOT NULL AND (
    (NEW.kept_id, NEW.merged_id, NEW.by_id, NEW.approved_by_id, NEW.approved_at, NEW.reason)
      IS DISTINCT FROM (OLD.kept_id, OLD.merged_id, OLD.by_id, OLD.approved_by_id, OLD.approved_at, OLD.reason)
    OR OLD.undone_at IS NOT NULL
  ) THEN
    RAISE EXCEPTION 'a merge that was carried out stays as it is'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'volunteers_merge_stays';
  END IF;
  IF NEW.approved_at IS NULL THEN RETURN NEW; END IF;
  IF TG_OP = 'INSERT' OR OLD.approved_at IS NULL THEN
    involved := ARRAY[NEW.by_id, NEW.approved_by_id];
    in_office := ARRAY[NEW.approved_by_id];
    IF volunteers_person(NEW.by_id) = volunteers_person(NEW.approved_by_id) THEN
      RAISE EXCEPTION 'one person'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'volunteers_merge_approved_by_another';
    END IF;
  END IF;
  -- Undoing gives back what two people had decided; the office does it, and nobody for themself.
  IF NEW.undone_at IS NOT NULL AND (TG_OP = 'INSERT' OR OLD.undone_at IS NULL) THEN
    involved := involved || NEW.undone_by_id;
    in_office := in_office || NEW.undone_by_id;
  END IF;
  IF EXISTS (
    SELECT FROM unnest(involved) AS who
    WHERE volunteers_person(who) IN (volunteers_person_of(NEW.kept_id), volunteers_person_of(NEW.merged_id))
  ) THEN
    RAISE EXCEPTION 'own registration' USING ERRCODE = 'check_violation', CONSTRAINT = 'volunteers_merge_not_own';
  END IF;
  IF EXISTS (SELECT FROM unnest(in_office) AS who WHERE NOT volunteers_office_over(who, region)) THEN
    RAISE EXCEPTION 'no standing' USING ERRCODE = 'check_violation', CONSTRAINT = 'volunteers_merge_standing';
  END IF;
  RETURN NEW;
END $$;

-- Who is whose person stays known: what was carried out is undone, not taken out.
CREATE FUNCTION volunteers_merge_kept() RETURNS trigger
  LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF office_is_owner() THEN RETURN OLD; END IF;
  RAISE EXCEPTION 'merges are kept' USING ERRCODE = 'check_violation', CONSTRAINT = 'volunteers_merge_stays';
END $$;

CREATE TRIGGER kept BEFORE DELETE ON volunteers_merge
  FOR EACH ROW WHEN (OLD.approved_at IS NOT NULL) EXECUTE FUNCTION volunteers_merge_kept();

-- Hours that somebody confirmed of a second registration of their own wait again, for whom the rule asks for.
CREATE FUNCTION volunteers_open_own_word(person bigint) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  self bigint := volunteers_person_of(person);
  it volunteers_servicerecord;
  others record;
  left_to_do text;
BEGIN
  FOR it IN
    SELECT r.* FROM volunteers_servicerecord r
    WHERE r.volunteer_id = person AND r.state = 'confirmed' AND EXISTS (
      SELECT FROM volunteers_decision d
      WHERE d.record_id = r.id AND d.verdict = 'confirm' AND volunteers_person(d.by_id) = self)
  LOOP
    SELECT * INTO others FROM volunteers_said(it.id, 'confirm', ARRAY[self]);
    left_to_do := volunteers_needs(
      person, it.day, it.minutes, it.id, it.rule_id, others.persons, others.by_office);
    IF left_to_do <> '' THEN
      UPDATE volunteers_servicerecord SET state = 'pending', needs = left_to_do WHERE id = it.id;
    END IF;
  END LOOP;
END $$;

CREATE OR REPLACE FUNCTION volunteers_merge_moves() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.undone_at IS NULL THEN
    UPDATE volunteers_servicerecord SET volunteer_id = NEW.kept_id WHERE volunteer_id = NEW.merged_id;
    PERFORM volunteers_open_own_word(NEW.kept_id);
  ELSE
    -- Its own records, and those of whoever had been merged into it before.
    WITH RECURSIVE family(id) AS (
      SELECT NEW.merged_id
      UNION
      SELECT m.merged_id FROM volunteers_merge m JOIN family ON family.id = m.kept_id
        WHERE m.approved_at IS NOT NULL AND m.undone_at IS NULL
    )
    UPDATE volunteers_servicerecord SET volunteer_id = NEW.merged_id
      WHERE volunteer_id = NEW.kept_id AND recorded_for_id IN (SELECT id FROM family);
  END IF;
  RETURN NULL;
END $$;

-- --- spot checks

CREATE FUNCTION volunteers_finding_by_another() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  mine bigint := volunteers_person(NEW.by_id);
  it volunteers_servicerecord;
BEGIN
  SELECT * INTO it FROM volunteers_servicerecord WHERE id = NEW.record_id;
  IF mine IN (volunteers_person_of(it.volunteer_id), volunteers_person_of(it.recorded_for_id)) THEN
    RAISE EXCEPTION 'own hours' USING ERRCODE = 'check_violation', CONSTRAINT = 'volunteers_finding_not_own_hours';
  END IF;
  IF mine = volunteers_person(it.entered_by_id) OR EXISTS (
    SELECT FROM volunteers_decision WHERE record_id = it.id AND volunteers_person(by_id) = mine
  ) THEN
    RAISE EXCEPTION 'own word' USING ERRCODE = 'check_violation', CONSTRAINT = 'volunteers_finding_by_another';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER by_another BEFORE INSERT OR UPDATE ON volunteers_finding
  FOR EACH ROW WHEN (NEW.by_id IS NOT NULL) EXECUTE FUNCTION volunteers_finding_by_another();

-- --- closed doors

REVOKE EXECUTE ON FUNCTION
  volunteers_merge_kept(), volunteers_open_own_word(bigint), volunteers_finding_by_another(), volunteers_shift_timed(),
  volunteers_said(bigint, text, bigint[]) FROM PUBLIC;
