-- Whoever changed the text of a draft since it was begun, as a JSON list of ids: none of them approves it.
ALTER TABLE drafts ADD COLUMN editors TEXT NOT NULL DEFAULT '[]';
