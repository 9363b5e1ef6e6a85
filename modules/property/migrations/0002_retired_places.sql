-- Few places are retired; without an index of their own the list of them would read the whole tree.
CREATE INDEX places_retired ON places (org_id, path) WHERE retired_at IS NOT NULL;
