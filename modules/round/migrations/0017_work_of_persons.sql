-- Most work is a post's and nobody's own: with all of it in the index, SQLite took looking up one person's for looking at everything.
DROP INDEX occurrences_staff;
CREATE INDEX occurrences_staff ON occurrences (org_id, staff_id, state) WHERE staff_id IS NOT NULL;
