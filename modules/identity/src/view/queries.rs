//! How a list is arranged for its reader.

use kernel::{Error, Result};
use module::Context;

use super::{
    model::{ListLayout, ListViewRow, ListViewShown, ThisList},
    store,
};

/// The most views of one list: those beyond are not shown.
pub const MOST: i64 = 60;

/// The columns and views of a list, for the reader.
pub async fn layout(cx: &mut Context, which: ThisList) -> Result<ListLayout> {
    let found = find(cx, &which.list)?;
    let layout = store::layout(cx, &which.list).await?.unwrap_or_default();
    let mut columns: Vec<String> = serde_json::from_str(&layout.columns).unwrap_or_default();
    columns.retain(|name| found.columns.contains(&name.as_str()));
    let me = cx.actor().id;
    let shown = |row: ListViewRow| ListViewShown {
        own: row.owner_id == me,
        id: row.id,
        name: row.name,
        query: row.query,
        shared: row.shared,
    };
    let mut views: Vec<ListViewShown> = store::of_list(cx, &which.list, MOST).await?.into_iter().map(shown).collect();
    views.sort_by_key(|view| !view.own);
    let view_id = layout.view_id.filter(|id| views.iter().any(|view| view.id == *id));
    Ok(ListLayout { columns, view_id, views })
}

/// What the registry says of a list.
pub(super) struct Found {
    pub path: String,
    pub columns: Vec<&'static str>,
}

/// A list the actor may see. Its page stands under the path of its query.
pub(super) fn find(cx: &Context, name: &str) -> Result<Found> {
    let line = cx.platform().registry.query(name).filter(|line| cx.actor().may(line.permission));
    let line = line.ok_or(Error::NotFound)?;
    let list = line.list.as_ref().ok_or(Error::NotFound)?;
    Ok(Found { path: line.path.to_owned(), columns: list.columns.iter().map(|c| c.name).collect() })
}
