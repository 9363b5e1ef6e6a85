-- What makes a plan due beside the calendar: the use its meter shows, and alarms. An alarm that comes again soon is counted with the
-- one before; `nth` is the how-manieth of its code on that equipment, so that two that come at once are not two.
CREATE TABLE alarms (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    asset_id UUID NOT NULL,
    asset_name TEXT NOT NULL,
    code TEXT NOT NULL,
    nth BIGINT NOT NULL,
    note TEXT,
    raised_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    count BIGINT NOT NULL,
    by_name TEXT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX alarms_nth ON alarms (org_id, asset_id, code, nth);
CREATE INDEX alarms_order ON alarms (org_id, raised_at, id);

ALTER TABLE plans ADD COLUMN alarm_code TEXT;
CREATE INDEX plan_things_asset ON plan_things (org_id, asset_id);
