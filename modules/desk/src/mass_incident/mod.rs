//! One thing that many call about: every call is told the same, and its case becomes part of one.

pub(crate) mod actions;
pub(crate) mod events;
pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
pub(crate) mod rules;
pub(crate) mod store;

use kernel::form::Kind;
use module::{Action, Column, List, Page, Query};

/// What the module's table says of mass incidents.
pub(crate) fn all_actions() -> Vec<Action> {
    let (may, one) = (crate::MASS_INCIDENT, "/desk/mass_incidents/{id}");
    vec![
        Action::new("desk.mass_incident.create", may, "/desk/mass_incidents", actions::create).then(one),
        Action::new("desk.mass_incident.edit", may, "/desk/mass_incidents/{id}/edit", actions::edit).then(one),
        Action::new("desk.mass_incident.end", may, "/desk/mass_incidents/{id}/end", actions::end).then(one),
        Action::new("desk.mass_incident.absorb", may, "/desk/mass_incidents/{id}/absorb", actions::absorb)
            .then("/desk/cases/{id}"),
        Action::new("desk.mass_incident.absorb_all", may, "/desk/mass_incidents/{id}/absorb_all", actions::absorb_all)
            .then(one),
    ]
}

/// Its list and its record.
pub(crate) fn all_queries() -> Vec<Query> {
    vec![
        Query::list("desk.mass_incident.list", crate::VIEW, "/desk/mass_incidents", queries::list).with(List {
            columns: vec![
                Column::text("number"),
                Column::text("title"),
                Column::text("script"),
                Column::new("expected_at", Kind::Instant),
                Column::new("opened_at", Kind::Instant),
                Column::new("ended_at", Kind::Instant),
            ],
            link: Some("/desk/mass_incidents/{id}"),
            noun: Some("mass_incident"),
            page: true,
            ..List::default()
        }),
        Query::one("desk.mass_incident.view", crate::VIEW, "/desk/mass_incidents/{id}", queries::view),
    ]
}

/// Its page.
pub(crate) fn all_pages() -> Vec<Page> {
    vec![Page::new("desk.mass_incident.page", crate::VIEW, "/desk/mass_incidents/{id}", pages::page)]
}
