//! One's appointments in one's own calendar program: a secret address that can be taken back, answered with iCalendar text.

pub(crate) mod actions;
pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
pub(crate) mod rules;
pub(crate) mod store;

use kernel::PUBLIC;
use module::{Action, Page};

/// What the module's table says of it.
pub(crate) fn all_actions() -> Vec<Action> {
    vec![
        Action::new("desk.calendar.create", crate::VIEW, "/desk/calendar", actions::create).secret(),
        Action::new("desk.calendar.remove", crate::VIEW, "/desk/calendar/remove", actions::remove)
            .then("/desk/matters"),
    ]
}

/// The calendar itself; the address is the key to it.
pub(crate) fn all_pages() -> Vec<Page> {
    vec![Page::new("desk.calendar.page", PUBLIC, "/desk/calendar/{token}", pages::page)]
}
