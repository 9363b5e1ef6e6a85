//! One thing, one word: what GLOSSARY.md says is what tables, permissions, addresses and ids use.

use std::collections::BTreeSet;

use crate::{Problem, Tree, literal, rules::sql};

/// The words of the glossary.
struct Words {
    words: BTreeSet<String>,
    tables: BTreeSet<String>,
}

fn words(tree: &Tree) -> Words {
    let mut found = Words { words: BTreeSet::new(), tables: BTreeSet::new() };
    let Some(file) = tree.file("GLOSSARY.md") else { return found };
    for line in file.text.lines().filter(|line| line.starts_with('|')) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        if let [_, _, word, _, table, ..] = cells.as_slice() {
            found.words.insert((*word).to_owned());
            found.tables.extend(table.split(',').map(|t| t.trim().to_owned()).filter(|t| !t.is_empty()));
        }
    }
    // Words set in code style in the running text (roles, trades) count too.
    let coded = super::pattern(r"`([a-z][a-z_]*)`");
    found.words.extend(coded.captures_iter(&file.text).map(|c| c[1].to_owned()));
    found
}

impl Words {
    /// A word of the glossary, its plural, its table, or several of its words joined by `_`.
    fn knows(&self, word: &str) -> bool {
        let word = word.replace('-', "_");
        let one = |w: &str| {
            self.words.contains(w)
                || self.tables.contains(w)
                || w.strip_suffix('s').is_some_and(|s| self.words.contains(s))
                || w.strip_suffix("es").is_some_and(|s| self.words.contains(s))
                || w.strip_suffix("ies").is_some_and(|s| self.words.contains(&format!("{s}y")))
        };
        one(&word) || (word.contains('_') && word.split('_').all(|part| !part.is_empty() && one(part)))
    }
}

/// Every table that a migration makes stands in the glossary.
pub fn tables(tree: &Tree) -> Vec<Problem> {
    let words = words(tree);
    sql::made(tree, "TABLE")
        .into_iter()
        .filter(|(name, _)| !words.tables.contains(name))
        .map(|(name, owner)| {
            let what = format!("table `{name}` is not in GLOSSARY.md: settle its word there, plural in column table");
            Problem::of(&format!("{owner}/migrations"), what)
        })
        .collect()
}

/// Permissions are `module.noun.verb` in words of the glossary.
pub fn permissions(tree: &Tree) -> Vec<Problem> {
    let words = words(tree);
    let call = super::pattern(r"Permission\(\s*$");
    let mut problems = Vec::new();
    for read in literal::rust(tree).into_iter().filter(|r| !r.file.path.starts_with("crates/") && !r.file.is_test()) {
        for spoken in &read.source.literals {
            let before = &read.source.code[..spoken.span.start];
            if !call.is_match(&before[before.floor_char_boundary(before.len().saturating_sub(24))..]) {
                continue;
            }
            let parts: Vec<&str> = spoken.text.split('.').collect();
            let right = parts.len() == 3 && parts[1..].iter().all(|part| words.knows(part));
            let home = read.file.module().is_none_or(|module| parts[0] == module);
            if !right || !home {
                let what =
                    format!("`{}` should be module.noun.verb in words of GLOSSARY.md, the module its own", spoken.text);
                problems.push(Problem::at(&read.file.path, spoken.line, what));
            }
        }
    }
    problems
}

/// The fixed parts of addresses are words of the glossary.
pub fn addresses(tree: &Tree) -> Vec<Problem> {
    let words = words(tree);
    let address = super::pattern(r"^/[a-z_][a-z0-9_-]*(/(\{[a-z_.]+\}|[a-z0-9_-]+))*$");
    let modules: BTreeSet<&str> = tree.modules().into_iter().collect();
    let mut problems = Vec::new();
    for read in literal::rust(tree).into_iter().filter(|r| r.file.module().is_some() && !r.file.is_test()) {
        let code_end = read.source.without_tests().end;
        for spoken in read.source.literals.iter().filter(|l| l.span.start < code_end && address.is_match(&l.text)) {
            let fixed = spoken.text.split('/').filter(|part| !part.is_empty() && !part.starts_with('{'));
            for part in fixed.filter(|part| !modules.contains(part) && *part != "v1" && !words.knows(part)) {
                let what = format!("`{part}` in `{}` is not a word of GLOSSARY.md", spoken.text);
                problems.push(Problem::at(&read.file.path, spoken.line, what));
            }
        }
    }
    problems
}

/// Every id prefix is a word of the glossary, and two nouns never share one.
pub fn prefixes(tree: &Tree) -> Vec<Problem> {
    let words = words(tree);
    let constant = super::pattern(r"PREFIX: &'static str = $");
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut problems = Vec::new();
    for read in literal::rust(tree).into_iter().filter(|r| !r.file.is_test()) {
        let code_end = read.source.without_tests().end;
        for spoken in read.source.literals.iter().filter(|l| l.span.start < code_end) {
            let before = &read.source.code[..spoken.span.start];
            if !constant.is_match(&before[before.floor_char_boundary(before.len().saturating_sub(40))..]) {
                continue;
            }
            if !words.knows(&spoken.text) {
                let what = format!("id prefix `{}` is not a word of GLOSSARY.md", spoken.text);
                problems.push(Problem::at(&read.file.path, spoken.line, what));
            }
            if !seen.insert(spoken.text.clone()) {
                problems.push(Problem::at(
                    &read.file.path,
                    spoken.line,
                    format!("two nouns share the prefix `{}`", spoken.text),
                ));
            }
        }
    }
    problems
}

