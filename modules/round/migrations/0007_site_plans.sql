-- The site plan of a community, by edition, and where on it the points of its routes lie: in hundredths of a percent of its width.
CREATE TABLE site_plans (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    edition BIGINT NOT NULL,
    file_id TEXT NOT NULL,
    made_name TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX site_plans_edition ON site_plans (org_id, edition);

CREATE TABLE site_points (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    point_id UUID NOT NULL,
    x BIGINT NOT NULL CHECK (x BETWEEN 0 AND 10000),
    y BIGINT NOT NULL CHECK (y BETWEEN 0 AND 40000),
    PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX site_points_point ON site_points (org_id, point_id);
