//! The house as it stands keeps its rules. A failing test prints the rule, each place, and what to do there.

use std::sync::LazyLock;

use tidy::{
    Problem, Tree, report,
    rules::{dependencies, glossary, layout, licences, markup, size, sql, texts, words, world},
};

static TREE: LazyLock<Tree> = LazyLock::new(Tree::here);

fn holds(rule: &str, find: impl Fn(&Tree) -> Vec<Problem>) {
    let text = report(rule, &find(&TREE));
    assert!(text.is_empty(), "{text}");
}

#[test]
fn the_tree_is_seen() {
    assert!(TREE.files.len() > 20 && TREE.file("Cargo.toml").is_some(), "git lists {} files", TREE.files.len());
}

#[test]
fn a_module_is_learnt_once() {
    holds("a module holds the files of ARCHITECTURE.md §3", layout::module_files);
    holds("a module's README says purpose, words, tables, invariants, events, permissions", layout::module_readmes);
}

#[test]
fn migrations_are_numbered() {
    holds("migrations are numbered 0001, 0002 … in each folder", layout::migration_numbers);
}

#[test]
fn names_say_something() {
    holds("no name of empty words", layout::empty_names);
    holds("no pinyin in names", words::pinyin);
}

#[test]
fn decisions_are_recorded() {
    holds("decision records are numbered and say context, decision, consequences", layout::decision_records);
}

#[test]
fn files_and_functions_stay_short() {
    holds("files ≤ 500 lines of code (tests ≤ 800), functions ≤ 70", size::lengths);
    holds("files of world/ ≤ 500 lines", size::world_files);
}

#[test]
fn dependencies_point_downwards() {
    holds("server → modules → crates, downward by tier, never in a circle", dependencies::direction);
    holds("versions of dependencies stand in the workspace", dependencies::one_version);
}

#[test]
fn sql_stands_in_the_store() {
    holds("SQL of a module stands in its store.rs", sql::only_in_store);
}

#[test]
fn sql_touches_its_own_tables() {
    holds("SQL touches the module's own tables; others only by published view", sql::own_tables);
}

#[test]
fn sql_serves_both_databases() {
    holds("one SQL text for SQLite and PostgreSQL", sql::portable);
}

#[test]
fn rows_belong_to_a_unit() {
    holds("every business table begins with org_id", sql::belongs_to_a_unit);
}

#[test]
fn pages_keep_the_strict_policy() {
    holds("no inline style, script or handler", markup::strict_policy);
    holds("unescaped markup is made in crates/ui only", markup::escaping);
}

#[test]
fn rules_are_pure() {
    holds("rules.rs is pure", markup::pure_rules);
}

#[test]
fn texts_are_complete() {
    holds("every text in both languages, once", texts::both_languages);
    holds("every spoken key is in a catalogue", texts::known_keys);
    holds("every key of a catalogue is spoken", texts::used_keys);
}

#[test]
fn one_thing_has_one_word() {
    holds("the glossary has each word and table once", glossary::itself);
    holds("tables are in GLOSSARY.md", glossary::tables);
    holds("permissions use words of GLOSSARY.md", glossary::permissions);
    holds("addresses use words of GLOSSARY.md", glossary::addresses);
    holds("processes and owners of their stages are words of GLOSSARY.md", glossary::definitions);
    holds("id prefixes are words of GLOSSARY.md", glossary::prefixes);
}

#[test]
fn nothing_is_left_loose() {
    holds("a note of work to do names its issue", words::loose_ends);
    holds("no test is silenced", words::silenced_tests);
}

#[test]
fn no_machine_of_ours_is_named() {
    holds("no path of one machine", words::machine_paths);
    holds("no host beyond the list", words::hosts);
}

#[test]
fn licences_are_fine() {
    holds("Apache-2.0, said in full and by every package", licences::our_own);
    holds("packages come from the public registries", licences::sources);
    holds("dependencies come under licences that let us ship", |_| licences::dependencies());
}

#[test]
fn the_little_company_fits_together() {
    holds("world/ fits together", world::fits_together);
}
