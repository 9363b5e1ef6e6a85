-- What is published is never changed and never taken away: the database itself refuses it.
CREATE TRIGGER disclosure_sheets_stay_update BEFORE UPDATE ON disclosure_sheets WHEN OLD.state <> 'draft'
BEGIN
    SELECT RAISE(ABORT, 'disclosure_sheets are never changed');
END;
CREATE TRIGGER disclosure_sheets_stay_delete BEFORE DELETE ON disclosure_sheets WHEN OLD.state <> 'draft'
BEGIN
    SELECT RAISE(ABORT, 'disclosure_sheets are never changed');
END;
CREATE TRIGGER payment_leaves_stay_update BEFORE UPDATE ON payment_leaves
BEGIN
    SELECT RAISE(ABORT, 'payment_leaves are never changed');
END;
CREATE TRIGGER payment_leaves_stay_delete BEFORE DELETE ON payment_leaves
BEGIN
    SELECT RAISE(ABORT, 'payment_leaves are never changed');
END;
