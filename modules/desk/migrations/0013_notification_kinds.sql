-- What kind of thing a notification tells: a step of a process, a time limit, a cause that is awaited, a mass incident.
ALTER TABLE notifications ADD COLUMN kind TEXT NOT NULL DEFAULT 'step';
