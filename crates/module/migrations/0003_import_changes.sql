-- Records in use that an import changes: each is settled by its register once the import is seen, or has been taken back.
CREATE TABLE import_changes (
    org_id UUID NOT NULL,
    import_id UUID NOT NULL,
    register TEXT NOT NULL,
    record_id UUID NOT NULL,
    PRIMARY KEY (org_id, import_id, register, record_id)
);
