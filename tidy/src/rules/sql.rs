//! Where SQL stands, which tables it touches, and that one text serves both databases.

use std::collections::{BTreeMap, BTreeSet};

use regex::Regex;

use crate::{
    File, Problem, Tree,
    literal::{self, is_sql},
};

/// Words that only one of the two databases understands, or understands differently; each with what to write instead.
const ONE_DATABASE: [(&str, &str); 24] = [
    (r"\bPRAGMA\b", "only store/src/dialect.rs speaks to SQLite alone"),
    (r"\b(AUTOINCREMENT|SERIAL|BIGSERIAL)\b", "ids come from the context, numbers from counters"),
    (r"\b(rowid|ctid)\b", "use the primary key"),
    (r"\b(ILIKE|REGEXP|GLOB|MATCH|SIMILAR TO)\b", "look names up through search_terms"),
    (r"::\s*[a-z]", "write CAST(x AS bigint)"),
    (r"\b(now|datetime|strftime|julianday|date_trunc|to_char|unixepoch)\s*\(", "the time comes from the context"),
    (r"\bCURRENT_(TIMESTAMP|DATE|TIME)\b", "the time comes from the context"),
    (r"\bINSERT\s+OR\s+(REPLACE|IGNORE|ABORT)\b", "write ON CONFLICT … DO …"),
    (r"\bFOR\s+(UPDATE|SHARE)\b", "the store adds the lock clause where it exists (dialect.rs)"),
    (r"\bSKIP\s+LOCKED\b", "the store adds the lock clause where it exists (dialect.rs)"),
    (r"\b(UNNEST|ANY|ARRAY)\s*[(\[]", "use insert_many, or the list filter of Select"),
    (r"\b(group_concat|string_agg|array_agg|json_agg)\s*\(", "gather in Rust"),
    (r"\b(json_extract|json_each|jsonb?_\w+)\s*\(|->>", "JSON is read in Rust"),
    (r"\bDISTINCT\s+ON\b", "use a window function or GROUP BY"),
    (r"\b(ifnull|nvl|iif)\s*\(", "write COALESCE or CASE"),
    (r"\b(tsvector|tsquery|fts5)\b", "look up through search_terms"),
    (r"\bLATERAL\b", "use a sub-query"),
    (r"\bINTERVAL\s+'", "instants are BIGINT microseconds"),
    (r"\b(LISTEN|NOTIFY)\b", "the store wakes waiters"),
    (r"\bCOLLATE\b", "people-facing order uses a stored pinyin key"),
    (r"\bUSING\s+GIN\b", "look up through search_terms"),
    (r"\bWITHOUT\s+ROWID\b", "leave it to a .sqlite.sql"),
    (r"\bTRUNCATE\b", "write DELETE FROM"),
    (r"\bRANDOM\s*\(", "chance comes from the context"),
];
/// Column types that do not mean the same on both.
const TYPES: &str = r"(?i)\b(INTEGER|INT|SMALLINT|INT4|INT8|REAL|FLOAT|DOUBLE|NUMERIC|DECIMAL|VARCHAR|CHAR|TIMESTAMPTZ?|DATETIME|DATE|TIME|JSONB?|BLOB)\b";
/// Tables of modules whose key does not begin with `org_id`, each for a reason.
const FOUND_BEFORE_SCOPE: [(&str, &str); 8] = [
    ("sessions", "a cookie names it before anybody's unit is known"),
    ("tokens", "a bearer token names it before anybody's unit is known"),
    ("accounts", "a log-in name is typed before anybody's unit is known"),
    ("attempts", "counted before anybody is known"),
    ("invitations", "a code is typed before anybody's unit is known"),
    ("orgs", "the tree of units itself"),
    ("labels", "a printed code is scanned by anybody"),
    ("person_keys", "belongs to the person, not to a unit"),
];

/// SQL of a module stands in its store.rs and nowhere else.
pub fn only_in_store(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for read in literal::rust(tree).into_iter().filter(|r| r.file.module().is_some() && r.file.stem() != "store") {
        let code_end = read.source.without_tests().end;
        let spoken = read.source.literals.iter().filter(|l| l.span.start < code_end && is_sql(&l.text));
        problems.extend(
            spoken.map(|l| {
                Problem::at(&read.file.path, l.line, "SQL stands in store.rs: give it a named function there")
            }),
        );
        for (at, _) in read.source.code.match_indices("Select::from(") {
            problems.push(Problem::at(&read.file.path, read.source.line_of(at), "statements are built in store.rs"));
        }
    }
    problems
}

