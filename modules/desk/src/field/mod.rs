//! 外勤: the phone of whoever goes and mends – his jobs, the pool, and one case with its next step under the thumb.
//!
//! Deliberately absent: deciding. What may be pressed, what it asks and why not comes from the definition of the process.

mod actions;
mod model;
mod pages;
pub(crate) mod queries;
mod rules;
mod store;

pub use model::{JobCard, JobFact, JobStage};
pub use queries::{job_cards, job_stages};

use kernel::Permission;
use module::{Action, Counter, Nav, Page, Permitted, Query, Surface};

use crate::case::{actions as cases, pages::forms};

const VIEW: Permission = Permission("desk.work.view");
const EDIT: Permission = Permission("desk.work.edit");
const REVEAL: Permission = Permission("desk.work.reveal");

/// Those who are sent out.
const SENT_OUT: &[&str] =
    &["technician", "engineer", "steward", "guard", "guard_lead", "cleaner", "gardener", "env_lead"];

/// Who may do what on these pages.
pub(crate) fn permissions() -> Vec<Permitted> {
    Permitted::lines([VIEW, EDIT, REVEAL].map(|permission| (permission, SENT_OUT)))
}

/// The tabs of the phone.
pub(crate) fn nav() -> Vec<Nav> {
    let tab = |order, label, icon, path| Nav::desk(order, label, icon, path, VIEW).on(Surface::Field);
    vec![tab(10, "desk-work-page", "checklist", "/field"), tab(20, "desk-work-pool", "hammer", "/field/pool")]
}

/// What waits there.
pub(crate) fn counters() -> Vec<Counter> {
    vec![Counter::new(VIEW, queries::waiting)]
}

/// What is pressed: the desk's own actions on cases, with their forms on the phone.
pub(crate) fn actions() -> Vec<Action> {
    let job = "/field/cases/{id}";
    vec![
        Action::new("desk.work.act", EDIT, "/field/cases/{id}/actions/{action}", cases::act)
            .shaped(forms::of_action)
            .then(job)
            .on(Surface::Field),
        Action::new("desk.work.record", EDIT, "/field/cases/{id}/steps/{item}", cases::record)
            .shaped(forms::of_item)
            .then(job)
            .on(Surface::Field),
        Action::new("desk.work.comment", EDIT, "/field/cases/{id}/comment", cases::comment)
            .then(job)
            .on(Surface::Field),
        Action::new("desk.work.undo", EDIT, "/field/cases/{id}/undo", cases::undo).then(job).on(Surface::Field),
        Action::new("desk.work.reveal", REVEAL, "/field/cases/{id}/reveal", actions::reveal)
            .then(job)
            .on(Surface::Field),
    ]
}

/// The same lists for programs; a case itself is `desk.case.view`.
pub(crate) fn queries() -> Vec<Query> {
    vec![
        Query::one("desk.work.list", VIEW, "/field", queries::list),
        Query::one("desk.work.list_pool", VIEW, "/field/pool", queries::list_pool),
    ]
}

/// What is looked at.
pub(crate) fn pages() -> Vec<Page> {
    vec![
        Page::new("desk.work.page", VIEW, "/field", pages::mine).on(Surface::Field),
        Page::new("desk.work.pool", VIEW, "/field/pool", pages::pool).on(Surface::Field),
        Page::new("desk.work.view", VIEW, "/field/cases/{id}", pages::job).on(Surface::Field),
    ]
}
