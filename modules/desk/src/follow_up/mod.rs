//! The call after the work: who is to be called, what is asked, and what came of it.

pub(crate) mod actions;
pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
pub(crate) mod rules;
pub(crate) mod store;

use module::{Action, Page, Query};

/// What the module's table says of calls.
pub(crate) fn all_actions() -> Vec<Action> {
    vec![
        Action::new("desk.follow_up.reveal", crate::FOLLOW_UP, "/desk/follow_ups/{id}/reveal", actions::reveal)
            .then("/desk/follow_ups?case={id}"),
        Action::new("desk.follow_up.answer", crate::FOLLOW_UP, "/desk/follow_ups/{id}/answer", actions::answer)
            .then("/desk/follow_ups?case={next}"),
        Action::new("desk.follow_up.put_off", crate::FOLLOW_UP, "/desk/follow_ups/{id}/put_off", actions::put_off)
            .then("/desk/follow_ups?case={next}"),
    ]
}

/// The queue.
pub(crate) fn all_queries() -> Vec<Query> {
    vec![Query::one("desk.follow_up.list", crate::FOLLOW_UP, "/desk/follow_ups", queries::list)]
}

/// The workbench.
pub(crate) fn all_pages() -> Vec<Page> {
    vec![Page::new("desk.follow_up.page", crate::FOLLOW_UP, "/desk/follow_ups", pages::page)]
}
