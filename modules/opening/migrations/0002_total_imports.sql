-- Control totals may come by workbook too; what an import brought is taken back with it.
ALTER TABLE control_totals ADD COLUMN import_id UUID;
CREATE INDEX control_totals_import ON control_totals (org_id, import_id, id) WHERE import_id IS NOT NULL;
