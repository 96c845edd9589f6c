-- Who a row is about never changes: what hangs on it (hours, proofs, standing) would change hands with it.
-- Not pgtrigger's: those can be switched off by a setting of the session.

CREATE FUNCTION volunteers_id_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'a key stays' USING ERRCODE = 'check_violation', CONSTRAINT = 'volunteers_key_stays';
END $$;

CREATE TRIGGER id_stays BEFORE UPDATE OF id ON volunteers_volunteer
  FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION volunteers_id_stays();
CREATE TRIGGER id_stays BEFORE UPDATE OF id ON volunteers_organization
  FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION volunteers_id_stays();
CREATE TRIGGER id_stays BEFORE UPDATE OF id ON volunteers_signup
  FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION volunteers_id_stays();
CREATE TRIGGER id_stays BEFORE UPDATE OF id ON volunteers_shift
  FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION volunteers_id_stays();
CREATE TRIGGER id_stays BEFORE UPDATE OF id ON accounts_user
  FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION volunteers_id_stays();
CREATE TRIGGER whose_stays BEFORE UPDATE OF volunteer_id, organization_id ON volunteers_membership
  FOR EACH ROW WHEN ((OLD.volunteer_id, OLD.organization_id) IS DISTINCT FROM (NEW.volunteer_id, NEW.organization_id))
  EXECUTE FUNCTION volunteers_id_stays();

-- A registration moves to another account only when it is claimed: its own account could never be signed in to, and
-- the new one has decided nothing about its hours.
CREATE FUNCTION volunteers_volunteer_claimed() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM accounts_user WHERE id = OLD.user_id AND (phone_lookup IS NOT NULL OR last_login IS NOT NULL))
     OR EXISTS (SELECT FROM volunteers_decision d JOIN volunteers_servicerecord r ON r.id = d.record_id
                WHERE NEW.user_id = d.by_id AND r.volunteer_id = OLD.id) THEN
    RAISE EXCEPTION 'somebody else''s registration'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'volunteers_volunteer_stays_whose';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER claimed BEFORE UPDATE OF user_id ON volunteers_volunteer
  FOR EACH ROW WHEN (OLD.user_id <> NEW.user_id) EXECUTE FUNCTION volunteers_volunteer_claimed();

-- What was proved was proved of one person in one shift.
CREATE FUNCTION volunteers_signup_proved() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM volunteers_proof WHERE sign_up_id = OLD.id) THEN
    RAISE EXCEPTION 'proved of somebody else' USING ERRCODE = 'check_violation', CONSTRAINT = 'volunteers_key_stays';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER proved BEFORE UPDATE OF volunteer_id, shift_id ON volunteers_signup
  FOR EACH ROW WHEN ((OLD.volunteer_id, OLD.shift_id) IS DISTINCT FROM (NEW.volunteer_id, NEW.shift_id))
  EXECUTE FUNCTION volunteers_signup_proved();

REVOKE EXECUTE ON FUNCTION volunteers_volunteer_claimed(), volunteers_signup_proved() FROM PUBLIC;
