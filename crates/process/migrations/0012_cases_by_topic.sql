-- Cases about one matter, latest first, are found and counted without a look at the rows: each carries its whole state.
CREATE INDEX cases_by_topic ON cases (org_id, topic, opened_at, id, process) WHERE topic IS NOT NULL;
