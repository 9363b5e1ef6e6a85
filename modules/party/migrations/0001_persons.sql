-- A human being or a firm; org_id is the company. Phone, identity number and e-mail stand encrypted under the person's own key.
CREATE TABLE persons (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('person', 'organisation')),
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    gender TEXT CHECK (gender IN ('male', 'female')),
    born_on TEXT,
    note TEXT,
    identity_sealed BYTEA,
    identity_digest BYTEA,
    email_sealed BYTEA,
    state TEXT NOT NULL CHECK (state IN ('active', 'erased')),
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, identity_digest)
);

-- The key under which one person's fields are encrypted, itself wrapped; erasing the person destroys the row.
CREATE TABLE person_keys (
    org_id UUID NOT NULL,
    person_id UUID NOT NULL,
    wrapped BYTEA NOT NULL,
    PRIMARY KEY (org_id, person_id)
);

-- A person's numbers: rank 1 is called first. The digests find a number, whole or by its last four digits.
CREATE TABLE phones (
    org_id UUID NOT NULL,
    person_id UUID NOT NULL,
    rank BIGINT NOT NULL,
    sealed BYTEA NOT NULL,
    digest BYTEA NOT NULL,
    tail BYTEA NOT NULL,
    PRIMARY KEY (org_id, person_id, rank)
);
CREATE INDEX phones_by_number ON phones (org_id, digest);
CREATE INDEX phones_by_tail ON phones (org_id, tail);

-- Which community knows a person; its staff may see him. A person of no community is known to the company itself.
-- external_no is his number in the register the community brought along.
CREATE TABLE memberships (
    org_id UUID NOT NULL,
    person_id UUID NOT NULL,
    name_key TEXT NOT NULL,
    since_at BIGINT NOT NULL,
    external_no TEXT,
    PRIMARY KEY (org_id, person_id),
    UNIQUE (org_id, external_no)
);
CREATE INDEX memberships_by_name ON memberships (org_id, name_key, person_id);
CREATE INDEX memberships_by_age ON memberships (org_id, since_at, person_id);
CREATE INDEX memberships_by_person ON memberships (person_id, org_id);

-- Who was shown which personal field, until when the page still shows it to him. The audit keeps the fact for good.
CREATE TABLE reveals (
    org_id UUID NOT NULL,
    person_id UUID NOT NULL,
    actor_id UUID NOT NULL,
    field TEXT NOT NULL,
    until_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, person_id, actor_id, field)
);

-- What a person allowed or refused, one row for each time he was asked; the latest counts.
CREATE TABLE consents (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    person_id UUID NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('contact', 'marketing', 'photo', 'face')),
    given BOOLEAN NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX consents_by_person ON consents (org_id, person_id, purpose, at);
