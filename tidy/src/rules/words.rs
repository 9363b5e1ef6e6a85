//! Words that do not belong in the tree: loose ends, silenced tests, places and hosts of one machine, pinyin.

use crate::{File, Problem, Tree, literal};

/// Hosts that may be named: standards, licences, our dependencies' homes, and names reserved for examples.
const HOSTS: [&str; 24] = [
    "localhost",
    "127.0.0.1",
    "[::1]",
    "0.0.0.0",
    "example.com",
    "example.org",
    "example.net",
    "www.w3.org",
    "www.apache.org",
    "json-schema.org",
    "spec.openapis.org",
    "www.rfc-editor.org",
    "datatracker.ietf.org",
    "github.com",
    "crates.io",
    "docs.rs",
    "registry.npmjs.org",
    "schemas.openxmlformats.org",
    "schemas.microsoft.com",
    "purl.org",
    "nodejs.org",
    "rustup.rs",
    // The payment channels whose protocols crates/gateway speaks.
    "api.mch.weixin.qq.com",
    "openapi.alipay.com",
];
const PINYIN: [&str; 20] = [
    "baoxiu", "tousu", "wuye", "yezhu", "paidan", "gongdan", "huifang", "loudong", "danyuan", "fangwu", "fangjian",
    "xiaoqu", "weixiu", "kefu", "guanjia", "shebei", "renyuan", "cheliang", "chewei", "zuhu",
];

/// A note of work to do names the issue that will do it; nothing is marked as broken and left.
pub fn loose_ends(tree: &Tree) -> Vec<Problem> {
    let note = super::pattern(r"\b(TODO|FIXME|XXX|HACK)\b(\(#\d+\)|:? #\d+)?");
    let mut problems = Vec::new();
    for file in ours(tree)
        .filter(|f| !f.is("md") && !f.is("svg") && !f.path.ends_with("lock") && !f.path.ends_with("lock.json"))
    {
        for (number, line) in file.text.lines().enumerate() {
            for found in note.captures_iter(line) {
                if &found[1] != "TODO" || found.get(2).is_none() {
                    let what = "do it now, or write the issue and name its number: `TODO #12`";
                    problems.push(Problem::at(&file.path, number + 1, what));
                }
            }
        }
    }
    problems
}

/// No test is skipped, singled out or ignored.
pub fn silenced_tests(tree: &Tree) -> Vec<Problem> {
    let rust = super::pattern(r"#\[\s*(cfg_attr\([^\]]*)?ignore\b");
    let script = super::pattern(r"\b(?:test|it|describe)\.(?:skip|only|todo)\b|\bskip:\s*true");
    let mut problems = Vec::new();
    for read in literal::rust(tree) {
        for found in rust.find_iter(&read.source.code) {
            let what = "an ignored test proves nothing: mend it, or move it to `make nightly`";
            problems.push(Problem::at(&read.file.path, read.source.line_of(found.start()), what));
        }
    }
    for file in tree.files.iter().filter(|f| f.is("ts") || f.is("mjs") || f.is("js")) {
        for (number, line) in file.text.lines().enumerate().filter(|(_, line)| script.is_match(line)) {
            let what = format!("a silenced test proves nothing: mend it ({})", line.trim());
            problems.push(Problem::at(&file.path, number + 1, what));
        }
    }
    problems
}

/// Addresses of the product that look like folders of somebody's machine: the resident's pages.
const OWN_ADDRESSES: [&str; 13] = [
    "/home/bills",
    "/home/cases",
    "/home/disclosures",
    "/home/holdings",
    "/home/invoices",
    "/home/mass_incidents",
    "/home/notifications",
    "/home/papers",
    "/home/past_payments",
    "/home/payment_orders",
    "/home/readings",
    "/home/report",
    "/home/services",
];

