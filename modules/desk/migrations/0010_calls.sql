-- What came of each call after the work, who has just asked for a number, and which calls were put off until when.
CREATE TABLE calls (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    case_id UUID NOT NULL,
    at BIGINT NOT NULL,
    caller_id UUID NOT NULL,
    caller_name TEXT NOT NULL,
    -- dialled, put_off, or the answer.
    what TEXT NOT NULL,
    words TEXT,
    -- Until then others leave it alone, or it waits.
    until_at BIGINT,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX calls_by_caller ON calls (org_id, caller_id, at);
CREATE INDEX calls_put_off ON calls (org_id, until_at) WHERE until_at IS NOT NULL;
