-- What a draft said before each change of it, so that a change can be taken back.
CREATE TABLE draft_texts (
    org_id UUID NOT NULL,
    draft_id UUID NOT NULL,
    version BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (org_id, draft_id, version)
);
