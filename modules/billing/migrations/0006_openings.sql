-- Bills that were open when the books were opened: brought from another program, of no run but of an opening, which stands in run_id too.
ALTER TABLE bills ADD COLUMN opening_id UUID;
