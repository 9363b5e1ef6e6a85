//! The message catalogue: every key in both languages, used, and known.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Problem, Tree, literal};

/// Every catalogue has the same keys with the same arguments in both languages, and no key stands twice.
pub fn both_languages(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut owners: BTreeMap<String, String> = BTreeMap::new();
    for zh in tree.files.iter().filter(|f| f.name() == "zh-CN.ftl") {
        let path = zh.path.replace("zh-CN.ftl", "en.ftl");
        let Some(en) = tree.file(&path) else {
            problems.push(Problem::of(&path, "the English catalogue is missing"));
            continue;
        };
        let (chinese, english) = (entries(&zh.text), entries(&en.text));
        for (key, (line, text)) in &chinese {
            match english.get(key) {
                None => problems.push(Problem::at(&zh.path, *line, format!("`{key}` is missing in {path}"))),
                Some((other, words)) if arguments(text) != arguments(words) => {
                    problems.push(Problem::at(
                        &path,
                        *other,
                        format!("`{key}` uses other arguments than the Chinese text"),
                    ));
                }
                Some(_) => {}
            }
            if let Some(owner) = owners.insert(key.clone(), zh.path.clone()) {
                problems.push(Problem::at(&zh.path, *line, format!("`{key}` stands in {owner} already")));
            }
        }
        for (key, (line, _)) in english.iter().filter(|(key, _)| !chinese.contains_key(*key)) {
            problems.push(Problem::at(&path, *line, format!("`{key}` is missing in {}", zh.path)));
        }
    }
    for en in tree.files.iter().filter(|f| f.name() == "en.ftl") {
        if tree.file(&en.path.replace("en.ftl", "zh-CN.ftl")).is_none() {
            problems.push(Problem::of(&en.path, "the Chinese catalogue is missing"));
        }
    }
    problems
}

/// Every key that code speaks is in a catalogue.
pub fn known_keys(tree: &Tree) -> Vec<Problem> {
    let known = keys(tree);
    let call = super::pattern(r"((Message::of|Error::broken|\bsay|\bsay_with|Label::Key|\bkey)\(|\blabel:)\s*$");
    let mut problems = Vec::new();
    for read in literal::rust(tree).into_iter().filter(|r| !r.file.is_test()) {
        let code_end = read.source.without_tests().end;
        for spoken in read.source.literals.iter().filter(|l| l.span.start < code_end && looks_like_key(&l.text)) {
            let before = &read.source.code[read.source.code[..spoken.span.start]
                .floor_char_boundary(spoken.span.start.saturating_sub(40))
                ..spoken.span.start];
            if call.is_match(before) && !known.contains_key(&spoken.text) {
                let what = format!("`{}` is in no catalogue: add it to texts/zh-CN.ftl and texts/en.ftl", spoken.text);
                problems.push(Problem::at(&read.file.path, spoken.line, what));
            }
        }
    }
    problems
}

/// Every key of a catalogue is spoken somewhere: as a literal, or through a prefix that code completes (`format!("field-{name}")`).
pub fn used_keys(tree: &Tree) -> Vec<Problem> {
    let mut spoken = BTreeSet::new();
    let mut prefixes = BTreeSet::new();
    let mut hear = |text: &str| {
        if is_line(text) {
            let key = text.replace(['.', '_'], "-");
            spoken.extend(FROM_LINES.map(|end| format!("{key}{end}")));
            spoken.insert(key);
        } else if let Some((prefix, _)) =
            text.split_once('{').filter(|(prefix, _)| prefix.len() > 2 && prefix.ends_with('-'))
        {
            prefixes.insert(prefix.to_owned());
        } else if text.len() > 2 && text.ends_with('-') && looks_like_key(text.trim_end_matches('-')) {
            prefixes.insert(text.to_owned());
        } else if looks_like_key(text) {
            spoken.insert(text.to_owned());
        }
    };
    for file in &tree.files {
        if file.is("rs") || file.is("ts") {
            file.source().literals.iter().for_each(|l| hear(&l.text));
        } else if file.is("toml") {
            file.text.split('"').skip(1).step_by(2).for_each(&mut hear);
        }
    }
    // A text may also be used by another text: `{ other-key }`.
    for file in tree.files.iter().filter(|f| f.is("ftl")) {
        let inner = super::pattern(r"\{\s*([a-z][a-z0-9-]*)\s*\}");
        spoken.extend(inner.captures_iter(&file.text).map(|c| c[1].to_owned()));
    }
    let unused = |key: &str| !spoken.contains(key) && !prefixes.iter().any(|p| key.starts_with(p.as_str()));
    keys(tree)
        .into_iter()
        .filter(|(key, _)| unused(key))
        .map(|(key, (path, line))| {
            Problem::at(&path, line, format!("nothing says `{key}`: use it or take it out of both languages"))
        })
        .collect()
}

