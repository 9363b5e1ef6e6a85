//! Licences of ours and of what we build on, as far as can be seen offline.

use std::{path::Path, process::Command};

use toml::Table;

use crate::{Problem, Tree};

const FINE: [&str; 15] = [
    "MIT",
    "MIT-0",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-1-Clause",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "0BSD",
    "ISC",
    "Zlib",
    "BSL-1.0",
    "Unicode-3.0",
    "CC0-1.0",
    "Unlicense",
    "CDLA-Permissive-2.0",
];

/// What the test kit reads pages with comes under MPL-2.0 and never reaches the executable.
const READ_BY_TESTS: [&str; 4] = ["cssparser", "cssparser-macros", "dtoa-short", "selectors"];

/// Our licence is Apache-2.0, said in full and by every package.
pub fn our_own(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    let said =
        tree.file("LICENSE").is_some_and(|f| f.text.contains("Apache License") && f.text.contains("Version 2.0"));
    if !said {
        problems.push(Problem::of("LICENSE", "the full text of the Apache License 2.0 belongs here"));
    }
    for file in tree.files.iter().filter(|f| f.name() == "Cargo.toml" && f.path != "Cargo.toml") {
        let table: Table = file.text.parse().unwrap_or_default();
        let package = table.get("package").and_then(|p| p.as_table());
        let inherits = package.and_then(|p| p.get("license")).and_then(|l| l.get("workspace")).is_some();
        let warm_up = package.and_then(|p| p.get("name")).and_then(|n| n.as_str()) == Some("features");
        if !inherits && !warm_up {
            problems.push(Problem::of(&file.path, "write `license.workspace = true`"));
        }
    }
    problems
}

/// Everything that cargo links comes under a licence that lets us ship it. Asks cargo, offline.
pub fn dependencies() -> Vec<Problem> {
    let root = Path::new("..");
    let asked = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--offline",
            "--locked",
            "--format-version",
            "1",
            "--filter-platform",
            "x86_64-unknown-linux-gnu",
        ])
        .current_dir(root)
        .output();
    match asked {
        Ok(answer) if answer.status.success() => judge(&String::from_utf8_lossy(&answer.stdout)),
        Ok(answer) => vec![Problem::of(
            "Cargo.lock",
            format!("cargo metadata: {}", String::from_utf8_lossy(&answer.stderr).trim()),
        )],
        Err(error) => vec![Problem::of("Cargo.lock", format!("cargo metadata: {error}"))],
    }
}

/// Reads the packages out of cargo's JSON; the fields come in a fixed order.
fn judge(metadata: &str) -> Vec<Problem> {
    let package = super::pattern(
        r#"\{"name":"([^"]+)","version":"([^"]+)","id":"[^"]+","license":(?:null|"([^"]*)"),"license_file":(null|"[^"]*")"#,
    );
    let mut problems = Vec::new();
    for found in package.captures_iter(metadata) {
        let expression = found.get(3).map_or("", |m| m.as_str());
        let ours = &found[1] == "features";
        let tests_only = READ_BY_TESTS.contains(&&found[1]);
        if !ours && !tests_only && !is_fine(expression) {
            let what = format!(
                "{} {} comes under `{expression}`: take another crate, or add the licence with a reason",
                &found[1], &found[2]
            );
            problems.push(Problem::of("Cargo.lock", what));
        }
    }
    problems
}

/// One of the alternatives of `OR` (or the old `/`) must be fine in all its parts.
fn is_fine(expression: &str) -> bool {
    let flat = expression.replace(['(', ')'], " ").replace('/', " OR ");
    let and_of_or = expression.contains(") AND") || expression.contains("AND (");
    let part_is_fine = |part: &str| FINE.contains(&part.trim());
    if and_of_or {
        let inside: Vec<&str> = expression.split(" AND ").collect();
        return inside.iter().all(|part| is_fine(part.trim().trim_start_matches('(').trim_end_matches(')')));
    }
    flat.split(" OR ").any(|alternative| alternative.split(" AND ").all(part_is_fine))
}

/// Nothing comes from anywhere but the public registries.
pub fn sources(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in tree.files.iter().filter(|f| f.name() == "Cargo.lock") {
        for (number, line) in file.text.lines().enumerate().filter(|(_, line)| line.starts_with("source = ")) {
            if line != "source = \"registry+https://github.com/rust-lang/crates.io-index\"" {
                problems.push(Problem::at(&file.path, number + 1, format!("not from crates.io: {line}")));
            }
        }
    }
    for file in tree.files.iter().filter(|f| f.name() == "package-lock.json") {
        for (number, line) in file.text.lines().enumerate().filter(|(_, line)| line.contains("\"resolved\":")) {
            if !line.contains("\"https://registry.npmjs.org/") {
                problems.push(Problem::at(
                    &file.path,
                    number + 1,
                    format!("not from registry.npmjs.org: {}", line.trim()),
                ));
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_judged() {
        for fine in
            ["MIT", "MIT/Apache-2.0", "Apache-2.0 AND ISC", "(MIT OR Apache-2.0) AND Unicode-3.0", "GPL-3.0 OR MIT"]
        {
            assert!(is_fine(fine), "{fine}");
        }
        for wrong in ["GPL-3.0", "", "MIT AND AGPL-3.0", "(MIT OR Apache-2.0) AND SSPL-1.0"] {
            assert!(!is_fine(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_strange_licence_or_source_is_found() {
        let metadata = r#"{"packages":[{"name":"a","version":"1.0.0","id":"x","license":"MIT","license_file":null},{"name":"b","version":"1.0.0","id":"y","license":"SSPL-1.0","license_file":null}]}"#;
        assert_eq!(judge(metadata).len(), 1);
        let tree = Tree::of(&[
            ("Cargo.lock", "source = \"git+https://example.com/x\"\n"),
            ("assets/package-lock.json", "\"resolved\": \"https://npm.example.com/x.tgz\",\n"),
            ("crates/a/Cargo.toml", "[package]\nname = \"a\"\n"),
        ]);
        assert_eq!(sources(&tree).len(), 2);
        assert_eq!(our_own(&tree).len(), 2);
    }
}
