-- Second looks are few among occurrences: those whose window has ended are found without looking at the others.
CREATE INDEX occurrences_checks_open ON occurrences (closes_at) WHERE checks_id IS NOT NULL AND state IN ('released', 'in_progress');
