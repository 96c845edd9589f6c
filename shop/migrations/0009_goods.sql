-- Things in the shop. Everything here runs as the owner of the tables; the application's role may add moves and marks.
-- Every refusal names a constraint; `shop/refusals.py` has its sentence. The triggers work on whole statements, so that
-- a shop's two years come in as quickly as one thing.

-- --- a thing: how it begins, and what of it stands

CREATE FUNCTION shop_goods_begins() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM begun WHERE state NOT IN ('taken_in', 'refused')) THEN
    RAISE EXCEPTION 'a thing is taken in or refused' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_goods_begins';
  END IF;
  IF EXISTS (SELECT FROM begun b JOIN shop_donation d ON d.id = b.donation_id WHERE d.shop_id <> b.shop_id) THEN
    RAISE EXCEPTION 'donation of another shop' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_goods_own_shop';
  END IF;
  -- The history's first word, row by row ten times as slow.
  INSERT INTO shop_goodsitemevent
      (pgh_created_at, pgh_label, pgh_obj_id, pgh_context_id, category, condition, name, name_en, price_fen)
    SELECT now(), 'insert', b.id, c.id, b.category, b.condition, b.name, b.name_en, b.price_fen
      FROM begun b, (SELECT _pgh_attach_context() AS id) c;
  RETURN NULL;
END $$;

CREATE TRIGGER begins AFTER INSERT ON shop_goodsitem REFERENCING NEW TABLE AS begun
  FOR EACH STATEMENT EXECUTE FUNCTION shop_goods_begins();

CREATE FUNCTION shop_goods_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.shop_id, NEW.donation_id, NEW.code, NEW.refusal_id, NEW.entered_by_id, NEW.entered_at)
     IS DISTINCT FROM (OLD.shop_id, OLD.donation_id, OLD.code, OLD.refusal_id, OLD.entered_by_id, OLD.entered_at) THEN
    RAISE EXCEPTION 'where it came from stays' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_goods_fixed';
  END IF;
  -- Only from inside the trigger of a move: a statement from outside stands at depth 1.
  IF (NEW.state, NEW.since) IS DISTINCT FROM (OLD.state, OLD.since) AND pg_trigger_depth() < 2 THEN
    RAISE EXCEPTION 'a state follows from a move' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_goods_by_move';
  END IF;
  IF NEW.price_fen <> OLD.price_fen AND OLD.state NOT IN ('taken_in', 'shelf', 'withdrawn') THEN
    RAISE EXCEPTION 'its price stands' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_goods_price_stands';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER stays BEFORE UPDATE ON shop_goodsitem FOR EACH ROW EXECUTE FUNCTION shop_goods_stays();

-- --- what a donation says stays; a donor may be forgotten, never exchanged

CREATE FUNCTION shop_donation_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.shop_id, NEW.code, NEW.received_by_id, NEW.received_at, NEW.token)
     IS DISTINCT FROM (OLD.shop_id, OLD.code, OLD.received_by_id, OLD.received_at, OLD.token)
     OR (OLD.has_consent = false AND NEW.has_consent) THEN
    RAISE EXCEPTION 'a slip stays as it was given' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_donation_fixed';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER stays BEFORE UPDATE ON shop_donation FOR EACH ROW EXECUTE FUNCTION shop_donation_stays();

CREATE FUNCTION shop_nothing_is_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'nothing is deleted' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_nothing_is_deleted';
END $$;

CREATE TRIGGER kept BEFORE DELETE ON shop_goodsitem FOR EACH ROW EXECUTE FUNCTION shop_nothing_is_deleted();
CREATE TRIGGER kept BEFORE DELETE ON shop_donation FOR EACH ROW EXECUTE FUNCTION shop_nothing_is_deleted();

-- --- moves: the only way from one state to another

-- The same table as GOODS_MOVES in shop/workflow.py.
CREATE FUNCTION shop_goods_may_move(old text, new text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT (old, new) IN (
    ('taken_in', 'shelf'), ('taken_in', 'withdrawn'), ('taken_in', 'given'), ('taken_in', 'recycled'),
    ('shelf', 'taken'), ('shelf', 'withdrawn'), ('shelf', 'given'), ('shelf', 'recycled'),
    ('taken', 'shelf'), ('withdrawn', 'shelf'), ('withdrawn', 'given'), ('withdrawn', 'recycled'))
$$;

CREATE FUNCTION shop_goods_move() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  -- In one order, so that two lists of moves never wait for each other crosswise.
  PERFORM FROM shop_goodsitem WHERE id IN (SELECT item_id FROM moves) ORDER BY id FOR UPDATE;
  IF EXISTS (SELECT FROM moves GROUP BY item_id HAVING count(*) > 1) OR EXISTS (
    SELECT FROM moves m JOIN shop_goodsitem i ON i.id = m.item_id
    WHERE i.state <> m.from_state OR NOT shop_goods_may_move(m.from_state, m.to_state)) THEN
    RAISE EXCEPTION 'not from there to there' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_goods_moves';
  END IF;
  IF EXISTS (SELECT FROM moves m JOIN shop_goodsitem i ON i.id = m.item_id WHERE m.at < i.since) THEN
    RAISE EXCEPTION 'before its last move' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_goods_in_turn';
  END IF;
  IF EXISTS (SELECT FROM moves WHERE to_state = 'taken') THEN
    IF EXISTS (
      SELECT FROM moves m LEFT JOIN shop_taking t ON t.item_id = m.item_id AND NOT t.is_void
      WHERE m.to_state = 'taken' AND t.id IS NULL) THEN
      RAISE EXCEPTION 'taken without a mark' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_goods_taken_by_mark';
    END IF;
  END IF;
  UPDATE shop_goodsitem i SET state = m.to_state, since = m.at FROM moves m WHERE i.id = m.item_id;
  IF EXISTS (SELECT FROM moves WHERE from_state = 'taken') THEN
    UPDATE shop_taking t SET is_void = true FROM moves m
      WHERE m.from_state = 'taken' AND t.item_id = m.item_id AND NOT t.is_void;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER moves AFTER INSERT ON shop_goodsmove REFERENCING NEW TABLE AS moves
  FOR EACH STATEMENT EXECUTE FUNCTION shop_goods_move();

-- --- marks as taken: what was asked is read off the thing, and the move is noted

CREATE FUNCTION shop_taking_enters() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  thing record;
BEGIN
  SELECT price_fen, shop_id INTO thing FROM shop_goodsitem WHERE id = NEW.item_id FOR UPDATE;
  IF NEW.box_id IS NOT NULL AND NOT EXISTS (SELECT FROM shop_box WHERE id = NEW.box_id AND shop_id = thing.shop_id) THEN
    RAISE EXCEPTION 'box of another shop' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_taking_own_box';
  END IF;
  NEW.asked_fen := thing.price_fen;
  NEW.is_void := false;
  RETURN NEW;
END $$;

CREATE TRIGGER enters BEFORE INSERT ON shop_taking FOR EACH ROW EXECUTE FUNCTION shop_taking_enters();

CREATE FUNCTION shop_taking_moves() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO shop_goodsmove (item_id, from_state, to_state, by_id, at, why)
    SELECT item_id, 'shelf', 'taken', by_id, at, '' FROM marks ORDER BY id;
  RETURN NULL;
END $$;

CREATE TRIGGER moves AFTER INSERT ON shop_taking REFERENCING NEW TABLE AS marks
  FOR EACH STATEMENT EXECUTE FUNCTION shop_taking_moves();
