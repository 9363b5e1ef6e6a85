-- The set of texts that shipped with the program that started last, by its digest, with what lists need of each: known texts are
-- neither read nor proven again at a start. `outlines` is JSON, one for each definition in the order of the texts.
CREATE TABLE shipped_processes (
    org_id UUID NOT NULL PRIMARY KEY,
    texts TEXT NOT NULL,
    outlines TEXT NOT NULL
);
