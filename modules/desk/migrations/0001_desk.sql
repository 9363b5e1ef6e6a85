-- A line for one person that something waits for him. `key` is that of the notice: hearing of it twice changes nothing.
CREATE TABLE notifications (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    key TEXT NOT NULL,
    recipient_id UUID NOT NULL,
    case_id UUID NOT NULL,
    number TEXT NOT NULL,
    title TEXT NOT NULL,
    text_zh TEXT NOT NULL,
    text_en TEXT NOT NULL,
    at BIGINT NOT NULL,
    read_at BIGINT,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX notifications_by_key ON notifications (org_id, key);
CREATE INDEX notifications_by_recipient ON notifications (recipient_id, at, id);
CREATE INDEX notifications_unread ON notifications (recipient_id, at) WHERE read_at IS NULL;
