//! The library of measures that improve a service, and those a community took over.

pub(crate) mod actions;
pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
pub(crate) mod store;

use module::{Action, Page, Query};

/// What the module's table says of measures.
pub(crate) fn all_actions() -> Vec<Action> {
    vec![
        Action::new("desk.measure.adopt", crate::MEASURE, "/desk/measures/{key}/adopt", actions::adopt)
            .then("/desk/cases/{case_id}"),
    ]
}

/// Its search.
pub(crate) fn all_queries() -> Vec<Query> {
    vec![Query::one("desk.measure.list", crate::VIEW, "/desk/measures", queries::list)]
}

/// Its page.
pub(crate) fn all_pages() -> Vec<Page> {
    vec![Page::new("desk.measure.page", crate::VIEW, "/desk/measures", pages::page)]
}
