-- Where places and equipment are on the ground, in millionths of a degree, and how many metres around count as there. A scan
-- keeps what the device said of itself (JSON) and whether that was there: in, out, unsure.
CREATE TABLE positions (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    thing_id UUID NOT NULL,
    latitude BIGINT NOT NULL,
    longitude BIGINT NOT NULL,
    accuracy BIGINT,
    radius BIGINT NOT NULL CHECK (radius > 0),
    made_name TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX positions_thing ON positions (org_id, thing_id);
ALTER TABLE scans ADD COLUMN location TEXT;
ALTER TABLE scans ADD COLUMN near TEXT;
