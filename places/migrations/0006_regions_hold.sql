-- Regions. Every refusal names a constraint; `places/refusals.py` has its sentence.

-- The code is the path: what lies in a town is found by the first digits alone, and so is who may see it. Whoever comes
-- in locks the parent's key, and a change of a code takes that lock too: of two at once the second waits, then looks.

CREATE FUNCTION places_region_code_in_parents() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  above text;
BEGIN
  IF NEW.parent_id IS NOT NULL THEN
    SELECT code INTO above FROM places_region WHERE id = NEW.parent_id FOR KEY SHARE;
    IF FOUND AND NEW.parent_id <> NEW.id AND (NEW.code = above OR NOT starts_with(NEW.code, above)) THEN
      RAISE EXCEPTION 'not within its parent'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'places_region_code_in_parents';
    END IF;
  END IF;
  IF TG_OP = 'UPDATE' AND NEW.code <> OLD.code AND EXISTS (
    SELECT FROM places_region child WHERE child.parent_id = NEW.id AND NOT starts_with(child.code, NEW.code)
  ) THEN
    RAISE EXCEPTION 'leaves its parts behind'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'places_region_code_in_parents';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER code_in_parents AFTER INSERT OR UPDATE OF code, parent_id ON places_region
  FOR EACH ROW EXECUTE FUNCTION places_region_code_in_parents();

-- --- an outline by which one can tell it from another: its area, and the beginning of its digest

CREATE FUNCTION places_shape_trace(outline geometry) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT round((ST_Area(outline::geography) / 1e6)::numeric, 3) || ' km² · ' || left(md5(ST_AsBinary(outline)), 8)
$$;
