-- In which order money that does not suffice pays the bills of a community; the oldest first where nothing is said.
CREATE TABLE allocation_orders (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    rule TEXT NOT NULL CHECK (rule IN ('oldest', 'management', 'utilities', 'smallest')),
    spread TEXT NOT NULL CHECK (spread IN ('in_order', 'proportional')),
    whole_bills BOOLEAN NOT NULL,
    changed_by UUID NOT NULL,
    changed_name TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX allocation_orders_one ON allocation_orders (org_id);
CREATE INDEX allocation_orders_order ON allocation_orders (org_id, changed_at, id);
