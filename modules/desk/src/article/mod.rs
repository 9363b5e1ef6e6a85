//! Standard answers: what people ask, what everybody answers, in which words and until when.

pub(crate) mod actions;
pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod queries;
pub(crate) mod rules;
pub(crate) mod store;

use kernel::form::Kind;
use module::{Action, Column, List, Page, Query};

/// What the module's table says of standard answers.
pub(crate) fn all_actions() -> Vec<Action> {
    let (may, one) = (crate::ARTICLE, "/desk/articles/{id}");
    vec![
        Action::new("desk.article.create", may, "/desk/articles", actions::create).then(one),
        Action::new("desk.article.edit", may, "/desk/articles/{id}/edit", actions::edit).then(one),
        Action::new("desk.article.end", may, "/desk/articles/{id}/end", actions::end).then(one),
        Action::new("desk.article.use", crate::VIEW, "/desk/articles/{id}/use", actions::used)
            .then("/desk/cases/{case_id}"),
    ]
}

/// Their list and one of them.
pub(crate) fn all_queries() -> Vec<Query> {
    vec![
        Query::list("desk.article.list", crate::VIEW, "/desk/articles", queries::list).with(List {
            columns: vec![
                Column::text("number"),
                Column::text("question"),
                Column::text("answer").optional(),
                Column::text("topic"),
                Column::text("org"),
                Column::new("version", Kind::Integer),
                Column::new("from_on", Kind::Date),
                Column::new("to_on", Kind::Date),
                Column::new("used", Kind::Integer),
            ],
            link: Some("/desk/articles/{id}"),
            noun: Some("article"),
            offers: &["desk.article.create"],
            page: true,
            ..List::default()
        }),
        Query::one("desk.article.view", crate::VIEW, "/desk/articles/{id}", queries::view),
    ]
}

/// The page of one.
pub(crate) fn all_pages() -> Vec<Page> {
    vec![Page::new("desk.article.page", crate::VIEW, "/desk/articles/{id}", pages::page)]
}
