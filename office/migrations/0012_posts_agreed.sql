-- Posts that carry standing need two administrators (GB/T 22239, separation of the three): the security administrator
-- gives, an audit administrator agrees. Plain triggers: pgtrigger's can be switched off by a setting of the session.

-- Whether the session belongs to the owner of the tables, who could do everything anyway: migrations, the planting of
-- a sample, repair. Inside a function that runs as the owner `current_user` says nothing.
CREATE FUNCTION office_is_owner() RETURNS boolean
  LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
  RETURN pg_has_role(session_user, (SELECT relowner FROM pg_class WHERE oid = 'office_post'::regclass), 'USAGE');
END $$;

-- An agreed post for that role over that region, today; given by somebody else. The region NULL is any.
CREATE FUNCTION office_holds(who bigint, wanted text, region bigint) RETURNS boolean
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  -- plpgsql keeps the plan, which an SQL function with settings of its own makes anew at each call.
  RETURN EXISTS (
    SELECT FROM office_post p
    JOIN accounts_user u ON u.id = p.user_id AND u.is_active AND u.is_staff
    JOIN places_region mine ON mine.id = p.region_id
    LEFT JOIN places_region theirs ON theirs.id = region
    WHERE p.user_id = who AND p.role = wanted AND p.agreed_by_id IS NOT NULL
      AND (wanted IN ('security', 'auditor') OR theirs.code LIKE mine.code || '%')
      AND p.valid_from <= office_day_of(now())
      AND (p.valid_to IS NULL OR p.valid_to > office_day_of(now()))
  );
END $$;

-- The first two have nobody but each other. As long as no other post was ever agreed to, the holder of an audit
-- administrator's post agrees to a security administrator's, and then the one to the other's. What was ever agreed to
-- the history knows too: it is only added to, so taking rows out opens no door.
CREATE FUNCTION office_are_first_two(it office_post) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  other office_post;
BEGIN
  IF it.role NOT IN ('security', 'auditor') THEN RETURN false; END IF;
  PERFORM pg_advisory_xact_lock(hashtext('office_first_two'));
  SELECT p.* INTO other FROM office_post p JOIN accounts_user u ON u.id = p.user_id AND u.is_active AND u.is_staff
    WHERE p.user_id = it.agreed_by_id
      AND p.role = CASE it.role WHEN 'security' THEN 'auditor' ELSE 'security' END
      AND p.valid_from <= office_day_of(now())
      AND (p.valid_to IS NULL OR p.valid_to > office_day_of(now()))
    ORDER BY p.agreed_at NULLS LAST LIMIT 1;
  IF other IS NULL OR NOT (other.agreed_by_id IS NULL OR other.agreed_by_id = it.user_id) THEN RETURN false; END IF;
  RETURN NOT EXISTS (
    SELECT FROM office_post WHERE agreed_by_id IS NOT NULL AND id NOT IN (it.id, other.id)
    UNION ALL
    SELECT FROM office_postevent WHERE agreed_by_id IS NOT NULL
      AND (pgh_obj_id <> other.id OR agreed_by_id <> it.user_id));
END $$;

CREATE FUNCTION office_post_agreed() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.agreed_by_id IS NOT NULL THEN
    IF (NEW.agreed_by_id, NEW.agreed_at) IS DISTINCT FROM (OLD.agreed_by_id, OLD.agreed_at) THEN
      RAISE EXCEPTION 'what was agreed stays' USING ERRCODE = 'check_violation', CONSTRAINT = 'office_post_stays';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.agreed_by_id IS NULL THEN RETURN NEW; END IF;
  IF NOT office_is_owner() OR NEW.agreed_at IS NULL THEN NEW.agreed_at := now(); END IF;
  IF office_holds(NEW.agreed_by_id, 'auditor', NULL) AND office_holds(NEW.given_by_id, 'security', NULL) THEN
    RETURN NEW;
  END IF;
  IF office_are_first_two(NEW) THEN RETURN NEW; END IF;
  IF office_holds(NEW.agreed_by_id, 'auditor', NULL) THEN
    RAISE EXCEPTION 'given without standing'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'office_post_given_with_standing';
  END IF;
  RAISE EXCEPTION 'agreed without standing'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'office_post_agreed_with_standing';
END $$;

CREATE TRIGGER agreed BEFORE INSERT OR UPDATE ON office_post
  FOR EACH ROW EXECUTE FUNCTION office_post_agreed();

-- A post is ended by its last day; who could do what must stay known.
CREATE FUNCTION office_post_kept() RETURNS trigger
  LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF office_is_owner() THEN RETURN OLD; END IF;
  RAISE EXCEPTION 'posts are kept' USING ERRCODE = 'check_violation', CONSTRAINT = 'office_post_stays';
END $$;

CREATE TRIGGER kept BEFORE DELETE ON office_post
  FOR EACH ROW WHEN (OLD.agreed_by_id IS NOT NULL) EXECUTE FUNCTION office_post_kept();

REVOKE EXECUTE ON FUNCTION office_post_agreed(), office_post_kept(), office_are_first_two(office_post) FROM PUBLIC;
