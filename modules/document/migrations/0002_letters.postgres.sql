-- Letters about arrears are papers with templates, too.
ALTER TABLE print_templates DROP CONSTRAINT print_templates_kind_check;
ALTER TABLE print_templates ADD CONSTRAINT print_templates_kind_check CHECK (kind IN (
    'receipt', 'bill_notice', 'dunning_notice', 'collection_letter', 'lawyer_letter', 'refund_slip', 'deduction_slip', 'statement'
));
