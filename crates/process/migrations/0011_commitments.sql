-- Whose word a limit is: promised to customers, the house's own, or owed by a vendor.
ALTER TABLE case_limits ADD COLUMN commitment TEXT NOT NULL DEFAULT 'internal';
