-- What the book says is never changed and never taken away (I3): the database itself refuses it.
CREATE FUNCTION ledger_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% are never changed', TG_TABLE_NAME;
END
$$;
CREATE TRIGGER entries_stay BEFORE UPDATE OR DELETE ON entries FOR EACH ROW EXECUTE FUNCTION ledger_stays();
CREATE TRIGGER postings_stay BEFORE UPDATE OR DELETE ON postings FOR EACH ROW EXECUTE FUNCTION ledger_stays();
CREATE TRIGGER hold_lines_stay BEFORE UPDATE OR DELETE ON hold_lines FOR EACH ROW EXECUTE FUNCTION ledger_stays();
CREATE TRIGGER closings_stay BEFORE UPDATE OR DELETE ON closings FOR EACH ROW EXECUTE FUNCTION ledger_stays();
CREATE TRIGGER paper_numbers_stay BEFORE UPDATE OR DELETE ON paper_numbers FOR EACH ROW EXECUTE FUNCTION ledger_stays();
