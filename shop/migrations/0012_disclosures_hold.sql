-- Disclosures: figures are the ledger's, and what is published stays. Everything here runs as the owner of the tables.
-- Every refusal names a constraint; `shop/refusals.py` has its sentence.

-- Totals of a stretch of days, up to an entry of the chain.
CREATE FUNCTION shop_disclosure_in_and_out(
  fund bigint, first date, last date, up_to integer, OUT before bigint, OUT came bigint, OUT went bigint, OUT entries bigint
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(sum(g.fen) FILTER (WHERE e.day < first AND a.kind = 'asset'), 0),
         coalesce(sum(-g.fen) FILTER (WHERE e.day >= first AND a.kind = 'income'), 0),
         coalesce(sum(g.fen) FILTER (WHERE e.day >= first AND a.kind = 'expense'), 0),
         count(DISTINCT e.id) FILTER (WHERE e.day >= first)
    FROM shop_entry e JOIN shop_link l ON l.entry_id = e.id JOIN shop_leg g ON g.entry_id = e.id
         JOIN shop_account a ON a.id = g.account_id
   WHERE e.fund_id = fund AND e.day <= last AND l.number <= up_to
$$;

CREATE FUNCTION shop_disclosure_moves() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  figures record;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF OLD.published_at IS NOT NULL AND NEW IS DISTINCT FROM OLD THEN
      RAISE EXCEPTION 'published' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_disclosure_stays';
    END IF;
    IF (NEW.fund_id, NEW.kind, NEW.begins_on, NEW.ends_on, NEW.due_on, NEW.version, NEW.reason)
       IS DISTINCT FROM (OLD.fund_id, OLD.kind, OLD.begins_on, OLD.ends_on, OLD.due_on, OLD.version, OLD.reason) THEN
      RAISE EXCEPTION 'another document' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_disclosure_stays';
    END IF;
  ELSIF NEW.published_at IS NOT NULL OR (NEW.version > 1 AND NOT EXISTS (
    SELECT FROM shop_disclosure
    WHERE fund_id = NEW.fund_id AND kind = NEW.kind AND begins_on = NEW.begins_on AND ends_on = NEW.ends_on
      AND version = NEW.version - 1 AND published_at IS NOT NULL)) THEN
    RAISE EXCEPTION 'not a draft' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_disclosure_begins';
  END IF;
  IF NOT (NEW.chain_number = 0 AND NEW.chain_hash = repeat('0', 64)) AND NOT EXISTS (
    SELECT FROM shop_link WHERE fund_id = NEW.fund_id AND number = NEW.chain_number AND hash = NEW.chain_hash) THEN
    RAISE EXCEPTION 'no such link' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_disclosure_of_the_chain';
  END IF;
  SELECT * INTO figures FROM shop_disclosure_in_and_out(NEW.fund_id, NEW.begins_on, NEW.ends_on, NEW.chain_number);
  IF (figures.before, figures.came, figures.went, figures.entries)
     IS DISTINCT FROM (NEW.opening_fen, NEW.in_fen, NEW.out_fen, NEW.entries::bigint) THEN
    RAISE EXCEPTION 'not what the ledger says'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_disclosure_of_the_ledger';
  END IF;
  IF NEW.published_at IS NOT NULL THEN
    IF NEW.ends_on >= office_day_of(NEW.published_at)
       OR NEW.published_at > clock_timestamp() + interval '5 minutes' THEN
      RAISE EXCEPTION 'period not over' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_disclosure_period_over';
    END IF;
    -- Entries of one fund settle one behind the other: none slips in between this look and the commit unseen.
    PERFORM FROM shop_chain WHERE fund_id = NEW.fund_id FOR UPDATE;
    IF EXISTS (
      SELECT FROM shop_link l JOIN shop_entry e ON e.id = l.entry_id
      WHERE l.fund_id = NEW.fund_id AND l.number > NEW.chain_number AND e.day <= NEW.ends_on) THEN
      RAISE EXCEPTION 'the books have moved' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_disclosure_stale';
    END IF;
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER moves BEFORE INSERT OR UPDATE ON shop_disclosure
  FOR EACH ROW EXECUTE FUNCTION shop_disclosure_moves();

CREATE FUNCTION shop_disclosure_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'kept' USING ERRCODE = 'check_violation', CONSTRAINT = 'shop_disclosure_stays';
END $$;

CREATE TRIGGER kept BEFORE DELETE ON shop_disclosure FOR EACH ROW EXECUTE FUNCTION shop_disclosure_kept();
