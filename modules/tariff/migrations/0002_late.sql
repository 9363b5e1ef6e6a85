-- What late payment costs by an edition, as the engine of penalties reads it; nothing where it costs nothing.
ALTER TABLE tariff_editions ADD COLUMN late TEXT;
