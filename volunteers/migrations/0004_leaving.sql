-- Nobody stays registered whose consent is gone, by whatever way it went: the page of leaving, the list of consents, the
-- deletion of the account, a guardian who no longer agrees. Hours that were served stay; the law on records asks for them.

CREATE FUNCTION volunteers_leave(person bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE volunteers_signup SET state = 'withdrawn'
    WHERE volunteer_id = person AND state IN ('applied', 'waiting', 'confirmed') AND starts_at > now();
  UPDATE volunteers_membership SET state = 'left', ended_at = now()
    WHERE volunteer_id = person AND state IN ('applied', 'active');
  UPDATE volunteers_volunteer SET state = 'left', left_at = now() WHERE id = person AND state = 'active';
END $$;

CREATE FUNCTION volunteers_consent_withdrawn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.purpose = 'guardian' THEN
    PERFORM volunteers_leave(v.id) FROM volunteers_volunteer v
      JOIN accounts_identity i ON i.user_id = v.user_id
        AND i.is_minor_until > office_day_of(now())
      WHERE v.user_id = NEW.ward_id AND v.state = 'active';
  ELSE
    PERFORM volunteers_leave(id) FROM volunteers_volunteer WHERE user_id = NEW.user_id AND state = 'active';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER ends_volunteering AFTER UPDATE OF withdrawn_at ON accounts_consent
  FOR EACH ROW WHEN (OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL
                     AND NEW.purpose IN ('identity', 'volunteering', 'guardian'))
  EXECUTE FUNCTION volunteers_consent_withdrawn();
