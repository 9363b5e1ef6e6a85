//! Pages keep to the strict content security policy, and rules.rs keeps pure.

use crate::{Problem, Tree, literal};

/// No inline styles, scripts or handlers: classes, SVG attributes and client modules instead.
pub fn strict_policy(tree: &Tree) -> Vec<Problem> {
    let inline = super::pattern(r#"(^|[\s"{(;])(style|on[a-z]{3,16})=\\?["'({\[]|javascript:"#);
    let mut problems = Vec::new();
    for read in literal::rust(tree).into_iter().filter(|r| !r.file.is_test()) {
        let code_end = read.source.without_tests().end;
        for found in inline.find_iter(&read.source.spoken[..code_end]) {
            let what = format!(
                "`{}` breaks the content security policy: use a class, an SVG attribute or a client module",
                found.as_str().trim()
            );
            problems.push(Problem::at(&read.file.path, read.source.line_of(found.start() + 1), what));
        }
    }
    problems
}

/// Markup that escapes the escaping is made in crates/ui alone.
pub fn escaping(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for read in literal::rust(tree).into_iter().filter(|r| !r.file.path.starts_with("crates/ui/")) {
        for (at, _) in read.source.code.match_indices("PreEscaped") {
            let what = "unescaped markup is made in crates/ui only: add a component there";
            problems.push(Problem::at(&read.file.path, read.source.line_of(at), what));
        }
    }
    problems
}

/// `rules.rs` decides from what it is given: no waiting, no statements, no clock, no chance.
pub fn pure_rules(tree: &Tree) -> Vec<Problem> {
    let impure = super::pattern(r"\basync\b|\.await\b|\bstore::|\bsqlx::|\bTx\b|\bContext\b|\bClock\b|\bmaud::");
    let mut problems = Vec::new();
    for read in literal::rust(tree).into_iter().filter(|r| r.file.module().is_some() && r.file.stem() == "rules") {
        for found in impure.find_iter(&read.source.code) {
            let what = format!("`{}` in rules.rs: decide from arguments (state, input, now)", found.as_str());
            problems.push(Problem::at(&read.file.path, read.source.line_of(found.start()), what));
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
    fn inline_style_and_handlers_are_found() {
        let text = "fn a() { html! { p style=\"color:red\" { } } }\nfn b() { html! { a onclick=(f) { } } }\nlet style = \"x\";\nlet json = \"{}\";\nhtml! { p class=\"style\" {} }\n";
        let tree = Tree::of(&[("modules/desk/src/pages.rs", text)]);
        assert_eq!(places(strict_policy(&tree)), ["modules/desk/src/pages.rs:1", "modules/desk/src/pages.rs:2"]);
    }

    #[test]
    fn unescaped_markup_is_found_outside_the_components() {
        let text = "fn a() { maud::PreEscaped(x) }\n";
        let tree = Tree::of(&[("modules/desk/src/pages.rs", text), ("crates/ui/src/icon.rs", text)]);
        assert_eq!(places(escaping(&tree)), ["modules/desk/src/pages.rs:1"]);
    }

    #[test]
    fn a_rule_that_waits_is_found() {
        let tree = Tree::of(&[("modules/desk/src/rules.rs", "pub fn a() {}\npub async fn b(cx: &mut Context) {}\n")]);
        assert_eq!(places(pure_rules(&tree)).len(), 2);
    }
}
