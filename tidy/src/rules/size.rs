//! How long a file and a function may be.

use crate::{Problem, Tree};

const CODE_LINES: usize = 500;
const TEST_LINES: usize = 800;
const FUNCTION_LINES: usize = 70;

/// Files stay within 500 lines of code (tests within 800), functions within 70.
pub fn lengths(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in &tree.files {
        let rust = file.is("rs");
        if !rust && !file.is("ts") && !file.is("mjs") {
            continue;
        }
        let source = file.source();
        let all = source.lines_in(0..source.spoken.len());
        let code = source.lines_in(source.without_tests());
        if file.is_test() && all > TEST_LINES {
            let what = format!("{all} lines of tests, {TEST_LINES} allowed: split it by story");
            problems.push(Problem::of(&file.path, what));
        } else if !file.is_test() && code > CODE_LINES {
            let what = format!("{code} lines of code, {CODE_LINES} allowed: split it by noun");
            problems.push(Problem::of(&file.path, what));
        } else if all - code > TEST_LINES {
            problems.push(Problem::of(&file.path, format!("{} lines of tests, {TEST_LINES} allowed", all - code)));
        }
        for function in source.functions(if rust { "fn" } else { "function" }) {
            if function.length > FUNCTION_LINES {
                let what = format!(
                    "`{}` has {} lines, {FUNCTION_LINES} allowed: take a named step out of it",
                    function.name, function.length
                );
                problems.push(Problem::at(&file.path, function.line, what));
            }
        }
    }
    problems
}

/// Files of the little company stay readable: at most 500 lines each.
pub fn world_files(tree: &Tree) -> Vec<Problem> {
    let long = |text: &str| text.lines().count() > CODE_LINES;
    tree.files
        .iter()
        .filter(|f| f.path.starts_with("world/") && long(&f.text))
        .map(|f| Problem::of(&f.path, format!("more than {CODE_LINES} lines: split it")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_is_found_and_its_tests_are_not_counted_in() {
        let body = "    f();\n".repeat(71);
        let long_function = format!("fn long() {{\n{body}}}\n");
        let long_file = "const A: u8 = 1;\n".repeat(501);
        let long_tests =
            format!("fn a() {{}}\n\n#[cfg(test)]\nmod tests {{\n{}}}\n", "    const A: u8 = 1;\n".repeat(600));
        let tree = Tree::of(&[("a/src/f.rs", &long_function), ("a/src/g.rs", &long_file), ("a/src/h.rs", &long_tests)]);
        let places: Vec<String> = lengths(&tree).into_iter().map(|p| p.place).collect();
        assert_eq!(places, ["a/src/f.rs:1", "a/src/g.rs"]);
    }
}
