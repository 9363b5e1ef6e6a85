DO $$
DECLARE
    owner name := current_user;
    tab record;
BEGIN
    -- Roles belong to the whole server: another database may be making it at this moment.
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'steward_app') THEN
        BEGIN
            CREATE ROLE steward_app NOLOGIN;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
    END IF;
    IF NOT pg_has_role(owner, 'steward_app', 'MEMBER') THEN
        EXECUTE format('GRANT steward_app TO %I', owner);
    END IF;
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO steward_app', current_schema());
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO steward_app', current_schema());
    -- What was done stays written down; the numbers of seals are set by the owner.
    REVOKE UPDATE, DELETE ON audit, seals FROM steward_app;
    FOR tab IN
        SELECT c.oid, c.relname
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'org_id' AND NOT a.attisdropped
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
          AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'steward_scope')
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tab.relname);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tab.relname);
        -- The sub-select is evaluated once for a statement, not once for a row.
        EXECUTE format('CREATE POLICY steward_scope ON %I TO steward_app USING (org_id = ANY ((SELECT '
            'string_to_array(current_setting(''steward.scope'', true), '','')::uuid[])::uuid[]))', tab.relname);
        EXECUTE format('CREATE POLICY steward_owner ON %I TO %I USING (true)', tab.relname, owner);
    END LOOP;
END
$$;
