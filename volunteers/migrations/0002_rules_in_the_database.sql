-- What must hold against everyone who is not the owner of the tables: hours, totals, standing.
-- The functions that move states and totals run as the owner (SECURITY DEFINER); the application's role may only add rows.
-- Every refusal names a constraint; `volunteers/refusals.py` has its sentence.

CREATE SEQUENCE volunteers_volunteer_number;

-- --- the tree of organizations: `path` is '/1/5/9/', the keys of all above and its own

CREATE FUNCTION volunteers_organization_path() RETURNS trigger
  LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  above text := '/';
BEGIN
  IF NEW.parent_id IS NOT NULL THEN
    SELECT path INTO above FROM volunteers_organization WHERE id = NEW.parent_id FOR SHARE;
    IF above LIKE '%/' || NEW.id || '/%' OR NEW.parent_id = NEW.id THEN
      RAISE EXCEPTION 'organization % lies above itself', NEW.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'volunteers_organization_no_circle';
    END IF;
  END IF;
  NEW.path := above || NEW.id || '/';
  RETURN NEW;
END $$;

CREATE TRIGGER keep_path BEFORE INSERT OR UPDATE OF parent_id, path ON volunteers_organization
  FOR EACH ROW EXECUTE FUNCTION volunteers_organization_path();

CREATE FUNCTION volunteers_organization_carry() RETURNS trigger
  LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE volunteers_organization SET path = '' WHERE parent_id = NEW.id;
  RETURN NULL;
END $$;

CREATE TRIGGER carry_path AFTER UPDATE OF parent_id, path ON volunteers_organization
  FOR EACH ROW WHEN (OLD.path IS DISTINCT FROM NEW.path) EXECUTE FUNCTION volunteers_organization_carry();

-- --- nobody makes themself a leader

CREATE FUNCTION volunteers_membership_appointed() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.role = 'leader' AND NEW.state = 'active'
     AND EXISTS (SELECT FROM volunteers_volunteer WHERE id = NEW.volunteer_id AND user_id = NEW.appointed_by_id) THEN
    RAISE EXCEPTION 'leader appointed by themself'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'volunteers_membership_appointed_by_another';
  END IF;
  IF NEW.role = 'leader' AND NEW.state = 'active' AND (
       TG_OP = 'INSERT' OR OLD.role <> 'leader' OR OLD.state <> 'active' OR OLD.appointed_by_id <> NEW.appointed_by_id)
     AND volunteers_standing(NEW.appointed_by_id, NEW.organization_id) IS NULL
     -- Who appointed leaders here before had standing then: a merge of two registrations carries such a post along.
     AND NOT EXISTS (
       SELECT FROM volunteers_membership
       WHERE organization_id = NEW.organization_id AND volunteer_id <> NEW.volunteer_id
         AND role = 'leader' AND appointed_by_id = NEW.appointed_by_id) THEN
    RAISE EXCEPTION 'appointed without standing'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'volunteers_membership_appointed_with_standing';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER appointed_by_another BEFORE INSERT OR UPDATE ON volunteers_membership
  FOR EACH ROW EXECUTE FUNCTION volunteers_membership_appointed();

-- --- sign-ups: the shift's own times, and the count of places taken

ALTER TABLE volunteers_shift ADD CONSTRAINT volunteers_shift_times UNIQUE (id, starts_at, ends_at);
ALTER TABLE volunteers_signup ADD CONSTRAINT volunteers_signup_shift_times
  FOREIGN KEY (shift_id, starts_at, ends_at) REFERENCES volunteers_shift (id, starts_at, ends_at) ON UPDATE CASCADE;

