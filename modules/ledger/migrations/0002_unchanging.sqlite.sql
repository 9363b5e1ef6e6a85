-- What the book says is never changed and never taken away (I3): the database itself refuses it.
CREATE TRIGGER entries_stay_update BEFORE UPDATE ON entries
BEGIN
    SELECT RAISE(ABORT, 'entries are never changed');
END;
CREATE TRIGGER entries_stay_delete BEFORE DELETE ON entries
BEGIN
    SELECT RAISE(ABORT, 'entries are never changed');
END;
CREATE TRIGGER postings_stay_update BEFORE UPDATE ON postings
BEGIN
    SELECT RAISE(ABORT, 'postings are never changed');
END;
CREATE TRIGGER postings_stay_delete BEFORE DELETE ON postings
BEGIN
    SELECT RAISE(ABORT, 'postings are never changed');
END;
CREATE TRIGGER hold_lines_stay_update BEFORE UPDATE ON hold_lines
BEGIN
    SELECT RAISE(ABORT, 'hold_lines are never changed');
END;
CREATE TRIGGER hold_lines_stay_delete BEFORE DELETE ON hold_lines
BEGIN
    SELECT RAISE(ABORT, 'hold_lines are never changed');
END;
CREATE TRIGGER closings_stay_update BEFORE UPDATE ON closings
BEGIN
    SELECT RAISE(ABORT, 'closings are never changed');
END;
CREATE TRIGGER closings_stay_delete BEFORE DELETE ON closings
BEGIN
    SELECT RAISE(ABORT, 'closings are never changed');
END;
CREATE TRIGGER paper_numbers_stay_update BEFORE UPDATE ON paper_numbers
BEGIN
    SELECT RAISE(ABORT, 'paper_numbers are never changed');
END;
CREATE TRIGGER paper_numbers_stay_delete BEFORE DELETE ON paper_numbers
BEGIN
    SELECT RAISE(ABORT, 'paper_numbers are never changed');
END;
