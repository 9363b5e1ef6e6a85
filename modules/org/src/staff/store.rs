//! Statements over staff, their skills, posts and assignments.
//!
//! Staff belong to the company; the fence is `unit_id`, where each is employed. Posts and assignments belong to their unit.

use std::collections::BTreeSet;

use kernel::{Date, OrgId, Result, Scope};
use module::{COUNT_LIMIT, Context, Paging};
use store::{Args, Order, Select, args};

use super::model::{
    AssignmentFilter, AssignmentRow, Filling, PostFilter, PostRow, PostState, StaffFilter, StaffName, StaffRow,
    StaffState,
};
use crate::model::{AssignmentId, PostId, Role, StaffId, Trade};

const STAFF: &str = "s.id, s.unit_id, s.number, s.name, s.key, s.phone, s.phone_masked, s.state, s.created_at";
const POST: &str = "p.id, p.name, p.org_id, p.role, p.duties, p.state, p.created_at";
const ASSIGNMENT: &str = "a.id, a.org_id, a.staff_id, s.name AS staff, a.post_id, p.name AS post, a.from_on, a.to_on";
const ASSIGNMENTS: &str = "assignments a JOIN posts p ON p.org_id = a.org_id AND p.id = a.post_id \
                           JOIN staff s ON s.id = a.staff_id";

fn by_id(cx: &Context, id: StaffId) -> Select {
    Select::from("staff s")
        .columns(STAFF)
        .scope("s.unit_id", cx.scope())
        .filter("s.org_id = ? AND s.id = ?", args![cx.actor().home, id])
}

/// One member of staff of the scope.
pub async fn one(cx: &mut Context, id: StaffId) -> Result<StaffRow> {
    let (sql, args) = by_id(cx, id).build();
    cx.tx().fetch_one(sql, args).await
}