CREATE FUNCTION volunteers_shift_taken() RETURNS trigger
  LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  before integer := 0;
  after integer := 0;
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.state = 'confirmed' THEN before := 1 + OLD.companions; END IF;
  IF TG_OP <> 'DELETE' AND NEW.state = 'confirmed' THEN after := 1 + NEW.companions; END IF;
  IF after <> before THEN
    UPDATE volunteers_shift SET taken = taken + after - before
      WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.shift_id ELSE NEW.shift_id END;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER keep_taken AFTER INSERT OR DELETE OR UPDATE OF state, companions ON volunteers_signup
  FOR EACH ROW EXECUTE FUNCTION volunteers_shift_taken();

-- --- insurance covers every shift of a hazardous activity that is open (Regulation art. 17)

CREATE FUNCTION volunteers_shift_insured() RETURNS trigger
  LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT FROM volunteers_activity a JOIN volunteers_shift s ON s.activity_id = a.id
    WHERE a.id = CASE TG_TABLE_NAME WHEN 'volunteers_activity' THEN (to_jsonb(NEW) ->> 'id')::bigint
                                    ELSE (to_jsonb(NEW) ->> 'activity_id')::bigint END
      AND a.is_hazardous AND a.state IN ('open', 'running') AND NOT s.is_cancelled AND s.closed_at IS NULL
      AND NOT (office_day_of(s.starts_at) >= a.insured_from
               AND office_day_of(s.ends_at) <= a.insured_to)
  ) THEN
    RAISE EXCEPTION 'a shift lies outside the insurance'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'volunteers_shift_insured';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER insured AFTER INSERT OR UPDATE OF starts_at, ends_at, is_cancelled ON volunteers_shift
  FOR EACH ROW EXECUTE FUNCTION volunteers_shift_insured();
CREATE TRIGGER insured AFTER UPDATE OF state, is_hazardous, insured_from, insured_to ON volunteers_activity
  FOR EACH ROW EXECUTE FUNCTION volunteers_shift_insured();

-- --- standing: who may decide about an organization's records

-- A reviewer's post over the region, today (office/policies.py: Role.REVIEWER publishes), given by somebody else.
CREATE FUNCTION volunteers_office_over(who bigint, region bigint) RETURNS boolean
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  -- plpgsql keeps the plan, which an SQL function with settings of its own makes anew at each call.
  RETURN EXISTS (
    SELECT FROM office_post p
    JOIN accounts_user u ON u.id = p.user_id AND u.is_active AND u.is_staff
    JOIN places_region mine ON mine.id = p.region_id
    JOIN places_region theirs ON theirs.id = region AND theirs.code LIKE mine.code || '%'
    WHERE p.user_id = who AND p.role = 'reviewer' AND p.given_by_id <> who
      AND p.valid_from <= office_day_of(now())
      AND (p.valid_to IS NULL OR p.valid_to > office_day_of(now()))
  );
END $$;

-- 'leader', 'parent' (leads an organization above), or NULL.
CREATE FUNCTION volunteers_leads(who bigint, org bigint) RETURNS text
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  here text;
  nearest boolean;
BEGIN
  SELECT path INTO here FROM volunteers_organization WHERE id = org;
  SELECT bool_or(m.organization_id = org) INTO nearest
    FROM volunteers_membership m
    JOIN volunteers_volunteer v ON v.id = m.volunteer_id AND v.state = 'active' AND v.user_id = who
    JOIN accounts_user u ON u.id = v.user_id AND u.is_active
    JOIN volunteers_organization o ON o.id = m.organization_id AND o.state = 'approved'
    WHERE m.role = 'leader' AND m.state = 'active' AND m.organization_id = ANY (
      string_to_array(trim(both '/' FROM here), '/')::bigint[]);
  RETURN CASE WHEN nearest THEN 'leader' WHEN NOT nearest THEN 'parent' END;
END $$;

-- The same, or 'office'.
CREATE FUNCTION volunteers_standing(who bigint, org bigint) RETURNS text
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF volunteers_office_over(who, (SELECT region_id FROM volunteers_organization WHERE id = org)) THEN
    RETURN 'office';
  END IF;
  RETURN volunteers_leads(who, org);
END $$;

-- --- when is a record confirmed

