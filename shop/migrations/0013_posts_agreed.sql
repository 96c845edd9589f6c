-- Aid is worked on by posts that two administrators stand for (office/migrations/0012_posts_agreed.sql).
CREATE OR REPLACE FUNCTION shop_aid_holds(who bigint, wanted text, region bigint) RETURNS boolean
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN office_holds(who, wanted, region);
END $$;
