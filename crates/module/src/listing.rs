//! Lists: what is asked of them, and what they answer.

use kernel::{Label, form::Kind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The number of rows counted exactly; beyond it a list says "over 10,000".
pub const COUNT_LIMIT: i64 = 10_000;

/// The question put to a list: the module's own filters, and where to look in the result.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct Ask<F> {
    /// Where in the list.
    #[serde(flatten)]
    pub page: Paging,
    /// The filters of this list.
    #[serde(flatten)]
    pub filter: F,
}

/// Where in a list, and in what order.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct Paging {
    /// Words to look for.
    #[schemars(length(max = 100))]
    pub q: Option<String>,
    /// The column to sort by; a leading `-` turns the order round.
    #[schemars(length(max = 40))]
    pub sort: Option<String>,
    /// The cursor of the page before.
    #[schemars(length(max = 400))]
    pub after: Option<String>,
    /// Rows a page, 50 unless said.
    #[schemars(range(min = 1, max = 500))]
    pub limit: Option<i64>,
}

impl Paging {
    /// Rows a page.
    pub fn limit(&self) -> i64 {
        self.limit.unwrap_or(50).clamp(1, 500)
    }

    /// The column to sort by and whether downwards.
    pub fn order(&self) -> Option<(&str, bool)> {
        let sort = self.sort.as_deref().filter(|s| !s.is_empty())?;
        Some(sort.strip_prefix('-').map_or((sort, false), |name| (name, true)))
    }
}

/// One page of a list.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Listing<R> {
    /// The rows.
    pub rows: Vec<R>,
    /// The cursor of the next page, when there is one.
    pub next: Option<String>,
    /// How many rows there are in all: exact up to [`COUNT_LIMIT`], else that limit.
    pub count: i64,
}

impl<R> Listing<R> {
    /// A page cut from rows fetched with one more than asked; `cursor` writes the cursor of the last row shown.
    pub fn cut(mut rows: Vec<R>, limit: i64, count: i64, cursor: impl Fn(&R) -> String) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = if more { rows.last().map(cursor) } else { None };
        Self { rows, next, count }
    }
}

/// A column of a list: on the page, in the export and in the API under the same name.
#[derive(Debug, Clone)]
pub struct Column {
    /// The field of the row.
    pub name: &'static str,
    /// How it is shown.
    pub kind: Kind,
    /// Whether the list can be sorted by it.
    pub sortable: bool,
    /// Whether it is shown before the user chose his columns.
    pub shown: bool,
    /// The words above it.
    pub label: Label,
}

impl Column {
    /// A shown column of a kind.
    pub fn new(name: &'static str, kind: Kind) -> Self {
        Self {
            name,
            kind,
            sortable: false,
            shown: true,
            label: Label::Key(format!("field-{}", name.replace('_', "-"))),
        }
    }

    /// A shown column of text.
    pub fn text(name: &'static str) -> Self {
        Self::new(name, Kind::Text)
    }

    /// The same column, sortable.
    #[must_use]
    pub fn sortable(mut self) -> Self {
        self.sortable = true;
        self
    }

    /// The same column, shown only when chosen.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.shown = false;
        self
    }
}
