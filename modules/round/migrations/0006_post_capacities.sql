-- How many hours of work a post of a community has on each day of the week, as its roster stands.
CREATE TABLE post_capacities (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    role TEXT NOT NULL,
    mo BIGINT NOT NULL CHECK (mo >= 0),
    tu BIGINT NOT NULL CHECK (tu >= 0),
    we BIGINT NOT NULL CHECK (we >= 0),
    th BIGINT NOT NULL CHECK (th >= 0),
    fr BIGINT NOT NULL CHECK (fr >= 0),
    sa BIGINT NOT NULL CHECK (sa >= 0),
    su BIGINT NOT NULL CHECK (su >= 0),
    made_name TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX post_capacities_role ON post_capacities (org_id, role);
