-- How somebody looks at a list: its filters, order and columns under a name. Shared ones are everybody's who may see the list.
CREATE TABLE list_views (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    owner_id UUID NOT NULL,
    -- The name of the list's query.
    list TEXT NOT NULL,
    name TEXT NOT NULL,
    -- The query of the list's address.
    query TEXT NOT NULL,
    shared BOOLEAN NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, list, owner_id, name)
);
CREATE INDEX list_views_shared ON list_views (org_id, list, name) WHERE shared;

-- What somebody wants of a list whenever he opens it: columns in their order, and the view it begins with.
CREATE TABLE list_layouts (
    org_id UUID NOT NULL,
    owner_id UUID NOT NULL,
    list TEXT NOT NULL,
    -- The names of the columns, as a JSON list; empty for those the list begins with.
    columns TEXT NOT NULL,
    view_id UUID,
    PRIMARY KEY (org_id, owner_id, list)
);
