-- Counts of boxes, and the totals of months. Everything here runs as the owner of the tables.
-- Every refusal names a constraint; `shop/refusals.py` has its sentence.

-- --- a count: who, which state follows which, and what it may still change

CREATE FUNCTION shop_count_begins() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  SELECT fund_id INTO NEW.fund_id FROM shop_box WHERE id = NEW.box_id;
  IF NEW.state <> 'sealed' OR NEW.round <> 1 OR num_nonnulls(NEW.fen, NEW.entry_id, NEW.deposit_id, NEW.opened_at) > 0 THEN
    RAISE EXCEPTION 'a count begins sealed' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_count_begins';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER begins BEFORE INSERT ON shop_boxcount FOR EACH ROW EXECUTE FUNCTION shop_count_begins();

-- The same table as COUNT_MOVES in shop/workflow.py.
CREATE FUNCTION shop_count_may_move(old text, new text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT (old, new) IN (
    ('sealed', 'opened'), ('sealed', 'called_off'), ('opened', 'counted'), ('counted', 'deposited'),
    ('counted', 'disclosed'), ('deposited', 'receipted'), ('receipted', 'disclosed'))
$$;

-- What one of the counters found in a round; nothing found is 0.
CREATE FUNCTION shop_count_total(of_count bigint, in_round integer, counter bigint) RETURNS bigint
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(sum(l.denomination_fen::bigint * l.quantity), 0)
    FROM shop_countline l WHERE l.count_id = of_count AND l.round = in_round AND l.by_id = counter
$$;

CREATE FUNCTION shop_count_both_sealed(c shop_boxcount) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT count(*) = 2 FROM shop_confirmation
    WHERE count_id = c.id AND round = c.round AND step = 'seal' AND by_id IN (c.counter_a_id, c.counter_b_id)
$$;

-- Money that stands on one account by one entry.
CREATE FUNCTION shop_entry_moved(entry bigint, fund bigint, of_kind text, account text) RETURNS bigint
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT g.fen FROM shop_entry e JOIN shop_leg g ON g.entry_id = e.id JOIN shop_account a ON a.id = g.account_id
    WHERE e.id = entry AND e.fund_id = fund AND e.kind = of_kind AND a.code = account
$$;

CREATE FUNCTION shop_count_moves() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  signed record;
BEGIN
  IF (NEW.box_id, NEW.fund_id, NEW.number, NEW.counter_a_id, NEW.counter_b_id, NEW.site_witness_id, NEW.planned_by_id)
     IS DISTINCT FROM
     (OLD.box_id, OLD.fund_id, OLD.number, OLD.counter_a_id, OLD.counter_b_id, OLD.site_witness_id, OLD.planned_by_id) THEN
    RAISE EXCEPTION 'people and box are fixed' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_count_fixed';
  END IF;
  IF OLD.state <> NEW.state AND NOT shop_count_may_move(OLD.state, NEW.state) THEN
    RAISE EXCEPTION 'not from % to %', OLD.state, NEW.state
      USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_count_moves';
  END IF;
  -- What a step has written stays. The slip may be put right until the office has confirmed it.
  IF (OLD.state <> 'sealed' AND (NEW.opened_at, NEW.seal_no_before, NEW.seal_note, NEW.bank_due_on)
        IS DISTINCT FROM (OLD.opened_at, OLD.seal_no_before, OLD.seal_note, OLD.bank_due_on))
     OR (OLD.state NOT IN ('sealed', 'opened')
        AND (NEW.round, NEW.fen, NEW.difference_fen, NEW.explanation, NEW.entry_id, NEW.counted_at, NEW.photo_id, NEW.seal_no_after)
        IS DISTINCT FROM
        (OLD.round, OLD.fen, OLD.difference_fen, OLD.explanation, OLD.entry_id, OLD.counted_at, OLD.photo_id, OLD.seal_no_after))
     OR (OLD.state NOT IN ('sealed', 'opened', 'counted')
        AND (NEW.slip_no, NEW.slip_on, NEW.slip_by_id, NEW.deposit_id)
        IS DISTINCT FROM (OLD.slip_no, OLD.slip_on, OLD.slip_by_id, OLD.deposit_id))
     OR (OLD.state IN ('receipted', 'disclosed') AND NEW.receipt_no IS DISTINCT FROM OLD.receipt_no) THEN
    RAISE EXCEPTION 'a step that is over stays' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_count_over';
  END IF;
  -- A recount needs two sealed counts that differ.
  IF NEW.round <> OLD.round AND (
    OLD.state <> 'opened' OR NEW.round <> OLD.round + 1 OR NOT shop_count_both_sealed(OLD)
    OR shop_count_total(OLD.id, OLD.round, OLD.counter_a_id) = shop_count_total(OLD.id, OLD.round, OLD.counter_b_id)) THEN
    RAISE EXCEPTION 'no reason to count again' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_count_again';
  END IF;
  IF OLD.state = 'opened' AND NEW.state = 'counted' THEN
    SELECT count(DISTINCT by_id) AS people, min(fen) AS least, max(fen) AS most, string_agg(nullif(explanation, ''), ' ') AS why
      INTO signed FROM shop_confirmation WHERE count_id = NEW.id AND round = NEW.round AND step = 'sign';
    IF signed.people < 3 OR signed.least <> signed.most THEN
      RAISE EXCEPTION 'three sign one amount' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_count_signed';
    END IF;
    NEW.fen := signed.least;
    NEW.explanation := coalesce(signed.why, '');
    NEW.difference_fen := shop_count_total(NEW.id, NEW.round, NEW.counter_a_id)
                        - shop_count_total(NEW.id, NEW.round, NEW.counter_b_id);
    IF NEW.fen > 0 AND shop_entry_moved(NEW.entry_id, NEW.fund_id, 'box', 'Box') IS DISTINCT FROM NEW.fen THEN
      RAISE EXCEPTION 'not what was signed' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_count_entry';
    END IF;
  END IF;
  IF OLD.state = 'counted' AND NEW.state = 'deposited'
     AND shop_entry_moved(NEW.deposit_id, NEW.fund_id, 'deposit', 'Bank') IS DISTINCT FROM NEW.fen THEN
    RAISE EXCEPTION 'not what was found' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_count_entry';
  END IF;
  IF OLD.state = 'counted' AND NEW.state = 'disclosed' AND NEW.fen > 0 THEN
    RAISE EXCEPTION 'not in the bank' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_count_moves';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER moves BEFORE UPDATE ON shop_boxcount FOR EACH ROW EXECUTE FUNCTION shop_count_moves();

-- --- lines and confirmations: each of the three for themselves, in the order of the steps

CREATE FUNCTION shop_line_enters() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  c shop_boxcount;
BEGIN
  SELECT * INTO c FROM shop_boxcount WHERE id = NEW.count_id FOR UPDATE;
  IF NEW.by_id NOT IN (c.counter_a_id, c.counter_b_id) THEN
    RAISE EXCEPTION 'not a counter' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_countline_own';
  END IF;
  IF c.state <> 'opened' OR NEW.round <> c.round OR EXISTS (
    SELECT FROM shop_confirmation WHERE count_id = c.id AND round = c.round AND step = 'seal' AND by_id = NEW.by_id) THEN
    RAISE EXCEPTION 'count is final' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_countline_final';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER enters BEFORE INSERT ON shop_countline FOR EACH ROW EXECUTE FUNCTION shop_line_enters();

CREATE FUNCTION shop_confirmation_enters() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  c shop_boxcount;
  total_a bigint;
  total_b bigint;
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
  IF total_a <> total_b AND NEW.explanation !~ '\S{2,}' AND NOT EXISTS (
    SELECT FROM shop_confirmation WHERE count_id = c.id AND round = c.round AND step = 'sign' AND explanation ~ '\S{2,}') THEN
    RAISE EXCEPTION 'unexplained' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_confirmation_explained';
  END IF;
  IF NEW.by_id = c.site_witness_id AND (
    SELECT count(*) FROM shop_confirmation
    WHERE count_id = c.id AND round = c.round AND step = 'sign' AND by_id IN (c.counter_a_id, c.counter_b_id)) < 2 THEN
    RAISE EXCEPTION 'counters first' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_confirmation_counters_first';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER enters BEFORE INSERT ON shop_confirmation FOR EACH ROW EXECUTE FUNCTION shop_confirmation_enters();

-- --- totals of months: part of settling, behind the same chain, so that they never wait crosswise

CREATE FUNCTION shop_month_adds() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO shop_monthtotal AS m (fund_id, month, in_fen, out_fen, entries)
    SELECT NEW.fund_id, date_trunc('month', e.day)::date,
           coalesce(sum(-g.fen) FILTER (WHERE a.kind = 'income'), 0),
           coalesce(sum(g.fen) FILTER (WHERE a.kind = 'expense'), 0), 1
      FROM shop_entry e JOIN shop_leg g ON g.entry_id = e.id JOIN shop_account a ON a.id = g.account_id
     WHERE e.id = NEW.entry_id GROUP BY e.day
    ON CONFLICT (fund_id, month) DO UPDATE
      SET in_fen = m.in_fen + EXCLUDED.in_fen, out_fen = m.out_fen + EXCLUDED.out_fen, entries = m.entries + 1;
  RETURN NULL;
END $$;

CREATE TRIGGER months AFTER INSERT ON shop_link FOR EACH ROW EXECUTE FUNCTION shop_month_adds();

-- What stood in the books before there were totals.
INSERT INTO shop_monthtotal (fund_id, month, in_fen, out_fen, entries)
  SELECT e.fund_id, date_trunc('month', e.day)::date,
         coalesce(sum(-g.fen) FILTER (WHERE a.kind = 'income'), 0),
         coalesce(sum(g.fen) FILTER (WHERE a.kind = 'expense'), 0), count(DISTINCT e.id)
    FROM shop_entry e JOIN shop_leg g ON g.entry_id = e.id JOIN shop_account a ON a.id = g.account_id
   GROUP BY 1, 2;

-- Places of this kind that were entered before the shop had a room of its own.
INSERT INTO shop_shop (place_ptr_id, story, story_en)
  SELECT id, '', '' FROM places_place p WHERE kind = 'shop' AND NOT EXISTS (
    SELECT FROM shop_shop s WHERE s.place_ptr_id = p.id);
