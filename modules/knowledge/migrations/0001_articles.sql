-- A database that the desk made while these tables were its own has them already.
-- Standard answers: what is asked, what is answered, where and from when to when. Words that change make the next version.
CREATE TABLE IF NOT EXISTS articles (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    number TEXT NOT NULL,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    topic TEXT,
    version BIGINT NOT NULL,
    from_on TEXT NOT NULL,
    to_on TEXT,
    used BIGINT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX IF NOT EXISTS articles_by_change ON articles (org_id, changed_at, id);
CREATE TABLE IF NOT EXISTS article_versions (
    org_id UUID NOT NULL,
    article_id UUID NOT NULL,
    version BIGINT NOT NULL,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, article_id, version)
);
