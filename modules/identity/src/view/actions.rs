//! Arranging lists for oneself, and sharing a view with everybody.

use kernel::{Error, Message, Result};
use module::{Change, Context};
use serde_json::json;

use super::{
    model::{
        ChooseListView, EditListLayout, EditListView, ListLayoutDone, ListLayoutRow, ListViewDone, ListViewRow,
        SaveListView, ThisListView,
    },
    queries::{MOST, find},
    store,
};
use crate::LIST_VIEW_SHARE;

/// Saves what is looked at under a name; the actor's own view of that name is replaced.
pub async fn create(cx: &mut Context, input: SaveListView) -> Result<ListViewDone> {
    let path = find(cx, &input.list)?.path;
    let (shared, query) = (input.shared == Some(true), input.query.unwrap_or_default());
    may_share(cx, shared)?;
    let name = input.name.trim().to_owned();
    let id = match store::named(cx, &input.list, &name).await? {
        Some(was) => {
            let is = ListViewRow { query, shared: input.shared.unwrap_or(was.shared), ..was.clone() };
            store::update(cx, &is).await?;
            cx.record(Change::to(is.org_id, is.id).before(&was).after(&is));
            is.id
        }
        None => {
            let known = store::of_list(cx, &input.list, MOST).await?;
            if i64::try_from(known.len()).is_ok_and(|count| count >= MOST) {
                return Err(Error::Broken(Message::of("identity-list-views-full").with("count", MOST)));
            }
            let (org_id, owner_id) = (cx.actor().home, cx.actor().id);
            let row = ListViewRow { org_id, id: cx.new_id(), owner_id, list: input.list.clone(), name, query, shared };
            store::insert(cx, &row).await?;
            cx.record(Change::to(row.org_id, row.id).after(&row));
            row.id
        }
    };
    if input.first == Some(true) {
        let layout = store::layout(cx, &input.list).await?.unwrap_or_default();
        store::keep(cx, &input.list, &ListLayoutRow { view_id: Some(id), ..layout }).await?;
    }
    Ok(ListViewDone { id, path })
}

/// Gives one of the actor's own views another name, or shares it.
pub async fn edit(cx: &mut Context, input: EditListView) -> Result<ListViewDone> {
    let was = store::own(cx, input.id).await?;
    let path = find(cx, &was.list)?.path;
    let is = ListViewRow { name: input.name.trim().to_owned(), shared: input.shared == Some(true), ..was.clone() };
    may_share(cx, is.shared && !was.shared)?;
    let taken = store::named(cx, &is.list, &is.name).await?;
    if taken.is_some_and(|other| other.id != is.id) {
        return Err(Error::field("name", Message::of("identity-list-view-taken")));
    }
    store::update(cx, &is).await?;
    cx.record(Change::to(is.org_id, is.id).before(&was).after(&is));
    Ok(ListViewDone { id: is.id, path })
}

/// Takes one of the actor's own views away.
pub async fn remove(cx: &mut Context, input: ThisListView) -> Result<ListViewDone> {
    let was = store::own(cx, input.id).await?;
    let path = find(cx, &was.list)?.path;
    store::remove(cx, &was).await?;
    cx.record(Change::to(was.org_id, was.id).before(&was));
    Ok(ListViewDone { id: was.id, path })
}

/// Keeps which columns the actor wants in a list, in which order.
pub async fn edit_layout(cx: &mut Context, input: EditListLayout) -> Result<ListLayoutDone> {
    let found = find(cx, &input.list)?;
    let mut columns = input.columns.unwrap_or_default();
    if let Some(strange) = columns.iter().find(|name| !found.columns.contains(&name.as_str())) {
        return Err(Error::field("columns", Message::of("identity-column-unknown").with("column", strange)));
    }
    let mut seen = std::collections::BTreeSet::new();
    columns.retain(|name| seen.insert(name.clone()));
    if let Some((way, name)) = input.shift.as_deref().and_then(|shift| shift.split_once(':')) {
        shift(&mut columns, name, way == "up");
    }
    let was = store::layout(cx, &input.list).await?.unwrap_or_default();
    let is = ListLayoutRow { columns: serde_json::to_string(&columns)?, ..was.clone() };
    store::keep(cx, &input.list, &is).await?;
    note(cx, &input.list, &was, &is);
    Ok(ListLayoutDone { path: found.path })
}

/// Keeps which view a list begins with.
pub async fn choose(cx: &mut Context, input: ChooseListView) -> Result<ListLayoutDone> {
    let found = find(cx, &input.list)?;
    if let Some(id) = input.view_id {
        let views = store::of_list(cx, &input.list, MOST).await?;
        views.iter().find(|view| view.id == id).ok_or(Error::NotFound)?;
    }
    let was = store::layout(cx, &input.list).await?.unwrap_or_default();
    let is = ListLayoutRow { view_id: input.view_id, ..was.clone() };
    store::keep(cx, &input.list, &is).await?;
    note(cx, &input.list, &was, &is);
    Ok(ListLayoutDone { path: found.path })
}

/// A layout is a person's own and has no id; it is noted under the company.
fn note(cx: &mut Context, list: &str, was: &ListLayoutRow, is: &ListLayoutRow) {
    let home = cx.actor().home;
    cx.record(Change::to(home, home).before(&json!({list: was})).after(&json!({list: is})));
}

fn may_share(cx: &Context, shared: bool) -> Result<()> {
    if shared && !cx.actor().may(LIST_VIEW_SHARE) {
        return Err(Error::field("shared", Message::of("identity-list-view-own-only")));
    }
    Ok(())
}

/// Moves a column by one place, if it is there and there is room.
fn shift(columns: &mut [String], name: &str, up: bool) {
    let Some(at) = columns.iter().position(|c| c == name) else { return };
    let to = if up { at.checked_sub(1) } else { Some(at + 1).filter(|to| *to < columns.len()) };
    if let Some(to) = to {
        columns.swap(at, to);
    }
}
