//! Which files stand where, and what they may be called.

use std::collections::BTreeSet;

use crate::{Problem, Tree};

const IN_MODULE: [&str; 8] = ["Cargo.toml", "README.md", "migrations", "processes", "content", "texts", "print", "src"];
const IN_SOURCE: [&str; 11] =
    ["lib", "model", "rules", "store", "actions", "queries", "pages", "api", "events", "import", "jobs"];
const HEADINGS: [&str; 6] = ["## Purpose", "## Words", "## Tables", "## Invariants", "## Events", "## Permissions"];
const README_LINES: usize = 40;
const EMPTY_WORDS: [&str; 16] = [
    "util", "utils", "helper", "helpers", "common", "misc", "manager", "managers", "base", "data", "info", "impl",
    "v1", "new", "stuff", "shared",
];

/// Modules hold the files of ARCHITECTURE.md §3 and no others.
pub fn module_files(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in &tree.files {
        let Some(module) = file.module() else { continue };
        let inside = &file.path["modules/".len() + module.len() + 1..];
        let parts: Vec<&str> = inside.split('/').collect();
        if !IN_MODULE.contains(&parts[0]) {
            problems.push(Problem::of(&file.path, format!("a module holds only {}", IN_MODULE.join(", "))));
            continue;
        }
        let fits = match parts.as_slice() {
            ["src", rest @ ..] => source_file(rest),
            ["migrations", name] => migration_name(name),
            ["processes", .., name] | ["content", name] => name.ends_with(".toml"),
            ["texts", name] => matches!(*name, "zh-CN.ftl" | "en.ftl"),
            ["print", ..] | ["Cargo.toml" | "README.md"] => true,
            _ => false,
        };
        if !fits {
            let what = "no such file in a module: ARCHITECTURE.md §3 lists the names; put the content where a reader looks for it";
            problems.push(Problem::of(&file.path, what));
        }
    }
    problems
}

/// `lib.rs`, `rules.rs` …, `pages/<surface>.rs`, or the same below a folder named by a noun.
fn source_file(parts: &[&str]) -> bool {
    let named = |name: &str| name.strip_suffix(".rs").is_some_and(|stem| IN_SOURCE.contains(&stem));
    let rust = |name: &str| name.ends_with(".rs");
    match parts {
        [name] => named(name),
        ["pages", name] => rust(name),
        [_, name] => named(name) || *name == "mod.rs",
        [_, "pages", name] => rust(name),
        _ => false,
    }
}

/// `NNNN_words.sql`, with `.sqlite` or `.postgres` before the ending where the databases must differ.
fn migration_name(name: &str) -> bool {
    let Some(stem) = name.strip_suffix(".sql") else { return false };
    let stem = stem.strip_suffix(".sqlite").or_else(|| stem.strip_suffix(".postgres")).unwrap_or(stem);
    let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    stem.split_once('_').is_some_and(|(number, words)| {
        number.len() == 4 && number.bytes().all(|b| b.is_ascii_digit()) && !words.is_empty() && words.chars().all(word)
    })
}

/// Migrations are numbered without a gap or a double.
pub fn migration_numbers(tree: &Tree) -> Vec<Problem> {
    let mut seen: BTreeSet<(String, String)> = BTreeSet::new();
    for file in tree.files.iter().filter(|f| f.path.contains("/migrations/") && f.is("sql")) {
        let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        seen.insert((folder.to_owned(), file.stem().to_owned()));
    }
    let mut problems = Vec::new();
    let mut last = (String::new(), 0);
    for (folder, stem) in seen {
        let expected = if folder == last.0 { last.1 + 1 } else { 1 };
        let number = stem.get(..4).and_then(|n| n.parse::<u32>().ok()).unwrap_or_default();
        if number != expected {
            problems.push(Problem::of(&format!("{folder}/{stem}"), format!("its number should be {expected:04}")));
        }
        last = (folder, number);
    }
    problems
}

/// Each module has a README of at most 40 lines with the required headings.
pub fn module_readmes(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for module in tree.modules() {
        let path = format!("modules/{module}/README.md");
        let Some(file) = tree.file(&path) else {
            problems.push(Problem::of(&path, format!("write it, with the headings {}", HEADINGS.join(", "))));
            continue;
        };
        let lines = file.text.lines().count();
        if lines > README_LINES {
            problems.push(Problem::of(&path, format!("{lines} lines; a module is told in {README_LINES}")));
        }
        for heading in HEADINGS.iter().filter(|h| !file.text.lines().any(|line| line.starts_with(**h))) {
            problems.push(Problem::of(
                &path,
                format!("the heading `{heading}` is missing (write \"none\" below it if so)"),
            ));
        }
    }
    problems
}

