//! The process definitions that ship for everything no module of its own has taken over yet; what would have been different
//! under another version; and the handbook of all processes in force.

mod handbook;
mod what_if;

use std::borrow::Cow;

use kernel::Permission;
use module::{Action, Job, List, Module, Nav, Page, Permitted, Query, Words};
use rust_embed::RustEmbed;
use store::{Migration, Migrations};
use ui::Speech;

pub use handbook::{model::Choice as HandbookChoice, pages::document as handbook};

/// The module's tables.
const MIGRATIONS: Migrations = Migrations {
    owner: "catalogue",
    files: &[Migration::portable("0001_what_ifs", include_str!("../migrations/0001_what_ifs.sql"))],
};
const WORDS: Words = Words { zh: include_str!("../texts/zh-CN.ftl"), en: include_str!("../texts/en.ftl") };

/// Asking what would have been different under another version.
const TRY: Permission = Permission("catalogue.what_if.create");
/// Looking at the answers.
const VIEW: Permission = Permission("catalogue.what_if.view");
/// Reading the handbook.
const READ: Permission = Permission("catalogue.handbook.view");

#[derive(RustEmbed)]
#[folder = "processes"]
struct Files;

/// The module's table.
pub fn module() -> Module {
    use what_if::{actions, jobs, model, pages, queries};
    Module {
        processes: texts(),
        permissions: Permitted::lines([
            (TRY, &["quality", "director"]),
            (VIEW, &["quality", "director"]),
            (READ, org::AT_WORK),
        ]),
        nav: vec![
            Nav::desk(702, "catalogue-handbook", "book", "/catalogue/handbook", READ).under("nav-section-management"),
        ],
        actions: vec![
            Action::new("catalogue.what_if.ask", TRY, "/catalogue/what_ifs", actions::ask)
                .then("/catalogue/what_ifs/{id}"),
            Action::new("catalogue.what_if.cancel", TRY, "/catalogue/what_ifs/{id}/cancel", actions::cancel)
                .then("/catalogue/what_ifs/{id}"),
        ],
        queries: vec![
            Query::list("catalogue.what_if.list", VIEW, "/catalogue/what_ifs", queries::list).with(List {
                columns: model::columns(),
                link: Some("/catalogue/what_ifs/{id}"),
                noun: Some("what_if"),
                offers: &["catalogue.what_if.ask"],
                page: true,
                ..List::default()
            }),
            Query::one("catalogue.what_if.view", VIEW, "/catalogue/what_ifs/{id}", queries::view),
            Query::one("catalogue.handbook.view", READ, "/catalogue/handbook", handbook::queries::contents),
        ],
        pages: vec![
            Page::new("catalogue.what_if.page", VIEW, "/catalogue/what_ifs/{id}", pages::page),
            Page::new("catalogue.handbook.page", READ, "/catalogue/handbook", handbook::pages::page),
        ],
        jobs: vec![
            Job::new(jobs::BEGIN, jobs::begin),
            Job::every("catalogue.what_if.resume", jobs::LOOK_AGAIN, jobs::resume),
        ],
        ..Module::new("catalogue", MIGRATIONS, WORDS)
    }
}

/// Words of a definition in the reader's language.
fn said(speech: &Speech, words: &process::Words) -> String {
    speech.label(&words.into())
}

/// A role, or what somebody is to a case, in words.
fn role(speech: &Speech, word: &str) -> String {
    let role = speech.known(&format!("choice-role-{}", word.replace('_', "-")));
    role.or_else(|| speech.known(&format!("catalogue-post-{}", word.replace('_', "-"))))
        .unwrap_or_else(|| word.to_owned())
}

/// Every definition and every fragment, by the names of their files.
fn texts() -> Vec<&'static str> {
    let mut names: Vec<Cow<'static, str>> = Files::iter().filter(|name| !name.ends_with(".story.toml")).collect();
    names.sort();
    let embedded = names.iter().filter_map(|name| Files::get(name));
    embedded
        .filter_map(|file| if let Cow::Borrowed(bytes) = file.data { std::str::from_utf8(bytes).ok() } else { None })
        .collect()
}
