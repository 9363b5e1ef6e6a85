-- People of other firms who take part by a link: each an account without a password (`id`), with the one role `vendor` in one community
-- up to a day. Only the digest of a link is kept, and of a phone what tells people apart.
CREATE TABLE vendor_workers (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    name TEXT NOT NULL,
    phone_masked TEXT NOT NULL,
    vendor TEXT NOT NULL,
    digest BYTEA NOT NULL,
    until_on TEXT NOT NULL,
    state TEXT NOT NULL,
    by_name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    opened_at BIGINT,
    version BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX vendor_workers_digest ON vendor_workers (digest);
CREATE INDEX vendor_workers_order ON vendor_workers (org_id, vendor, name, id);
CREATE INDEX occurrences_vendor ON occurrences (org_id, vendor, state) WHERE vendor IS NOT NULL;
