-- What law or rule demands again and again – the list ships with the product, here is what the company changed of it – and the papers
-- that show it was met. `bearer_id` is a piece of equipment, a community or a member of staff; `due_on` is the last day the paper holds,
-- 9999-12-31 for one that never ends; `warned_days` is the last warning given: 30, 7, 1, and 0 once it has lapsed.
CREATE TABLE obligations (
    org_id UUID NOT NULL,
    key TEXT NOT NULL,
    months BIGINT,
    disabled BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, key)
);

CREATE TABLE certificates (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    obligation TEXT NOT NULL,
    bearer TEXT NOT NULL,
    bearer_id UUID NOT NULL,
    bearer_name TEXT NOT NULL,
    number TEXT,
    issuer TEXT,
    issued_on TEXT NOT NULL,
    due_on TEXT NOT NULL,
    files TEXT NOT NULL,
    note TEXT,
    state TEXT NOT NULL,
    warned_days BIGINT,
    reason TEXT,
    by_name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX certificates_due ON certificates (org_id, state, due_on, id);
CREATE INDEX certificates_order ON certificates (org_id, due_on, id);
CREATE INDEX certificates_bearer ON certificates (org_id, bearer_id, state);
