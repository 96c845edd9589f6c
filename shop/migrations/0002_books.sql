-- The books. Everything here runs as the owner of the tables; the application's role may only add entries, legs, locks.
-- Every refusal names a constraint; `shop/refusals.py` has its sentence.

-- --- a fund's purpose never changes

CREATE FUNCTION shop_fund_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.code, NEW.purpose, NEW.causes, NEW.pays_costs, NEW.custodian, NEW.plan_from)
     IS DISTINCT FROM (OLD.code, OLD.purpose, OLD.causes, OLD.pays_costs, OLD.custodian, OLD.plan_from) THEN
    RAISE EXCEPTION 'the purpose of a fund is fixed'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_fund_immutable';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER immutable BEFORE UPDATE ON shop_fund FOR EACH ROW EXECUTE FUNCTION shop_fund_immutable();

-- --- what an entry and its legs may be, as they come in

CREATE FUNCTION shop_entry_enters() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  other record;
BEGIN
  -- Shared, so that entries do not wait for each other; closing a month takes it alone.
  PERFORM FROM shop_fund WHERE id = NEW.fund_id FOR SHARE;
  IF EXISTS (SELECT FROM shop_monthlock WHERE fund_id = NEW.fund_id AND month = date_trunc('month', NEW.day)::date) THEN
    RAISE EXCEPTION 'month closed' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_entry_month_open';
  END IF;
  IF NEW.day > office_day_of(NEW.entered_at) THEN
    RAISE EXCEPTION 'in the future' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_entry_not_in_future';
  END IF;
  IF NEW.reverses_id IS NOT NULL THEN
    SELECT fund_id, kind INTO other FROM shop_entry WHERE id = NEW.reverses_id;
    IF other.kind = 'reversal' OR other.fund_id <> NEW.fund_id THEN
      RAISE EXCEPTION 'cannot be reversed' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_entry_reversible';
    END IF;
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER enters BEFORE INSERT ON shop_entry FOR EACH ROW EXECUTE FUNCTION shop_entry_enters();

CREATE FUNCTION shop_leg_enters() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  it record;
BEGIN
  SELECT e.fund_id, e.kind, e.day, a.fund_id AS account_fund, a.kind AS account_kind, a.cause,
         f.causes, f.pays_costs, f.plan_from, f.plan_to
    INTO it
    FROM shop_entry e JOIN shop_fund f ON f.id = e.fund_id, shop_account a
    WHERE e.id = NEW.entry_id AND a.id = NEW.account_id;
  IF it.fund_id <> it.account_fund THEN
    RAISE EXCEPTION 'account of another fund' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_leg_own_fund';
  END IF;
  -- An entry that was settled is closed: no leg comes to it afterwards.
  IF EXISTS (SELECT FROM shop_link WHERE entry_id = NEW.entry_id) THEN
    RAISE EXCEPTION 'entry settled' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_leg_of_open_entry';
  END IF;
  IF it.account_kind = 'expense' AND NEW.fen > 0 THEN
    IF NOT ((it.cause <> '' AND it.cause = ANY (it.causes)) OR (it.cause = '' AND it.pays_costs)) THEN
      RAISE EXCEPTION 'off purpose' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_leg_on_purpose';
    END IF;
    IF it.day < it.plan_from OR it.day > it.plan_to THEN
      RAISE EXCEPTION 'outside the plan' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_leg_within_plan';
    END IF;
  END IF;
  -- Money comes in by income and goes out by expense; only a correction turns that round.
  IF it.kind <> 'reversal' AND (
    (it.account_kind = 'income' AND NEW.fen > 0) OR (it.account_kind = 'expense' AND NEW.fen < 0)) THEN
    RAISE EXCEPTION 'wrong side' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_leg_right_side';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER enters BEFORE INSERT ON shop_leg FOR EACH ROW EXECUTE FUNCTION shop_leg_enters();

-- --- settling, once, when the transaction commits: balanced, covered, linked

-- The text that is hashed. One value a line; anyone can make it again from the published table.
CREATE FUNCTION shop_canonical(entry bigint, number integer, people text) RETURNS text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT concat_ws(E'\n', 'v1', f.code, number::text, e.kind, to_char(e.day, 'YYYY-MM-DD'), e.narration,
      e.document_kind, e.document_no, coalesce((SELECT l.number::text FROM shop_link l WHERE l.entry_id = e.reverses_id), '-'),
      (SELECT string_agg(a.kind || ':' || a.code || ' ' || g.fen, E'\n' ORDER BY a.kind COLLATE "C", a.code COLLATE "C")
         FROM shop_leg g JOIN shop_account a ON a.id = g.account_id WHERE g.entry_id = e.id),
      people)
    FROM shop_entry e JOIN shop_fund f ON f.id = e.fund_id WHERE e.id = entry
