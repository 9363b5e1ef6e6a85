-- What boards and desks add up: the few cases that have not ended, with all that is asked of them. `ended_at` stands in the index
-- as well as in its condition, because SQLite answers from an index alone only when every column asked for is in it.
DROP INDEX cases_by_deadline;
CREATE INDEX cases_open ON cases (org_id, process, stage, assignee_id, area_id, breached, paused, due_at, risk_at, opened_at, id, ended_at) WHERE ended_at IS NULL;
CREATE INDEX cases_breached ON cases (org_id, opened_at) WHERE breached;