-- What a record still needs ('' is nothing), given who has confirmed it. Locks the person, so that two records of one
-- day that are decided at once see each other.
CREATE FUNCTION volunteers_needs(
  person bigint, on_day date, more integer, instead_of bigint, by_rule bigint, confirmers integer, by_office boolean
) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  total integer;
  caps record;
BEGIN
  PERFORM FROM volunteers_volunteer WHERE id = person FOR NO KEY UPDATE;
  SELECT coalesce(sum(minutes), 0) + more INTO total FROM volunteers_servicerecord
    WHERE volunteer_id = person AND day = on_day AND state = 'confirmed' AND id IS DISTINCT FROM instead_of;
  SELECT one_up_to, two_up_to INTO caps FROM volunteers_servicerule WHERE id = by_rule;
  IF total <= caps.one_up_to THEN RETURN CASE WHEN confirmers >= 1 THEN '' ELSE 'one' END; END IF;
  IF total <= caps.two_up_to THEN RETURN CASE WHEN confirmers >= 2 THEN '' ELSE 'second' END; END IF;
  RETURN CASE WHEN by_office THEN '' ELSE 'office' END;
END $$;

CREATE FUNCTION volunteers_record_enters() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  whose bigint := (SELECT user_id FROM volunteers_volunteer WHERE id = NEW.volunteer_id);
BEGIN
  NEW.state := 'pending';
  NEW.needs := 'one';
  NEW.recorded_for_id := NEW.volunteer_id;
  NEW.day := office_day_of(NEW.starts_at);
  -- Who confirms, by which caps and by when follows from the service and the day, not from what was sent.
  SELECT organization_id, due_on INTO NEW.organization_id, NEW.due_on
    FROM volunteers_service WHERE id = NEW.service_id;
  SELECT id INTO NEW.rule_id FROM volunteers_servicerule
    WHERE valid_to IS NULL OR valid_to > NEW.day ORDER BY valid_from LIMIT 1;
  IF NEW.rule_id IS NULL THEN
    RAISE EXCEPTION 'no rule' USING ERRCODE = 'check_violation', CONSTRAINT = 'volunteers_servicerecord_rule';
  END IF;
  NEW.is_late := office_day_of(NEW.entered_at) > NEW.due_on;
  IF NEW.source = 'self_report' AND NEW.replaces_id IS NULL AND NEW.entered_by_id <> whose THEN
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
  IF NEW.vouched_by_id IS NULL THEN RETURN NEW; END IF;

  IF NEW.vouched_by_id = whose THEN
    RAISE EXCEPTION 'own hours' USING ERRCODE = 'check_violation', CONSTRAINT = 'volunteers_decision_not_own_hours';
  END IF;
  -- On site, that is by a leader: what the office enters, somebody else approves.
  IF volunteers_leads(NEW.vouched_by_id, NEW.organization_id) IS NULL THEN
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
      AND i.vouched_by_id <> whose AND o.vouched_by_id = NEW.vouched_by_id
  ) THEN
    RAISE EXCEPTION 'not proved' USING ERRCODE = 'check_violation', CONSTRAINT = 'volunteers_servicerecord_proved';
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
  ELSIF NEW.needs = '' THEN
    NEW.state := 'confirmed';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER enters BEFORE INSERT ON volunteers_servicerecord
  FOR EACH ROW EXECUTE FUNCTION volunteers_record_enters();

CREATE FUNCTION volunteers_record_vouched() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO volunteers_decision (record_id, verdict, by_id, standing, reason, at)
    VALUES (NEW.id, 'confirm', NEW.vouched_by_id,
            volunteers_standing(NEW.vouched_by_id, NEW.organization_id), '', NEW.entered_at);
  RETURN NULL;
END $$;

CREATE TRIGGER vouched AFTER INSERT ON volunteers_servicerecord
  FOR EACH ROW WHEN (NEW.vouched_by_id IS NOT NULL) EXECUTE FUNCTION volunteers_record_vouched();