$$;

CREATE FUNCTION shop_entry_settles() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  sides record;
  head record;
  leg record;
  hidden text;
  remains bigint;
BEGIN
  IF EXISTS (SELECT FROM shop_link WHERE entry_id = NEW.id) THEN RETURN NULL; END IF;
  SELECT count(*) AS legs, coalesce(sum(fen), 0) AS sum INTO sides FROM shop_leg WHERE entry_id = NEW.id;
  IF sides.legs < 2 OR sides.sum <> 0 THEN
    RAISE EXCEPTION 'entry % is not balanced', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_entry_balanced';
  END IF;
  IF NEW.reverses_id IS NOT NULL AND EXISTS (
    SELECT FROM (SELECT account_id, fen FROM shop_leg WHERE entry_id = NEW.id) mine
    FULL JOIN (SELECT account_id, -fen AS fen FROM shop_leg WHERE entry_id = NEW.reverses_id) theirs
      USING (account_id, fen)
    WHERE mine IS NULL OR theirs IS NULL
  ) THEN
    RAISE EXCEPTION 'not the opposite' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_entry_reverses_exactly';
  END IF;

  -- From here to the commit entries of one fund go one behind the other: in the same order of accounts, so that none
  -- waits for one that waits for it.
  SELECT number, hash INTO head FROM shop_chain WHERE fund_id = NEW.fund_id FOR UPDATE;
  FOR leg IN SELECT account_id, fen FROM shop_leg WHERE entry_id = NEW.id ORDER BY account_id LOOP
    UPDATE shop_balance SET fen = fen + leg.fen WHERE account_id = leg.account_id;
  END LOOP;
  SELECT coalesce(sum(b.fen), 0) INTO remains
    FROM shop_balance b JOIN shop_account a ON a.id = b.account_id AND a.fund_id = NEW.fund_id WHERE b.is_asset;
  hidden := encode(sha256(convert_to(
    concat_ws(E'\n', NEW.salt, NEW.made_by_id, NEW.approved_by_id, coalesce(NEW.document_id::text, '-')), 'UTF8')), 'hex');
  INSERT INTO shop_link (entry_id, fund_id, number, people, before, hash, left_fen)
    SELECT NEW.id, NEW.fund_id, head.number + 1, hidden, head.hash,
           encode(sha256(convert_to(head.hash || E'\n' || shop_canonical(NEW.id, head.number + 1, hidden), 'UTF8')), 'hex'),
           remains;
  UPDATE shop_chain SET number = l.number, hash = l.hash FROM shop_link l
    WHERE l.entry_id = NEW.id AND shop_chain.fund_id = NEW.fund_id;
  RETURN NULL;
END $$;

-- Each fund's chain begins with 64 zeros, each account with nothing.
CREATE FUNCTION shop_fund_begins() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO shop_chain (fund_id, number, hash) VALUES (NEW.id, 0, repeat('0', 64));
  RETURN NULL;
END $$;

CREATE TRIGGER begins AFTER INSERT ON shop_fund FOR EACH ROW EXECUTE FUNCTION shop_fund_begins();

CREATE FUNCTION shop_account_begins() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO shop_balance (account_id, is_asset, fen) VALUES (NEW.id, NEW.kind = 'asset', 0);
  RETURN NULL;
END $$;

CREATE TRIGGER begins AFTER INSERT ON shop_account FOR EACH ROW EXECUTE FUNCTION shop_account_begins();

CREATE CONSTRAINT TRIGGER shop_entry_settles AFTER INSERT ON shop_entry
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION shop_entry_settles();

-- --- closing a month waits for the entries that are being made, and they for it

CREATE FUNCTION shop_month_closes() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM FROM shop_fund WHERE id = NEW.fund_id FOR UPDATE;
  IF NEW.month >= date_trunc('month', office_day_of(NEW.locked_at))::date THEN
    RAISE EXCEPTION 'month not over' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_monthlock_over';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER closes BEFORE INSERT ON shop_monthlock FOR EACH ROW EXECUTE FUNCTION shop_month_closes();

-- --- a published head is one that the chain has

CREATE FUNCTION shop_head_stands() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM shop_link
    WHERE fund_id = NEW.fund_id AND number = NEW.number AND hash = NEW.hash AND left_fen = NEW.left_fen
  ) THEN
    RAISE EXCEPTION 'no such link' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_dayhead_of_the_chain';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER stands BEFORE INSERT ON shop_dayhead FOR EACH ROW EXECUTE FUNCTION shop_head_stands();
