CREATE TABLE search_entries (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    subtitle TEXT NOT NULL,
    path TEXT NOT NULL,
    PRIMARY KEY (org_id, id)
);

CREATE TABLE search_terms (
    org_id UUID NOT NULL,
    term TEXT NOT NULL,
    entry_id UUID NOT NULL,
    PRIMARY KEY (org_id, term, entry_id)
);

CREATE INDEX search_terms_by_entry ON search_terms (org_id, entry_id);