/// One member of staff of the scope, to be changed.
pub async fn locked(cx: &mut Context, id: StaffId) -> Result<StaffRow> {
    let (sql, args) = by_id(cx, id).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// Whether somebody else has this number already.
pub async fn number_is_taken(cx: &mut Context, number: &str, by_other_than: StaffId) -> Result<bool> {
    let home = cx.actor().home;
    let sql = "SELECT count(*) FROM staff WHERE org_id = $1 AND number = $2 AND id <> $3";
    let found: i64 = cx.tx().fetch_value(sql, args![home, number, by_other_than]).await?;
    Ok(found > 0)
}

/// Enters a member of staff.
pub async fn insert(cx: &mut Context, row: &StaffRow, digest: Option<Vec<u8>>) -> Result<()> {
    let columns = &[
        "org_id",
        "id",
        "unit_id",
        "number",
        "name",
        "key",
        "phone",
        "phone_masked",
        "phone_digest",
        "state",
        "created_at",
    ];
    let values = args![
        cx.actor().home,
        row.id,
        row.unit_id,
        &row.number,
        &row.name,
        &row.key,
        row.phone.clone(),
        &row.phone_masked,
        digest,
        row.state.word(),
        row.created_at,
    ];
    cx.tx().insert_many("staff", columns, vec![values]).await
}

/// Writes a member of staff anew; the phone too when there is a new one.
pub async fn update(cx: &mut Context, row: &StaffRow, phone: Option<Option<Vec<u8>>>) -> Result<()> {
    let home = cx.actor().home;
    let values = args![row.unit_id, &row.number, &row.name, row.state.word(), home, row.id];
    let sql = "UPDATE staff SET unit_id = $1, number = $2, name = $3, state = $4 WHERE org_id = $5 AND id = $6";
    cx.tx().execute(sql, values).await?;
    if let Some(digest) = phone {
        let values = args![row.phone.clone(), &row.phone_masked, digest, home, row.id];
        let sql = "UPDATE staff SET phone = $1, phone_masked = $2, phone_digest = $3 WHERE org_id = $4 AND id = $5";
        cx.tx().execute(sql, values).await?;
    }
    Ok(())
}

/// Replaces the trades somebody can do.
pub async fn set_skills(cx: &mut Context, id: StaffId, trades: &BTreeSet<Trade>) -> Result<()> {
    let home = cx.actor().home;
    cx.tx().execute("DELETE FROM skills WHERE org_id = $1 AND staff_id = $2", args![home, id]).await?;
    let rows: Vec<Args> = trades.iter().map(|trade| args![home, id, trade.word()]).collect();
    cx.tx().insert_many("skills", &["org_id", "staff_id", "trade"], rows).await
}

/// The trades of these people.
pub async fn skills(cx: &mut Context, of: &[StaffId]) -> Result<Vec<(StaffId, Trade)>> {
    let home = cx.actor().home;
    let (sql, args) = Select::from("skills k")
        .columns("k.staff_id, k.trade")
        .filter("k.org_id = ?", args![home])
        .among("k.staff_id", of.iter().map(store::Arg::from).collect())
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// One page of staff and how many there are.
pub async fn list(cx: &mut Context, page: &Paging, filter: &StaffFilter) -> Result<(Vec<StaffRow>, i64)> {
    let select = Select::from("staff s")
        .columns(STAFF)
        .scope("s.unit_id", cx.scope())
        .filter_if("s.id = ?", filter.id)
        .filter_if("s.unit_id = ?", filter.unit_id)
        .filter_if("s.state = ?", filter.state.map(StaffState::word))
        .filter_if("s.id IN (SELECT k.staff_id FROM skills k WHERE k.trade = ?)", filter.trade.map(Trade::word))
        .search(&["s.name", "s.number"], page.q.as_deref().unwrap_or_default());
    let (sql, args) = select.count();
    let count: i64 = cx.tx().fetch_value(sql, args).await?;
    let columns: &[&str] = match page.order() {
        Some(("name", _)) => &["s.name", "s.id"],
        _ => &["s.number", "s.id"],
    };
    let select = paged(select, page, columns)?;
    let (sql, args) = select.build();
    Ok((cx.tx().fetch_all(sql, args).await?, count.min(COUNT_LIMIT)))
}

fn paged(select: Select, page: &Paging, columns: &[&'static str]) -> Result<Select> {
    let order = if page.order().is_some_and(|(_, down)| down) { Order::Down } else { Order::Up };
    let seek = page.seek()?;
    Ok(select.after(columns, order, seek).limit(page.limit() + 1))
}

/// Names by id, of the whole company: whoever is named on a record may be named to its reader.
pub async fn names(cx: &mut Context, ids: &[StaffId]) -> Result<Vec<StaffName>> {
    let home = cx.actor().home;
    let (sql, args) = Select::from("staff s")
        .columns("s.id, s.name, s.number")
        .filter("s.org_id = ?", args![home])
        .among("s.id", ids.iter().map(store::Arg::from).collect())
        .order_by("s.number")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// Who fills a post in one of these units on a day, by role of the post and by trade when given.
pub async fn filling(
    cx: &mut Context,
    units: &Scope,
    role: Option<&str>,
    trade: Option<Trade>,
    day: Date,
) -> Result<Vec<StaffName>> {
    let (sql, args) = Select::from("staff s")
        .columns("s.id, s.name, s.number")
        .join("JOIN assignments a ON a.staff_id = s.id")
        .join("JOIN posts p ON p.org_id = a.org_id AND p.id = a.post_id")
        .scope("a.org_id", units)
        .filter("s.state = ?", args![StaffState::Employed.word()])
        .filter("a.from_on <= ? AND (a.to_on IS NULL OR a.to_on >= ?)", args![day, day])
        .filter_if("p.role = ?", role)
        .filter_if("s.id IN (SELECT k.staff_id FROM skills k WHERE k.trade = ?)", trade.map(Trade::word))
        .group_by("s.id, s.name, s.number")
        .order_by("s.number")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// The open posts of units, by name.
pub async fn open_posts(cx: &mut Context, units: &Scope) -> Result<Vec<PostRow>> {
    let (sql, args) = Select::from("posts p")
        .columns(POST)
        .scope("p.org_id", units)
        .filter("p.state = ?", args![PostState::Open.word()])
        .order_by("p.role, p.name, p.id")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// Who fills which post of these units on a day.
pub async fn filled(cx: &mut Context, units: &Scope, day: Date) -> Result<Vec<Filling>> {
    let (sql, args) = Select::from("assignments a")
        .columns("a.post_id, s.id, s.name, s.number")
        .join("JOIN staff s ON s.id = a.staff_id")
        .scope("a.org_id", units)
        .filter("s.state = ?", args![StaffState::Employed.word()])
        .filter("a.from_on <= ? AND (a.to_on IS NULL OR a.to_on >= ?)", args![day, day])
        .order_by("s.number")
        .build();
    cx.tx().fetch_all(sql, args).await
}

fn post_by_id(cx: &Context, id: PostId) -> Select {
    Select::from("posts p").columns(POST).scope("p.org_id", cx.scope()).filter("p.id = ?", args![id])
}

/// One post of the scope.
pub async fn post(cx: &mut Context, id: PostId) -> Result<PostRow> {
    let (sql, args) = post_by_id(cx, id).build();
    cx.tx().fetch_one(sql, args).await
}

/// One post of the scope, to be changed or filled.
pub async fn locked_post(cx: &mut Context, id: PostId) -> Result<PostRow> {
    let (sql, args) = post_by_id(cx, id).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// The roles of the posts somebody fills in these units on a day.
pub async fn roles_of(cx: &mut Context, id: StaffId, units: &[OrgId], day: Date) -> Result<Vec<String>> {
    let (sql, args) = Select::from("assignments a JOIN posts p ON p.org_id = a.org_id AND p.id = a.post_id")
        .columns("DISTINCT p.role")
        .among("a.org_id", units.iter().map(store::Arg::from).collect())
        .filter("a.staff_id = ? AND a.from_on <= ? AND (a.to_on IS NULL OR a.to_on >= ?)", args![id, day, day])
        .build();
    cx.tx().fetch_values(sql, args).await
}

/// The roles of the posts that somebody fills on a day, anywhere in the scope.
pub async fn held_roles(cx: &mut Context, day: Date) -> Result<Vec<String>> {
    let (sql, args) = Select::from("assignments a JOIN posts p ON p.org_id = a.org_id AND p.id = a.post_id")
        .columns("DISTINCT p.role")
        .scope("a.org_id", cx.scope())
        .filter("a.from_on <= ? AND (a.to_on IS NULL OR a.to_on >= ?)", args![day, day])
        .build();
    cx.tx().fetch_values(sql, args).await
}

/// Enters a post.
pub async fn insert_post(cx: &mut Context, post: &PostRow) -> Result<()> {
    let columns = &["org_id", "id", "name", "role", "duties", "state", "created_at"];
    let values = args![post.org_id, post.id, &post.name, &post.role, &post.duties, post.state.word(), post.created_at];
    cx.tx().insert_many("posts", columns, vec![values]).await
}

/// Writes a post anew.
pub async fn update_post(cx: &mut Context, post: &PostRow) -> Result<()> {
    let values = args![&post.name, &post.role, &post.duties, post.state.word(), post.org_id, post.id];
    let sql = "UPDATE posts SET name = $1, role = $2, duties = $3, state = $4 WHERE org_id = $5 AND id = $6";
    cx.tx().execute(sql, values).await.map(|_| ())
}

/// One page of posts and how many there are.
pub async fn posts(cx: &mut Context, page: &Paging, filter: &PostFilter) -> Result<(Vec<PostRow>, i64)> {
    let select = Select::from("posts p")
        .columns(POST)
        .scope("p.org_id", cx.scope())
        .filter_if("p.id = ?", filter.id)
        .filter_if("p.org_id = ?", filter.org_id)
        .filter_if("p.role = ?", filter.role.map(Role::word))
        .filter_if("p.state = ?", filter.state.map(PostState::word))
        .search(&["p.name"], page.q.as_deref().unwrap_or_default());
    let (sql, args) = select.count();
    let count: i64 = cx.tx().fetch_value(sql, args).await?;
    let (sql, args) = paged(select, page, &["p.name", "p.id"])?.build();
    Ok((cx.tx().fetch_all(sql, args).await?, count.min(COUNT_LIMIT)))
}

/// Whether somebody still fills a post on a day or later.
pub async fn is_filled(cx: &mut Context, post: &PostRow, day: Date) -> Result<bool> {
    let sql = "SELECT count(*) FROM assignments WHERE org_id = $1 AND post_id = $2 AND (to_on IS NULL OR to_on > $3)";
    let found: i64 = cx.tx().fetch_value(sql, args![post.org_id, post.id, day]).await?;
    Ok(found > 0)
}

/// Enters an assignment.
pub async fn insert_assignment(cx: &mut Context, row: &AssignmentRow) -> Result<()> {
    let columns = &["org_id", "id", "post_id", "staff_id", "from_on", "to_on"];
    let values = args![row.org_id, row.id, row.post_id, row.staff_id, row.from_on, row.to_on];
    cx.tx().insert_many("assignments", columns, vec![values]).await
}

/// One assignment of the scope, locked.
pub async fn assignment(cx: &mut Context, id: AssignmentId) -> Result<AssignmentRow> {
    let (sql, args) = Select::from(ASSIGNMENTS)
        .columns(ASSIGNMENT)
        .scope("a.org_id", cx.scope())
        .filter("a.id = ?", args![id])
        .build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// Sets the last day of an assignment.
pub async fn end_assignment(cx: &mut Context, org: OrgId, id: AssignmentId, to: Date) -> Result<()> {
    let sql = "UPDATE assignments SET to_on = $1 WHERE org_id = $2 AND id = $3";
    cx.tx().execute(sql, args![to, org, id]).await.map(|_| ())
}

/// Ends what somebody still fills in the scope on a day.
pub async fn end_assignments_of(cx: &mut Context, staff: StaffId, day: Date) -> Result<()> {
    let filter = AssignmentFilter { staff_id: Some(staff), ..AssignmentFilter::default() };
    let page = Paging { limit: Some(500), ..Paging::default() };
    let (rows, _) = assignments(cx, &page, &filter).await?;
    for row in rows.iter().filter(|a| a.to_on.is_none_or(|to| to > day)) {
        end_assignment(cx, row.org_id, row.id, day.max(row.from_on)).await?;
    }
    Ok(())
}

/// One page of assignments, and how many there are.
pub async fn assignments(
    cx: &mut Context,
    page: &Paging,
    filter: &AssignmentFilter,
) -> Result<(Vec<AssignmentRow>, i64)> {
    let select = Select::from(ASSIGNMENTS)
        .columns(ASSIGNMENT)
        .scope("a.org_id", cx.scope())
        .filter_if("a.id = ?", filter.id)
        .filter_if("a.org_id = ?", filter.org_id)
        .filter_if("a.staff_id = ?", filter.staff_id)
        .filter_if("a.post_id = ?", filter.post_id)
        .search(&["s.name", "p.name"], page.q.as_deref().unwrap_or_default());
    let (sql, args) = select.count();
    let count: i64 = cx.tx().fetch_value(sql, args).await?;
    let (sql, args) = paged(select, page, &["a.from_on", "a.id"])?.build();
    Ok((cx.tx().fetch_all(sql, args).await?, count.min(COUNT_LIMIT)))
}

/// Where a member of the company stands.
pub async fn state_of(cx: &mut Context, id: StaffId) -> Result<StaffState> {
    let home = cx.actor().home;
    let sql = "SELECT state FROM staff WHERE org_id = $1 AND id = $2";
    cx.tx().fetch_value(sql, args![home, id]).await
}