-- --- decisions

CREATE FUNCTION volunteers_decide() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  it volunteers_servicerecord;
  others integer;
  left_to_do text;
BEGIN
  SELECT * INTO it FROM volunteers_servicerecord WHERE id = NEW.record_id FOR UPDATE;
  -- Who vouched is weighed when the record comes in; `volunteers_record_vouched` writes it down, and only once.
  IF it.vouched_by_id = NEW.by_id AND NEW.verdict = 'confirm' THEN RETURN NEW; END IF;
  IF EXISTS (
    SELECT FROM volunteers_volunteer WHERE id IN (it.volunteer_id, it.recorded_for_id) AND user_id = NEW.by_id
  ) THEN
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
  -- Who entered hours does not confirm them.
  IF NEW.verdict = 'confirm' AND NEW.by_id = it.entered_by_id THEN
    RAISE EXCEPTION 'entered by the same person'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'volunteers_decision_by_another';
  END IF;

  SELECT count(*) INTO others FROM volunteers_decision
    WHERE record_id = it.id AND verdict = NEW.verdict AND by_id <> NEW.by_id;
  IF NEW.verdict = 'reject' THEN
    UPDATE volunteers_servicerecord SET state = 'rejected', needs = '' WHERE id = it.id;
  ELSIF NEW.verdict = 'void' THEN
    UPDATE volunteers_servicerecord
      SET state = CASE WHEN others > 0 THEN 'void' ELSE state END,
          needs = CASE WHEN others > 0 THEN '' ELSE 'void' END
      WHERE id = it.id;
  ELSE
    left_to_do := volunteers_needs(
      it.volunteer_id, it.day, it.minutes, it.replaces_id, it.rule_id, others + 1,
      NEW.standing = 'office' OR EXISTS (
        SELECT FROM volunteers_decision WHERE record_id = it.id AND verdict = 'confirm' AND standing = 'office'));
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

CREATE TRIGGER decide BEFORE INSERT ON volunteers_decision FOR EACH ROW EXECUTE FUNCTION volunteers_decide();

-- --- totals, in the same transaction

-- In plpgsql, whose statements are planned once per session; an SQL function's are planned at every call.
CREATE FUNCTION volunteers_count(person bigint, on_day date, more integer, records_more integer) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO volunteers_servicetotal AS t (volunteer_id, year, minutes, records)
    SELECT person, y, more, records_more FROM unnest(ARRAY[0, extract(year FROM on_day)::int]) AS y
  ON CONFLICT (volunteer_id, year)
    DO UPDATE SET minutes = t.minutes + excluded.minutes, records = t.records + excluded.records;
END $$;
REVOKE EXECUTE ON FUNCTION volunteers_count(bigint, date, integer, integer) FROM PUBLIC;

CREATE FUNCTION volunteers_uncount(person bigint, on_day date, less integer) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE volunteers_servicetotal SET minutes = minutes - less, records = records - 1
    WHERE volunteer_id = person AND year IN (0, extract(year FROM on_day)::int);
END $$;
REVOKE EXECUTE ON FUNCTION volunteers_uncount(bigint, date, integer) FROM PUBLIC;

CREATE FUNCTION volunteers_record_counts() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.state = 'confirmed' THEN
    PERFORM volunteers_uncount(OLD.volunteer_id, OLD.day, OLD.minutes);
  END IF;
  IF NEW.state = 'confirmed' THEN
    PERFORM volunteers_count(NEW.volunteer_id, NEW.day, NEW.minutes, 1);
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER counts_new AFTER INSERT ON volunteers_servicerecord
  FOR EACH ROW WHEN (NEW.state = 'confirmed') EXECUTE FUNCTION volunteers_record_counts();
CREATE TRIGGER counts AFTER UPDATE OF state, volunteer_id ON volunteers_servicerecord
  FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state OR OLD.volunteer_id IS DISTINCT FROM NEW.volunteer_id)
  EXECUTE FUNCTION volunteers_record_counts();

