-- A sample that somebody can steer is none: the seed is thrown here, and neither it nor what it is drawn from changes.
CREATE FUNCTION volunteers_spot_check_thrown() RETURNS trigger
  LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    NEW.seed := replace(gen_random_uuid()::text, '-', '');
  ELSIF (NEW.seed, NEW.size, NEW.first_day, NEW.last_day, NEW.source, NEW.region_id, NEW.drawn_at)
    IS DISTINCT FROM (OLD.seed, OLD.size, OLD.first_day, OLD.last_day, OLD.source, OLD.region_id, OLD.drawn_at) THEN
    RAISE EXCEPTION 'a drawn sample stays as it was'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'volunteers_spotcheck_stays';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER thrown BEFORE INSERT OR UPDATE ON volunteers_spotcheck
  FOR EACH ROW EXECUTE FUNCTION volunteers_spot_check_thrown();