/// What the platform says after the name of a line of the registry: a toast, a button, an empty list.
const FROM_LINES: [&str; 4] = ["-done", "-submit", "-empty", "-empty-hint"];

/// Whether this names a line of the registry, `module.noun.verb`, whose title the platform looks up.
fn is_line(text: &str) -> bool {
    text.matches('.').count() == 2 && text.split('.').all(|part| !part.is_empty() && looks_like_key(part))
}

fn looks_like_key(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_'))
}

/// Key → file and line of the Chinese catalogues.
fn keys(tree: &Tree) -> BTreeMap<String, (String, usize)> {
    let catalogues = tree.files.iter().filter(|f| f.name() == "zh-CN.ftl");
    catalogues
        .flat_map(|f| entries(&f.text).into_iter().map(|(key, (line, _))| (key, (f.path.clone(), line))))
        .collect()
}

/// The messages of a catalogue: key → line and text.
fn entries(text: &str) -> BTreeMap<String, (usize, String)> {
    let mut found: BTreeMap<String, (usize, String)> = BTreeMap::new();
    let mut last: Option<String> = None;
    for (number, line) in text.lines().enumerate() {
        let head = line.split_once('=').map(|(key, words)| (key.trim_end(), words));
        match head {
            Some((key, words)) if looks_like_key(key) && !line.starts_with(' ') => {
                found.insert(key.to_owned(), (number + 1, words.to_owned()));
                last = Some(key.to_owned());
            }
            _ if line.starts_with(' ') => {
                if let Some((_, words)) = last.as_ref().and_then(|key| found.get_mut(key)) {
                    words.push('\n');
                    words.push_str(line);
                }
            }
            _ => last = None,
        }
    }
    found
}

fn arguments(text: &str) -> BTreeSet<String> {
    super::pattern(r"\$([a-z_]+)").captures_iter(text).map(|c| c[1].to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(problems: Vec<Problem>) -> Vec<String> {
        problems.into_iter().map(|p| format!("{} {}", p.place, p.what)).collect()
    }

    #[test]
    fn a_key_of_one_language_is_found() {
        let tree = Tree::of(&[
            ("m/texts/zh-CN.ftl", "a = 甲\nb = 乙 { $name }\n"),
            ("m/texts/en.ftl", "a = A\nb = B\nc = C\n"),
            ("n/texts/zh-CN.ftl", "a = 甲\n"),
        ]);
        let all = said(both_languages(&tree)).join("\n");
        assert!(all.contains("en.ftl:2 `b` uses other arguments") && all.contains("en.ftl:3 `c` is missing"), "{all}");
        assert!(all.contains("n/texts/en.ftl the English catalogue is missing"), "{all}");
    }

    #[test]
    fn unknown_and_unused_keys_are_found() {
        let tree = Tree::of(&[
            ("m/texts/zh-CN.ftl", "known = 甲\nfield-name = 名\nidle = 闲\n"),
            ("m/texts/en.ftl", "known = A\nfield-name = N\nidle = I\n"),
            ("m/src/a.rs", "fn a() { Message::of(\"known\"); speech.say(\"unheard\"); format!(\"field-{name}\"); }\n"),
        ]);
        assert_eq!(said(known_keys(&tree)).len(), 1);
        assert!(said(known_keys(&tree))[0].contains("unheard"));
        assert_eq!(said(used_keys(&tree)).len(), 1);
        assert!(said(used_keys(&tree))[0].contains("idle"));
    }
}
