-- What a draft said before its last change was taken back, so that the change can be made again.
ALTER TABLE draft_texts ADD COLUMN undone BOOLEAN NOT NULL DEFAULT FALSE;
