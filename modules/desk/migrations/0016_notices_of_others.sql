-- A notification may tell of something that is no case: `path` is where it is seen.
ALTER TABLE notifications RENAME TO notifications_before;
CREATE TABLE notifications (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    key TEXT NOT NULL,
    recipient_id UUID NOT NULL,
    case_id UUID,
    path TEXT,
    number TEXT NOT NULL,
    title TEXT NOT NULL,
    text_zh TEXT NOT NULL,
    text_en TEXT NOT NULL,
    kind TEXT NOT NULL DEFAULT 'step',
    at BIGINT NOT NULL,
    read_at BIGINT,
    PRIMARY KEY (org_id, id)
);
INSERT INTO notifications (org_id, id, key, recipient_id, case_id, number, title, text_zh, text_en, kind, at, read_at)
SELECT org_id, id, key, recipient_id, case_id, number, title, text_zh, text_en, kind, at, read_at FROM notifications_before;
DROP TABLE notifications_before;
CREATE INDEX notifications_by_key ON notifications (org_id, key);
CREATE INDEX notifications_by_recipient ON notifications (recipient_id, at, id);
CREATE INDEX notifications_unread ON notifications (recipient_id, at) WHERE read_at IS NULL;