/// Modules touch their own tables; those of crates and views of other modules they may only read.
pub fn own_tables(tree: &Tree) -> Vec<Problem> {
    let tables = made(tree, "TABLE");
    let views = made(tree, "VIEW");
    let named = super::pattern(r"(?is)\bWITH\s+(?:RECURSIVE\s+)?(\w+)|,\s*(\w+)\s+AS\s*\(");
    let touched = super::pattern(r#"(?is)\b(FROM|JOIN|INTO|UPDATE)\s+([a-z_][a-z_0-9]*)"#);
    let built = super::pattern(r#"(Select::from|insert_many)\(\s*"#);
    let mut problems = Vec::new();
    for read in literal::rust(tree) {
        let Some(module) = read.file.module() else { continue };
        for spoken in &read.source.literals {
            let before = &read.source.code[spoken.span.start.saturating_sub(24)..spoken.span.start];
            let through =
                built.captures_iter(before).last().filter(|c| c.get(0).is_some_and(|m| m.end() == before.len()));
            if !is_sql(&spoken.text) && through.is_none() {
                continue;
            }
            let local: BTreeSet<&str> =
                named.captures_iter(&spoken.text).filter_map(|c| c.get(1).or(c.get(2))).map(|m| m.as_str()).collect();
            let mut uses: Vec<(bool, String)> = touched
                .captures_iter(&spoken.text)
                .filter(|c| {
                    !spoken.text[..c.get(0).map_or(0, |m| m.start())].to_ascii_uppercase().ends_with("DISTINCT ")
                })
                .map(|c| (is_write(&spoken.text, &c), c[2].to_ascii_lowercase()))
                .collect();
            if let Some(call) = through {
                let table = spoken.text.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
                uses.push((&call[1] == "insert_many", table));
            }
            for (write, name) in
                uses.into_iter().filter(|(_, n)| n != "set" && n != "select" && !local.contains(n.as_str()))
            {
                let owner = tables.get(&name).map(String::as_str);
                let own = owner == Some(&format!("modules/{module}"));
                let lent = !write && (views.contains_key(&name) || owner.is_some_and(|o| o.starts_with("crates/")));
                if !own && !lent {
                    let owner = owner.unwrap_or("no migration");
                    let what =
                        format!("`{name}` belongs to {owner}: ask that module's queries, or a view it publishes");
                    problems.push(Problem::at(&read.file.path, spoken.line, what));
                }
            }
        }
    }
    problems
}

fn is_write(text: &str, found: &regex::Captures<'_>) -> bool {
    let word = found[1].to_ascii_uppercase();
    let start = found.get(0).map_or(0, |m| m.start());
    word == "INTO"
        || word == "UPDATE"
        || (word == "FROM" && text[..start].trim_end().to_ascii_uppercase().ends_with("DELETE"))
}

/// What migrations make: name → folder of the owner (`modules/desk`, `crates/store`).
pub fn made(tree: &Tree, kind: &str) -> BTreeMap<String, String> {
    let create = super::pattern(&format!(r"(?i)\bCREATE\s+{kind}\s+(?:IF\s+NOT\s+EXISTS\s+)?(\w+)"));
    let mut found = BTreeMap::new();
    for file in tree.files.iter().filter(|f| f.is("sql") && f.path.contains("migrations/")) {
        let owner = file.path.split("/migrations/").next().unwrap_or_default();
        for name in create.captures_iter(&file.text) {
            found.insert(name[1].to_ascii_lowercase(), owner.to_owned());
        }
    }
    found
}

/// The text without `--` comments, lines kept.
fn statements(file: &File) -> Vec<&str> {
    file.text.lines().map(|line| line.split("--").next().unwrap_or_default()).collect()
}

/// SQL of modules and portable migrations keeps to what both databases understand alike.
pub fn portable(tree: &Tree) -> Vec<Problem> {
    let words: Vec<(Regex, &str)> =
        ONE_DATABASE.iter().map(|(word, instead)| (super::pattern(&format!("(?i){word}")), *instead)).collect();
    let types = super::pattern(TYPES);
    let mut problems = Vec::new();
    for read in literal::rust(tree).into_iter().filter(|r| r.file.module().is_some()) {
        for spoken in read.source.literals.iter().filter(|l| is_sql(&l.text)) {
            for (word, instead) in &words {
                if let Some(found) = word.find(&spoken.text) {
                    let what = format!("`{}` is one database's word: {instead}", found.as_str());
                    problems.push(Problem::at(&read.file.path, spoken.line, what));
                }
            }
        }
    }
    let portable =
        |f: &&File| f.is("sql") && f.path.contains("migrations/") && !f.is("sqlite.sql") && !f.is("postgres.sql");
    for file in tree.files.iter().filter(portable) {
        for (number, line) in statements(file).into_iter().enumerate() {
            let found = words.iter().find_map(|(w, instead)| w.find(line).map(|m| (m.as_str(), *instead)));
            let kind = types.find(line).map(|m| (m.as_str(), "types are UUID, BIGINT, TEXT, BOOLEAN, BYTEA"));
            for (word, instead) in found.into_iter().chain(kind) {
                problems.push(Problem::at(
                    &file.path,
                    number + 1,
                    format!("`{word}` differs between the databases: {instead}"),
                ));
            }
        }
    }
    problems
}

/// Every business table belongs to an organisation unit, and its key begins with it.
pub fn belongs_to_a_unit(tree: &Tree) -> Vec<Problem> {
    let create = super::pattern(r"(?is)\bCREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(\w+)\s*\((.*?)\n\s*\)\s*;");
    let column = super::pattern(r"(?i)\borg_id\s+UUID\s+NOT\s+NULL");
    let key = super::pattern(r"(?i)\bPRIMARY\s+KEY\s*\(\s*org_id\b");
    let mut problems = Vec::new();
    for file in tree.files.iter().filter(|f| f.module().is_some() && f.is("sql")) {
        let text = statements(file).join("\n");
        for found in create.captures_iter(&text) {
            let (name, body) = (&found[1], &found[2]);
            let line = 1 + text[..found.get(0).map_or(0, |m| m.start())].matches('\n').count();
            if FOUND_BEFORE_SCOPE.iter().any(|(table, _)| *table == name) {
                continue;
            }
            if !column.is_match(body) {
                problems.push(Problem::at(&file.path, line, format!("`{name}` needs `org_id UUID NOT NULL`")));
            } else if !key.is_match(body) {
                problems.push(Problem::at(
                    &file.path,
                    line,
                    format!("the key of `{name}` begins with org_id: PRIMARY KEY (org_id, …)"),
                ));
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(problems: Vec<Problem>) -> Vec<String> {
        problems.into_iter().map(|p| p.place).collect()
    }

    #[test]
    fn sql_outside_the_store_is_found() {
        let tree = Tree::of(&[
            ("modules/desk/src/pages.rs", "fn a() { tx.fetch(\"SELECT id FROM cases\"); }\n"),
            ("modules/desk/src/queries.rs", "fn a() { Select::from(\"cases c\"); }\n"),
            ("modules/desk/src/store.rs", "fn a() { tx.fetch(\"SELECT id FROM cases\"); }\n"),
        ]);
        assert_eq!(places(only_in_store(&tree)), ["modules/desk/src/pages.rs:1", "modules/desk/src/queries.rs:1"]);
    }

    #[test]
    fn a_foreign_table_is_found_and_a_published_view_is_not() {
        let tree = Tree::of(&[
            (
                "modules/party/migrations/0001_p.sql",
                "CREATE TABLE persons (\n id UUID\n);\nCREATE VIEW households AS SELECT 1;\n",
            ),
            ("crates/process/migrations/0001_c.sql", "CREATE TABLE cases (\n id UUID\n);\n"),
            ("modules/desk/migrations/0001_d.sql", "CREATE TABLE hints (\n id UUID\n);\n"),
            (
                "modules/desk/src/store.rs",
                "const A: &str = \"SELECT id FROM hints JOIN cases ON 1 = 1 JOIN households ON 1 = 1\";\n\
                 const B: &str = \"SELECT id FROM persons\";\n\
                 const C: &str = \"UPDATE cases SET stage = $1\";\n\
                 const D: &str = \"WITH late AS (SELECT id FROM hints) SELECT id FROM late\";\n\
                 fn e() { Select::from(\"persons p\"); tx.insert_many(\"hints\", rows); }\n\
                 const F: &str = \"INSERT INTO hints (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET id = excluded.id\";\n",
            ),
        ]);
        let store = "modules/desk/src/store.rs";
        assert_eq!(places(own_tables(&tree)), [format!("{store}:2"), format!("{store}:3"), format!("{store}:5")]);
    }

    #[test]
    fn a_word_of_one_database_is_found() {
        let tree = Tree::of(&[
            (
                "modules/desk/src/store.rs",
                "const A: &str = \"SELECT id FROM hints WHERE name ILIKE $1\";\nconst B: &str = \"SELECT sum(x)::bigint FROM hints\";\n",
            ),
            (
                "modules/desk/migrations/0001_d.sql",
                "CREATE TABLE hints (\n  org_id UUID NOT NULL, -- REAL comment\n  price REAL\n);\n",
            ),
            ("modules/desk/migrations/0002_e.sqlite.sql", "PRAGMA user_version;\n"),
        ]);
        let store = "modules/desk/src/store.rs";
        assert_eq!(
            places(portable(&tree)),
            [format!("{store}:1"), format!("{store}:2"), "modules/desk/migrations/0001_d.sql:3".to_owned()]
        );
    }

    #[test]
    fn a_table_without_its_unit_is_found() {
        let tree = Tree::of(&[(
            "modules/desk/migrations/0001_d.sql",
            "CREATE TABLE a (\n  org_id UUID NOT NULL,\n  id UUID NOT NULL,\n  PRIMARY KEY (org_id, id)\n);\nCREATE TABLE b (\n  id UUID PRIMARY KEY\n);\n\
             CREATE TABLE c (\n  org_id UUID NOT NULL,\n  id UUID PRIMARY KEY\n);\n",
        )]);
        assert_eq!(
            places(belongs_to_a_unit(&tree)),
            ["modules/desk/migrations/0001_d.sql:6", "modules/desk/migrations/0001_d.sql:9"]
        );
    }
}
