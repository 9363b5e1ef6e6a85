//! Lists: what is asked of them, and what they answer.

use kernel::{Label, Result, form::Kind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Cursor, Seek};

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
    /// The cursor behind which the page begins: `next` of the page before.
    #[schemars(length(max = 400))]
    pub after: Option<String>,
    /// The cursor in front of which the page ends: `prev` of the page after.
    #[schemars(length(max = 400))]
    pub before: Option<String>,
    /// Rows a page, 50 unless said.
    #[schemars(range(min = 1, max = 500))]
    pub limit: Option<i64>,
}

impl Paging {
    /// Rows a page.
    pub fn limit(&self) -> i64 {
        self.limit.unwrap_or(50).clamp(1, 500)
    }

    /// Where the page lies.
    ///
    /// # Errors
    /// [`kernel::Error::NotFound`] for a cursor no list has written.
    pub fn seek(&self) -> Result<Seek> {
        let read = |text: &Option<String>| text.as_deref().map(str::parse::<Cursor>).transpose();
        Ok(match read(&self.before)? {
            Some(cursor) => Seek::Before(cursor),
            None => read(&self.after)?.into(),
        })
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
    /// The cursor of the page before, when there is one.
    pub prev: Option<String>,
    /// How many rows there are in all: exact up to [`COUNT_LIMIT`], else that limit.
    pub count: i64,
}

impl<R> Listing<R> {
    /// A page cut from rows fetched with one more than asked, in the order [`Paging::seek`] makes of the list's; `cursor` writes
    /// the cursor of a row.
    pub fn cut(mut rows: Vec<R>, page: &Paging, count: i64, cursor: impl Fn(&R) -> String) -> Self {
        let limit = usize::try_from(page.limit()).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let backwards = page.before.is_some();
        if backwards {
            rows.reverse();
        }
        let next = if more || backwards { rows.last().map(&cursor) } else { None };
        let prev = if backwards { more } else { page.after.is_some() };
        let prev = if prev { rows.first().map(&cursor) } else { None };
        Self { rows, next, prev, count }
    }

    /// The same page with its rows made into something else.
    pub fn map<S>(self, each: impl FnMut(R) -> S) -> Listing<S> {
        let Self { rows, next, prev, count } = self;
        Listing { rows: rows.into_iter().map(each).collect(), next, prev, count }
    }
}

/// Fills `{x}` of a path template with fields of a JSON object; `None` when one is missing.
pub fn fill(template: &str, from: &Value) -> Option<String> {
    let mut path = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        let close = rest[open..].find('}')? + open;
        path.push_str(&rest[..open]);
        match from.get(&rest[open + 1..close])? {
            Value::String(text) => path.push_str(text),
            Value::Number(number) => path.push_str(&number.to_string()),
            _ => return None,
        }
        rest = &rest[close + 1..];
    }
    path.push_str(rest);
    Some(path)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn page(after: Option<&str>, before: Option<&str>) -> Paging {
        let text = |t: Option<&str>| t.map(str::to_owned);
        Paging { after: text(after), before: text(before), limit: Some(2), ..Paging::default() }
    }

    fn cut(rows: &[i32], page: &Paging) -> (Vec<i32>, Option<String>, Option<String>) {
        let cut = Listing::cut(rows.to_vec(), page, 9, ToString::to_string);
        (cut.rows, cut.prev, cut.next)
    }

    #[test]
    fn a_list_is_walked_forth_and_back() {
        let says = |n: i32| Some(n.to_string());
        assert_eq!(cut(&[1, 2, 3], &page(None, None)), (vec![1, 2], None, says(2)));
        assert_eq!(cut(&[3, 4, 5], &page(Some("2"), None)), (vec![3, 4], says(3), says(4)));
        assert_eq!(cut(&[5], &page(Some("4"), None)), (vec![5], says(5), None));
        // In front of 5 the rows come nearest first.
        assert_eq!(cut(&[4, 3, 2], &page(None, Some("5"))), (vec![3, 4], says(3), says(4)));
        assert_eq!(cut(&[2, 1], &page(None, Some("3"))), (vec![1, 2], None, says(2)));
    }
}
