-- The secret address under which a member of staff's own calendar program reads his appointments; only its digest is kept.
CREATE TABLE calendar_feeds (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    staff_id UUID NOT NULL,
    digest BYTEA NOT NULL,
    lang TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    removed_at BIGINT,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX calendar_feeds_by_digest ON calendar_feeds (org_id, digest);
CREATE INDEX calendar_feeds_by_staff ON calendar_feeds (org_id, staff_id);
