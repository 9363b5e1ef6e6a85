-- What an hour of a community's own people is reckoned at from a day on, for what repairs cost.
CREATE TABLE labour_rates (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    from_on TEXT NOT NULL,
    hour_fen BIGINT NOT NULL CHECK (hour_fen >= 0),
    made_name TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX labour_rates_day ON labour_rates (org_id, from_on);
