-- Which days of the library a post follows, by their keys, as somebody has said; a post nobody has said it of follows its role.
CREATE TABLE post_days (
    org_id UUID NOT NULL,
    post_id UUID NOT NULL,
    keys TEXT NOT NULL,
    set_name TEXT NOT NULL,
    set_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, post_id)
);