/// Words that say nothing are not the whole name of a file, folder, module or type.
pub fn empty_names(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    let type_name = super::pattern(r"\b(?:struct|enum|trait|type|mod)\s+([A-Za-z_0-9]+)");
    let says_nothing = |word: &str| EMPTY_WORDS.contains(&word.to_ascii_lowercase().as_str());
    for file in tree.files.iter().filter(|f| ["rs", "ts", "mjs", "css", "sql", "toml"].iter().any(|e| f.is(e))) {
        for part in file.path.split('/').map(|part| part.split('.').next().unwrap_or(part)) {
            if says_nothing(part) {
                problems.push(Problem::of(&file.path, format!("`{part}` says nothing: name it after what it holds")));
            }
        }
    }
    for read in crate::literal::rust(tree) {
        for found in type_name.captures_iter(&read.source.code).filter(|c| says_nothing(&c[1])) {
            let line = read.source.line_of(found.get(0).map_or(0, |m| m.start()));
            let what = format!("`{}` says nothing: name it after what it holds", &found[1]);
            problems.push(Problem::at(&read.file.path, line, what));
        }
    }
    problems
}

/// Decision records are numbered 0001, 0002 … and say context, decision and consequences.
pub fn decision_records(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    let records = tree.files.iter().filter(|f| f.path.starts_with("docs/adr/"));
    for (expected, file) in records.enumerate().map(|(i, file)| (i + 1, file)) {
        if !file.name().starts_with(&format!("{expected:04}-")) {
            problems
                .push(Problem::of(&file.path, format!("its number should be {expected:04}, without gap or double")));
        }
        for heading in ["## Context", "## Decision", "## Consequences"] {
            if !file.text.lines().any(|line| line == heading) {
                problems.push(Problem::of(&file.path, format!("the heading `{heading}` is missing")));
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stray_file_in_a_module_is_found() {
        let tree = Tree::of(&[
            ("modules/desk/src/rules.rs", ""),
            ("modules/desk/src/pages/field.rs", ""),
            ("modules/party/src/vehicle/store.rs", ""),
            ("modules/desk/migrations/0001_cases.sqlite.sql", ""),
            ("modules/desk/src/handlers.rs", ""),
            ("modules/desk/migrations/1_cases.sql", ""),
            ("modules/desk/notes.md", ""),
            ("modules/desk/texts/de.ftl", ""),
        ]);
        let places: Vec<String> = module_files(&tree).into_iter().map(|p| p.place).collect();
        assert_eq!(
            places,
            [
                "modules/desk/src/handlers.rs",
                "modules/desk/migrations/1_cases.sql",
                "modules/desk/notes.md",
                "modules/desk/texts/de.ftl"
            ]
        );
    }

    #[test]
    fn a_gap_in_the_migrations_is_found() {
        let tree = Tree::of(&[
            ("modules/a/migrations/0001_x.sql", ""),
            ("modules/a/migrations/0002_y.sqlite.sql", ""),
            ("modules/a/migrations/0002_y.postgres.sql", ""),
            ("modules/b/migrations/0001_x.sql", ""),
            ("modules/b/migrations/0003_z.sql", ""),
        ]);
        let problems = migration_numbers(&tree);
        assert_eq!(problems, [Problem::of("modules/b/migrations/0003_z", "its number should be 0002")]);
    }

    #[test]
    fn a_thin_or_missing_readme_is_found() {
        let tree = Tree::of(&[
            ("modules/a/Cargo.toml", ""),
            ("modules/b/Cargo.toml", ""),
            ("modules/b/README.md", "# b\n## Purpose\n## Words\n## Tables\n## Invariants\n## Events\n"),
        ]);
        let problems = module_readmes(&tree);
        assert_eq!(problems.len(), 2);
        assert!(problems[1].what.contains("## Permissions"));
    }

    #[test]
    fn a_name_that_says_nothing_is_found() {
        let tree = Tree::of(&[
            ("crates/ui/src/utils.rs", ""),
            ("crates/ui/src/table.rs", "pub struct Manager;\npub struct DutyManager;\n"),
        ]);
        let places: Vec<String> = empty_names(&tree).into_iter().map(|p| p.place).collect();
        assert_eq!(places, ["crates/ui/src/utils.rs", "crates/ui/src/table.rs:1"]);
    }

    #[test]
    fn a_decision_record_without_consequences_is_found() {
        let tree = Tree::of(&[("docs/adr/0002-x.md", "## Context\n## Decision\n")]);
        assert_eq!(decision_records(&tree).len(), 2);
    }
}