-- --- merging two registrations moves their records, and undoing moves them back

CREATE FUNCTION volunteers_merge_guard() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.approved_at IS NOT NULL AND (
    (NEW.kept_id, NEW.merged_id, NEW.by_id, NEW.approved_by_id, NEW.approved_at, NEW.reason)
      IS DISTINCT FROM (OLD.kept_id, OLD.merged_id, OLD.by_id, OLD.approved_by_id, OLD.approved_at, OLD.reason)
    OR OLD.undone_at IS NOT NULL
  ) THEN
    RAISE EXCEPTION 'a merge that was carried out stays as it is'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'volunteers_merge_stays';
  END IF;
  IF NEW.approved_at IS NOT NULL AND (TG_OP = 'INSERT' OR OLD.approved_at IS NULL) THEN
    IF EXISTS (
      SELECT FROM volunteers_volunteer
      WHERE id IN (NEW.kept_id, NEW.merged_id) AND user_id IN (NEW.by_id, NEW.approved_by_id)
    ) THEN
      RAISE EXCEPTION 'own registration'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'volunteers_merge_not_own';
    END IF;
    IF NOT volunteers_office_over(
      NEW.approved_by_id, (SELECT region_id FROM volunteers_volunteer WHERE id = NEW.kept_id)) THEN
      RAISE EXCEPTION 'no standing' USING ERRCODE = 'check_violation', CONSTRAINT = 'volunteers_merge_standing';
    END IF;
  END IF;
  -- Undoing gives back what two people had decided; the office does it, and nobody for themself.
  IF NEW.undone_at IS NOT NULL AND NEW.approved_at IS NOT NULL AND (TG_OP = 'INSERT' OR OLD.undone_at IS NULL) THEN
    IF EXISTS (SELECT FROM volunteers_volunteer WHERE id IN (NEW.kept_id, NEW.merged_id) AND user_id = NEW.undone_by_id)
    THEN
      RAISE EXCEPTION 'own registration'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'volunteers_merge_not_own';
    END IF;
    IF NOT volunteers_office_over(
      NEW.undone_by_id, (SELECT region_id FROM volunteers_volunteer WHERE id = NEW.kept_id)) THEN
      RAISE EXCEPTION 'no standing' USING ERRCODE = 'check_violation', CONSTRAINT = 'volunteers_merge_standing';
    END IF;
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON volunteers_merge
  FOR EACH ROW EXECUTE FUNCTION volunteers_merge_guard();

CREATE FUNCTION volunteers_merge_moves() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.undone_at IS NULL THEN
    UPDATE volunteers_servicerecord SET volunteer_id = NEW.kept_id WHERE volunteer_id = NEW.merged_id;
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

CREATE TRIGGER moves_new AFTER INSERT ON volunteers_merge
  FOR EACH ROW WHEN (NEW.approved_at IS NOT NULL) EXECUTE FUNCTION volunteers_merge_moves();
CREATE TRIGGER moves AFTER UPDATE ON volunteers_merge
  FOR EACH ROW WHEN ((OLD.approved_at IS NULL AND NEW.approved_at IS NOT NULL)
                     OR (OLD.undone_at IS NULL AND NEW.undone_at IS NOT NULL AND NEW.approved_at IS NOT NULL))
  EXECUTE FUNCTION volunteers_merge_moves();

-- --- closed doors

-- A trigger may be put on any table that one owns, and everybody may own a temporary one: whoever could name these
-- functions there would run them as the owner, on rows of their own making.
REVOKE EXECUTE ON FUNCTION
  volunteers_membership_appointed(), volunteers_needs(bigint, date, integer, bigint, bigint, integer, boolean),
  volunteers_record_enters(), volunteers_record_vouched(), volunteers_decide(), volunteers_record_counts(),
  volunteers_merge_guard(), volunteers_merge_moves() FROM PUBLIC;