/// Every process is a word of the glossary, and so are the roles that own its stages. What its actions are called stands beside them, in
/// both languages.
pub fn definitions(tree: &Tree) -> Vec<Problem> {
    let words = words(tree);
    let mut problems = Vec::new();
    let written =
        |name: &str| name.ends_with(".toml") && !name.ends_with(".story.toml") && !name.starts_with("fragment_");
    for file in tree.files.iter().filter(|f| f.path.contains("/processes/") && written(f.name())) {
        let Ok(table) = file.text.parse::<toml::Table>() else {
            problems.push(Problem::of(&file.path, "is no TOML"));
            continue;
        };
        let text = |entry: &toml::Value, key: &str| entry.get(key).and_then(toml::Value::as_str).map(str::to_owned);
        let stages = table.get("stage").and_then(toml::Value::as_array).into_iter().flatten();
        let owners = stages.filter_map(|stage| text(stage, "owner"));
        let key = table.get("key").and_then(toml::Value::as_str).map(str::to_owned);
        for word in key.into_iter().chain(owners).filter(|word| !words.knows(word)) {
            problems.push(Problem::of(&file.path, format!("`{word}` is not a word of GLOSSARY.md")));
        }
    }
    problems
}

/// The glossary itself: one word for one thing within a section, one Chinese term for one word.
pub fn itself(tree: &Tree) -> Vec<Problem> {
    let Some(file) = tree.file("GLOSSARY.md") else {
        return vec![Problem::of("GLOSSARY.md", "the glossary is missing")];
    };
    let mut problems = Vec::new();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut tables: BTreeSet<String> = BTreeSet::new();
    for (number, line) in file.text.lines().enumerate() {
        if line.starts_with("## ") {
            seen.clear();
        }
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, term, word, _, table, _] = cells.as_slice() else { continue };
        if matches!(*term, "中文" | "---") {
            continue;
        }
        if !seen.insert((*word).to_owned()) && *word != "state" {
            problems.push(Problem::at("GLOSSARY.md", number + 1, format!("`{word}` stands twice in its section")));
        }
        if !table.is_empty() && !tables.insert((*table).to_owned()) {
            problems.push(Problem::at("GLOSSARY.md", number + 1, format!("table `{table}` stands twice")));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLOSSARY: &str = "| 中文 | word | meaning | table |\n|---|---|---|---|\n| 报事 | case | x | cases |\n| 派单 | dispatch | x | |\n| 类别 | class | x | classes |\n";

    fn said(problems: Vec<Problem>) -> Vec<String> {
        problems.into_iter().map(|p| format!("{} {}", p.place, p.what)).collect()
    }

    #[test]
    fn a_word_that_was_never_settled_is_found() {
        let tree = Tree::of(&[
            ("GLOSSARY.md", GLOSSARY),
            ("modules/desk/Cargo.toml", ""),
            ("modules/desk/processes/a.toml", "key = \"dispatch\"\n[[stage]]\nowner = \"fling\"\n"),
            ("modules/desk/migrations/0001_a.sql", "CREATE TABLE cases (id UUID);\nCREATE TABLE tickets (id UUID);\n"),
            (
                "modules/desk/src/lib.rs",
                "const A: Permission = Permission(\"desk.case.dispatch\");\nconst B: Permission = Permission(\"desk.ticket.dispatch\");\n\
                 const C: &str = \"/desk/cases/{id}/dispatch\";\nconst D: &str = \"/desk/tickets\";\n\
                 impl Noun for A {\n const PREFIX: &'static str = \"case\";\n}\nimpl Noun for B {\n const PREFIX: &'static str = \"ticket\";\n}\n",
            ),
        ]);
        assert!(said(tables(&tree))[0].contains("tickets"));
        assert!(said(permissions(&tree))[0].starts_with("modules/desk/src/lib.rs:2"));
        assert!(said(addresses(&tree))[0].starts_with("modules/desk/src/lib.rs:4"));
        assert!(said(prefixes(&tree))[0].contains("ticket"));
        assert!(said(definitions(&tree))[0].contains("fling"));
        for found in [tables(&tree), permissions(&tree), addresses(&tree), prefixes(&tree), definitions(&tree)] {
            assert_eq!(found.len(), 1);
        }
    }

    #[test]
    fn a_word_that_stands_twice_is_found() {
        let twice = format!("{GLOSSARY}| 案件 | case | y | cases |\n");
        assert_eq!(itself(&Tree::of(&[("GLOSSARY.md", &twice)])).len(), 2);
        assert_eq!(itself(&Tree::of(&[("GLOSSARY.md", GLOSSARY)])).len(), 0);
    }
}
