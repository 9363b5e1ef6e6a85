-- Standard answers: what is asked, what is answered, where and from when to when. Words that change make the next version.
CREATE TABLE articles (
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
CREATE INDEX articles_by_change ON articles (org_id, changed_at, id);
CREATE TABLE article_versions (
    org_id UUID NOT NULL,
    article_id UUID NOT NULL,
    version BIGINT NOT NULL,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, article_id, version)
);
-- Measures of the library that a community took over: to which post they were given, and the case that follows them.
CREATE TABLE adopted_measures (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    key TEXT NOT NULL,
    case_id UUID NOT NULL,
    post_id UUID NOT NULL,
    post_name TEXT NOT NULL,
    person_name TEXT,
    by_name TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX adopted_measures_by_key ON adopted_measures (org_id, key, at);