/// No path of one person's machine.
pub fn machine_paths(tree: &Tree) -> Vec<Problem> {
    let path = super::pattern(r#"(^|[\s"'`(=:])(/work/|/root/|/home/[a-z]|/Users/|[A-Z]:\\Users)"#);
    let mut problems = Vec::new();
    for file in ours(tree) {
        let ours = |line: &str| OWN_ADDRESSES.iter().fold(line.to_owned(), |line, own| line.replace(own, ""));
        for (number, _) in file.text.lines().enumerate().filter(|(_, line)| path.is_match(&ours(line))) {
            problems.push(Problem::at(
                &file.path,
                number + 1,
                "a path of one machine: use a relative one or a setting",
            ));
        }
    }
    problems
}

/// Every host that a text names is one of the list above.
pub fn hosts(tree: &Tree) -> Vec<Problem> {
    let url = super::pattern(r"(?:https?|wss?|ftp)://(?:[^\s/@]+@)?(\[[0-9a-f:]+\]|[A-Za-z0-9._-]+)");
    let mut problems = Vec::new();
    for file in ours(tree).filter(|f| f.name() != "LICENSE") {
        for (number, line) in file.text.lines().enumerate() {
            for found in url.captures_iter(line) {
                let host = found[1].trim_end_matches('.').to_ascii_lowercase();
                let lock = file.name().ends_with("lock.json");
                let reserved = ["test", "example", "invalid"].iter().any(|end| host.ends_with(&format!(".{end}")));
                // Lock files of npm name the funding pages of packages; where they are fetched from is what counts.
                let harmless = lock && !line.contains("\"resolved\"");
                if !harmless && !reserved && !HOSTS.contains(&host.as_str()) && !host.ends_with(".example.com") {
                    let what = format!(
                        "host `{host}` is not on the list in tidy/src/rules/words.rs: use example.com, or add it with a reason"
                    );
                    problems.push(Problem::at(&file.path, number + 1, what));
                }
            }
        }
    }
    problems
}

/// The code speaks English: no pinyin in names.
pub fn pinyin(tree: &Tree) -> Vec<Problem> {
    let name = super::pattern(&format!(r"(?i)\b\w*?({})\w*\b", PINYIN.join("|")));
    let mut problems = Vec::new();
    for read in literal::rust(tree) {
        for found in name.find_iter(&read.source.code) {
            let what = format!("`{}` is pinyin: GLOSSARY.md has the English word", found.as_str());
            problems.push(Problem::at(&read.file.path, read.source.line_of(found.start()), what));
        }
    }
    for file in tree.files.iter().filter(|f| f.is("sql")) {
        for (number, line) in file.text.lines().enumerate().filter(|(_, line)| name.is_match(line)) {
            problems.push(Problem::at(&file.path, number + 1, format!("pinyin in `{}`", line.trim())));
        }
    }
    problems
}

/// Every file but the rules' own, which must name what they forbid.
fn ours(tree: &Tree) -> impl Iterator<Item = &File> {
    tree.files.iter().filter(|f| !f.path.starts_with("tidy/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(problems: Vec<Problem>) -> Vec<String> {
        problems.into_iter().map(|p| p.place).collect()
    }

    #[test]
    fn a_loose_end_is_found_unless_an_issue_ties_it() {
        let tree = Tree::of(&[("a.rs", "// TODO later\n// TODO #12 later\n// FIXME #3\nlet todo = 1;\n")]);
        assert_eq!(places(loose_ends(&tree)), ["a.rs:1", "a.rs:3"]);
    }

    #[test]
    fn a_silenced_test_is_found() {
        let tree = Tree::of(&[
            ("a.rs", "#[ignore = \"slow\"]\nfn a() {}\nconst S: &str = \"#[ignore]\";\n"),
            ("b.ts", "test.skip('x', f);\nlist.skip(1);\n"),
        ]);
        assert_eq!(places(silenced_tests(&tree)), ["a.rs:1", "b.ts:1"]);
    }

    #[test]
    fn places_and_hosts_of_one_machine_are_found() {
        let tree = Tree::of(&[
            ("a.md", "see /root/notes\nhttps://github.com/x and http://build7.corp/x\nhttp://a.example.com/\n"),
            (
                "b/package-lock.json",
                "\"url\": \"https://opencollective.com/x\"\n\"resolved\": \"https://mirror.corp/x.tgz\"\n",
            ),
        ]);
        assert_eq!(places(machine_paths(&tree)), ["a.md:1"]);
        assert_eq!(places(hosts(&tree)), ["a.md:2", "b/package-lock.json:2"]);
    }

    #[test]
    fn pinyin_names_are_found_but_not_texts() {
        let tree =
            Tree::of(&[("a.rs", "let baoxiu_list = find(\"baoxiu\");\n"), ("m.sql", "CREATE TABLE yezhu (id UUID)\n")]);
        assert_eq!(places(pinyin(&tree)), ["a.rs:1", "m.sql:1"]);
    }
}
