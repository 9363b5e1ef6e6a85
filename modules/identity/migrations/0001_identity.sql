-- How one signs in. A log-in name is typed before anybody's unit is known.
CREATE TABLE accounts (
    org_id UUID NOT NULL,
    id UUID NOT NULL PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    -- An argon2id string, never the password.
    password TEXT NOT NULL,
    -- The wrapped key of what is sealed: the secret of the second factor, and one that waits to be confirmed.
    key BYTEA NOT NULL,
    totp BYTEA,
    totp_waiting BYTEA,
    totp_step BIGINT NOT NULL,
    staff_id UUID UNIQUE,
    person_id UUID UNIQUE,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX accounts_by_login ON accounts (org_id, login, id);
CREATE INDEX accounts_by_name ON accounts (org_id, name, id);

-- What the company says about a role; what it says nothing about is as the product ships it.
CREATE TABLE roles (
    org_id UUID NOT NULL,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    -- The names of its permissions, as a JSON list.
    permissions TEXT NOT NULL,
    PRIMARY KEY (org_id, key)
);

-- A role over a unit and everything below it, for one account, from one day to another (inclusive).
CREATE TABLE grants (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    account_id UUID NOT NULL,
    role TEXT NOT NULL,
    from_on TEXT NOT NULL,
    to_on TEXT,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX grants_by_account ON grants (account_id);

-- One signed-in device. Only the digest of its secret is kept.
CREATE TABLE sessions (
    digest BYTEA NOT NULL PRIMARY KEY,
    id UUID NOT NULL UNIQUE,
    account_id UUID NOT NULL,
    device TEXT NOT NULL,
    address TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_by_account ON sessions (account_id, seen_at);

-- Personal keys for the API. Only the digest is kept.
CREATE TABLE tokens (
    digest BYTEA NOT NULL PRIMARY KEY,
    id UUID NOT NULL UNIQUE,
    account_id UUID NOT NULL,
    name TEXT NOT NULL,
    -- The names of the permissions it may use, as a JSON list.
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX tokens_by_account ON tokens (account_id, created_at);

-- Wrong tries by log-in name and by address, for lock-out: one row each, so that tries at the same time wait for one another.
CREATE TABLE attempts (
    subject TEXT NOT NULL PRIMARY KEY,
    -- The times of the last tries, latest first, as a JSON list of microseconds.
    times TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX attempts_by_time ON attempts (at);
