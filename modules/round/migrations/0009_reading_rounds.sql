-- Reading rounds: a plan over all meters of a kind within a place, each of them a thing of its own.
ALTER TABLE plans ADD COLUMN reads TEXT;
