-- The last number given out in each series of an organisation unit.
CREATE TABLE counters (
    org_id UUID NOT NULL,
    series TEXT NOT NULL,
    value BIGINT NOT NULL,
    PRIMARY KEY (org_id, series)
);

-- Who did what, when, from where, and what it changed. Rows are never changed but for the number of their seal.
CREATE TABLE audit (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    at BIGINT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id UUID NOT NULL,
    actor_name TEXT NOT NULL,
    origin TEXT NOT NULL,
    action TEXT NOT NULL,
    target TEXT NOT NULL,
    before TEXT,
    after TEXT,
    digest TEXT NOT NULL,
    seal BIGINT,
    PRIMARY KEY (org_id, id)
);
-- The sealer looks for unsealed rows every second: its index must stay as small as they are few.
CREATE INDEX audit_by_seal ON audit (org_id, seal, id) WHERE seal IS NOT NULL;
CREATE INDEX audit_unsealed ON audit (org_id, id) WHERE seal IS NULL;
CREATE INDEX audit_by_target ON audit (org_id, target, at);

-- The chain over the audit rows of an organisation unit.
CREATE TABLE seals (
    org_id UUID NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    previous TEXT NOT NULL,
    root TEXT NOT NULL,
    count BIGINT NOT NULL,
    first_id UUID NOT NULL,
    last_id UUID NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (org_id, seq)
);

-- What happened, for others to hear of: written with the change itself, told by a job.
CREATE TABLE outbox (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    at BIGINT NOT NULL,
    topic TEXT NOT NULL,
    payload TEXT NOT NULL,
    told_at BIGINT,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX outbox_untold ON outbox (id) WHERE told_at IS NULL;
CREATE INDEX outbox_told ON outbox (told_at) WHERE told_at IS NOT NULL;

-- The answer to every request that changed something, for the case that it is sent again.
CREATE TABLE idempotency (
    actor UUID NOT NULL,
    key TEXT NOT NULL,
    action TEXT NOT NULL,
    body_hash TEXT NOT NULL,
    status BIGINT,
    result TEXT,
    at BIGINT NOT NULL,
    PRIMARY KEY (actor, key)
);
CREATE INDEX idempotency_by_age ON idempotency (at);

-- Work to be done later: background work, timers, schedules.
CREATE TABLE jobs (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'dead')),
    made_at BIGINT NOT NULL,
    run_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    locked_until BIGINT,
    locked_by TEXT,
    dedupe TEXT,
    progress TEXT,
    last_error TEXT,
    done_at BIGINT,
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, dedupe)
);
CREATE INDEX jobs_waiting ON jobs (run_at, id) WHERE state = 'waiting';
CREATE INDEX jobs_running ON jobs (locked_until) WHERE state = 'running';
CREATE INDEX jobs_done ON jobs (done_at) WHERE state = 'done';

-- Names of contents kept in the folder of files; the same content is kept once.
CREATE TABLE files (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    at BIGINT NOT NULL,
    by UUID NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('kept', 'erased')),
    PRIMARY KEY (org_id, id)
);
CREATE INDEX files_by_content ON files (sha256);
