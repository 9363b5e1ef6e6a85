-- What was done to equipment beside rounds and cases, and what it cost: its running log. An entry is never changed, only voided.
CREATE TABLE log_entries (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    asset_id UUID NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('repair', 'upkeep', 'part', 'running', 'document')),
    logged_on TEXT NOT NULL,
    note TEXT NOT NULL,
    cost_fen BIGINT CHECK (cost_fen >= 0),
    files TEXT NOT NULL,
    by_name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    voided_name TEXT,
    void_reason TEXT,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX log_entries_asset ON log_entries (org_id, asset_id, logged_on, id);
CREATE INDEX log_entries_order ON log_entries (org_id, logged_on, id);
