-- What stood before the rules. The history says that the system did it, once for each region.

UPDATE places_region SET
  shape_trace = places_shape_trace(outline),
  -- Centres that an edited outline left behind.
  centre = CASE WHEN centre IS NULL OR NOT ST_Covers(outline, centre::geometry)
    THEN ST_PointOnSurface(outline)::geography ELSE centre END
  WHERE outline IS NOT NULL;

-- Names with control characters, and names of which nothing is seen.
UPDATE places_region SET
  name = btrim(regexp_replace(name, '[\u0001-\u001f\u007f-\u009f]+', ' ', 'g')),
  name_en = btrim(regexp_replace(name_en, '[\u0001-\u001f\u007f-\u009f]+', ' ', 'g'))
  WHERE name || name_en ~ '[\u0001-\u001f\u007f-\u009f]';
UPDATE places_region SET name = code WHERE name !~ '[^\s\u00a0\u00ad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff]';
UPDATE places_place SET
  name = btrim(regexp_replace(name, '[\u0001-\u001f\u007f-\u009f]+', ' ', 'g')),
  name_en = btrim(regexp_replace(name_en, '[\u0001-\u001f\u007f-\u009f]+', ' ', 'g'))
  WHERE name || name_en ~ '[\u0001-\u001f\u007f-\u009f]';
UPDATE places_place SET name = kind || ' ' || id
  WHERE name !~ '[^\s\u00a0\u00ad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff]';
UPDATE places_place SET name_en = kind || ' ' || id
  WHERE name_en !~ '[^\s\u00a0\u00ad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff]';
