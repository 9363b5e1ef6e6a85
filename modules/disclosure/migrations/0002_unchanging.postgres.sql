-- What is published is never changed and never taken away: the database itself refuses it.
CREATE FUNCTION disclosure_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% are never changed', TG_TABLE_NAME;
END
$$;
CREATE TRIGGER disclosure_sheets_stay BEFORE UPDATE OR DELETE ON disclosure_sheets FOR EACH ROW
    WHEN (OLD.state <> 'draft') EXECUTE FUNCTION disclosure_stays();
CREATE TRIGGER payment_leaves_stay BEFORE UPDATE OR DELETE ON payment_leaves FOR EACH ROW EXECUTE FUNCTION disclosure_stays();
