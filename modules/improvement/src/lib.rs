//! The library of measures that improve a service, and those a community took over: each is followed as a case of improvement.

mod actions;
mod model;
mod pages;
mod queries;
mod store;

use kernel::Permission;
use module::{Action, Module, Nav, Page, Permitted, Query, Words};

/// The module's tables.
pub const MIGRATIONS: ::store::Migrations = ::store::Migrations {
    owner: "improvement",
    files: &[::store::Migration::portable(
        "0001_adopted_measures",
        include_str!("../migrations/0001_adopted_measures.sql"),
    )],
};

const WORDS: Words = Words { zh: include_str!("../texts/zh-CN.ftl"), en: include_str!("../texts/en.ftl") };

/// Looking at the library.
const VIEW: Permission = Permission("improvement.measure.view");
/// Taking measures of it over.
const ADOPT: Permission = Permission("improvement.measure.adopt");

/// The module's table.
pub fn module() -> Module {
    Module {
        permissions: Permitted::lines([
            (VIEW, org::AT_WORK),
            (ADOPT, &["supervisor", "engineer", "guard_lead", "env_lead", "manager", "quality", "director"]),
        ]),
        nav: vec![
            Nav::desk(705, "improvement-measure-list", "bulb", "/improvement/measures", VIEW)
                .under("nav-section-management"),
        ],
        actions: vec![
            Action::new("improvement.measure.adopt", ADOPT, "/improvement/measures/{key}/adopt", actions::adopt)
                .then("/desk/cases/{case_id}"),
        ],
        queries: vec![Query::one("improvement.measure.list", VIEW, "/improvement/measures", queries::list)],
        pages: vec![Page::new("improvement.measure.page", VIEW, "/improvement/measures", pages::page)],
        ..Module::new("improvement", MIGRATIONS, WORDS)
    }
}
