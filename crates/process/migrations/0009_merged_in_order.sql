-- With the id behind it the index gives those merged into a case in order; without, SQLite walked along all cases for the order alone.
DROP INDEX cases_by_master;
CREATE INDEX cases_by_master ON cases (org_id, master_id, id) WHERE master_id IS NOT NULL;
