//! Statements over saved views and layouts. The fence is the owner: a view is its owner's, or shared.

use kernel::Result;
use module::Context;
use store::{Select, args};

use super::model::{ListLayoutRow, ListViewId, ListViewRow};

const VIEW: &str = "v.org_id, v.id, v.owner_id, v.list, v.name, v.query, v.shared";

/// What the reader may see of a list's views: his own first, then those that are shared, by name.
pub async fn of_list(cx: &mut Context, list: &str, most: i64) -> Result<Vec<ListViewRow>> {
    let (home, owner) = (cx.actor().home, cx.actor().id);
    let (sql, args) = Select::from("list_views v")
        .columns(VIEW)
        .filter("v.org_id = ? AND v.list = ? AND (v.owner_id = ? OR v.shared)", args![home, list, owner])
        .order_by("v.shared, v.name, v.id")
        .limit(most)
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// One of the actor's own views.
pub async fn own(cx: &mut Context, id: ListViewId) -> Result<ListViewRow> {
    let (home, owner) = (cx.actor().home, cx.actor().id);
    let (sql, args) = Select::from("list_views v")
        .columns(VIEW)
        .filter("v.org_id = ? AND v.id = ? AND v.owner_id = ?", args![home, id, owner])
        .build();
    cx.tx().fetch_one(sql, args).await
}

/// The actor's own view of a list that is called so.
pub async fn named(cx: &mut Context, list: &str, name: &str) -> Result<Option<ListViewRow>> {
    let (home, owner) = (cx.actor().home, cx.actor().id);
    let (sql, args) = Select::from("list_views v")
        .columns(VIEW)
        .filter("v.org_id = ? AND v.list = ? AND v.owner_id = ? AND v.name = ?", args![home, list, owner, name])
        .build();
    cx.tx().fetch_optional(sql, args).await
}

/// Enters a view.
pub async fn insert(cx: &mut Context, row: &ListViewRow) -> Result<()> {
    let made = cx.now();
    let columns = &["org_id", "id", "owner_id", "list", "name", "query", "shared", "made_at"];
    let values = args![row.org_id, row.id, row.owner_id, &row.list, &row.name, &row.query, row.shared, made];
    cx.tx().insert_many("list_views", columns, vec![values]).await
}

/// Writes one of the actor's own views anew.
pub async fn update(cx: &mut Context, row: &ListViewRow) -> Result<()> {
    let sql =
        "UPDATE list_views SET name = $1, query = $2, shared = $3 WHERE org_id = $4 AND id = $5 AND owner_id = $6";
    let values = args![&row.name, &row.query, row.shared, row.org_id, row.id, row.owner_id];
    cx.tx().execute(sql, values).await.map(|_| ())
}

/// Takes one of the actor's own views away; lists that began with it begin plainly again.
pub async fn remove(cx: &mut Context, row: &ListViewRow) -> Result<()> {
    let sql = "DELETE FROM list_views WHERE org_id = $1 AND id = $2 AND owner_id = $3";
    cx.tx().execute(sql, args![row.org_id, row.id, row.owner_id]).await?;
    let sql = "UPDATE list_layouts SET view_id = NULL WHERE org_id = $1 AND view_id = $2";
    cx.tx().execute(sql, args![row.org_id, row.id]).await.map(|_| ())
}

/// How the actor wants a list.
pub async fn layout(cx: &mut Context, list: &str) -> Result<Option<ListLayoutRow>> {
    let (home, owner) = (cx.actor().home, cx.actor().id);
    let (sql, args) = Select::from("list_layouts l")
        .columns("l.columns, l.view_id")
        .filter("l.org_id = ? AND l.owner_id = ? AND l.list = ?", args![home, owner, list])
        .build();
    cx.tx().fetch_optional(sql, args).await
}

/// Keeps how the actor wants a list.
pub async fn keep(cx: &mut Context, list: &str, row: &ListLayoutRow) -> Result<()> {
    let (home, owner) = (cx.actor().home, cx.actor().id);
    let sql = "INSERT INTO list_layouts (org_id, owner_id, list, columns, view_id) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (org_id, owner_id, list) DO UPDATE SET columns = excluded.columns, view_id = excluded.view_id";
    cx.tx().execute(sql, args![home, owner, list, &row.columns, row.view_id]).await.map(|_| ())
}
