-- What somebody opened and what he watches, found through the log: who did the first thing to a case, and who watched it.
CREATE INDEX case_events_opened ON case_events (org_id, actor_id, at) WHERE version = 1;
CREATE INDEX case_events_watched ON case_events (org_id, actor_id, at) WHERE action = 'watch';
