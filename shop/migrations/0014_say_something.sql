-- A difference is explained by two visible characters, wherever they stand; the rest is as it was.
CREATE OR REPLACE FUNCTION shop_confirmation_enters() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  c shop_boxcount;
  total_a bigint;
  total_b bigint;
  visible CONSTANT text := '[^\s\u00a0\u00ad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff]';
  says CONSTANT text := visible || '.*' || visible;
BEGIN
  SELECT * INTO c FROM shop_boxcount WHERE id = NEW.count_id FOR UPDATE;
  IF NEW.by_id NOT IN (c.counter_a_id, c.counter_b_id, c.site_witness_id)
     OR (NEW.step = 'seal' AND NEW.by_id = c.site_witness_id) THEN
    RAISE EXCEPTION 'not one of them' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_confirmation_own';
  END IF;
  IF c.state <> 'opened' OR NEW.round <> (CASE NEW.step WHEN 'opening' THEN 1 ELSE c.round END) THEN
    RAISE EXCEPTION 'not now' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_confirmation_now';
  END IF;
  IF NEW.step <> 'opening' AND NOT EXISTS (
    SELECT FROM shop_confirmation WHERE count_id = c.id AND step = 'opening' AND by_id = NEW.by_id) THEN
    RAISE EXCEPTION 'opening first' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_confirmation_opening_first';
  END IF;
  IF NEW.step <> 'sign' THEN RETURN NEW; END IF;

  IF NOT shop_count_both_sealed(c) OR c.photo_id IS NULL OR c.seal_no_after = '' THEN
    RAISE EXCEPTION 'count first' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_confirmation_count_first';
  END IF;
  total_a := shop_count_total(c.id, c.round, c.counter_a_id);
  total_b := shop_count_total(c.id, c.round, c.counter_b_id);
  IF NEW.fen NOT BETWEEN least(total_a, total_b) AND greatest(total_a, total_b) THEN
    RAISE EXCEPTION 'not what was counted' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_confirmation_counted';
  END IF;
  IF EXISTS (SELECT FROM shop_confirmation
             WHERE count_id = c.id AND round = c.round AND step = 'sign' AND fen <> NEW.fen) THEN
    RAISE EXCEPTION 'another amount' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_confirmation_same_amount';
  END IF;
  IF total_a <> total_b AND NEW.explanation !~ says AND NOT EXISTS (
    SELECT FROM shop_confirmation WHERE count_id = c.id AND round = c.round AND step = 'sign' AND explanation ~ says) THEN
    RAISE EXCEPTION 'unexplained' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_confirmation_explained';
  END IF;
  IF NEW.by_id = c.site_witness_id AND (
    SELECT count(*) FROM shop_confirmation
    WHERE count_id = c.id AND round = c.round AND step = 'sign' AND by_id IN (c.counter_a_id, c.counter_b_id)) < 2 THEN
    RAISE EXCEPTION 'counters first' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_confirmation_counters_first';
  END IF;
  RETURN NEW;
END $$;
