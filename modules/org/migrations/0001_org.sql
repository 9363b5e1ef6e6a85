-- The tree of organisation units: company, branch, community, department.
CREATE TABLE orgs (
    id UUID NOT NULL PRIMARY KEY,
    parent_id UUID,
    kind TEXT NOT NULL,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    -- The ids from the company down to the unit itself, each followed by a slash.
    path TEXT NOT NULL,
    profile TEXT,
    address TEXT,
    phone TEXT,
    calendar TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- The people at work. They belong to the company; unit_id is where each is employed, and the fence of who may see him.
CREATE TABLE staff (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    unit_id UUID NOT NULL,
    number TEXT NOT NULL,
    name TEXT NOT NULL,
    -- The key of this person's own data, and what is sealed under it.
    key BYTEA NOT NULL,
    phone BYTEA,
    phone_masked TEXT NOT NULL,
    phone_digest BYTEA,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, number)
);
CREATE INDEX staff_by_name ON staff (unit_id, name, id);
CREATE INDEX staff_by_number ON staff (unit_id, number, id);

CREATE TABLE skills (
    org_id UUID NOT NULL,
    staff_id UUID NOT NULL,
    trade TEXT NOT NULL,
    PRIMARY KEY (org_id, staff_id, trade)
);

-- A job to be filled in a unit.
CREATE TABLE posts (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    duties TEXT,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX posts_by_name ON posts (org_id, name, id);

-- Who fills which post from when to when; to_on is the last day.
CREATE TABLE assignments (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    post_id UUID NOT NULL,
    staff_id UUID NOT NULL,
    from_on TEXT NOT NULL,
    to_on TEXT,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX assignments_by_staff ON assignments (staff_id, from_on);
CREATE INDEX assignments_by_from ON assignments (org_id, from_on, id);

-- Who is on call from when to when; without a trade: for all of them.
CREATE TABLE duties (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    staff_id UUID NOT NULL,
    trade TEXT,
    from_at BIGINT NOT NULL,
    to_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX duties_by_from ON duties (org_id, from_at, id);

-- Published versions of working calendars; a version never changes.
CREATE TABLE calendars (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    key TEXT NOT NULL,
    version BIGINT NOT NULL,
    name TEXT NOT NULL,
    observes_holidays BOOLEAN NOT NULL,
    written TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, key, version)
);

-- The company's word on public holidays and make-up workdays; it goes before what the product knows itself.
CREATE TABLE holidays (
    org_id UUID NOT NULL,
    day TEXT NOT NULL,
    name TEXT NOT NULL,
    effect TEXT NOT NULL,
    PRIMARY KEY (org_id, day)
);
