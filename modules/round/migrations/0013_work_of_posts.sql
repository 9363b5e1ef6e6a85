-- What is free for a post: read without the work of others, and without what was done on days that are over.
CREATE INDEX occurrences_role ON occurrences (org_id, role, state, opens_at) WHERE staff_id IS NULL;
