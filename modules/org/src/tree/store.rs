//! Statements over the tree of units.

use kernel::{OrgId, Result, Scope};
use module::{COUNT_LIMIT, Context, Paging};
use store::{Order, Select, Tx, args};

use super::model::{OrgFilter, OrgKind, OrgRow, OrgState};

const COLUMNS: &str = "o.id, o.parent_id, o.kind, o.code, o.name, o.path, o.profile, o.address, o.phone, o.calendar, \
                       o.state, o.created_at";

/// Every unit, from the company down. For the gate, which must know the tree before it knows anybody.
pub async fn everything(tx: &mut Tx) -> Result<Vec<OrgRow>> {
    let (sql, args) = Select::from("orgs o").columns(COLUMNS).order_by("o.path").build();
    tx.fetch_all(sql, args).await
}

/// The units of a scope, from the top down.
pub async fn within(tx: &mut Tx, scope: &Scope) -> Result<Vec<OrgRow>> {
    let (sql, args) = Select::from("orgs o").columns(COLUMNS).scope("o.id", scope).order_by("o.path").build();
    tx.fetch_all(sql, args).await
}

/// One unit of the scope, to be changed.
pub async fn locked(cx: &mut Context, id: OrgId) -> Result<OrgRow> {
    let (sql, args) =
        Select::from("orgs o").columns(COLUMNS).scope("o.id", cx.scope()).filter("o.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// Whether another unit has this code already.
pub async fn code_is_taken(cx: &mut Context, code: &str, by_other_than: OrgId) -> Result<bool> {
    let found: i64 = cx
        .tx()
        .fetch_value("SELECT count(*) FROM orgs WHERE code = $1 AND id <> $2", args![code, by_other_than])
        .await?;
    Ok(found > 0)
}

/// Enters a unit.
pub async fn insert(cx: &mut Context, unit: &OrgRow) -> Result<()> {
    let columns = &[
        "id",
        "parent_id",
        "kind",
        "code",
        "name",
        "path",
        "profile",
        "address",
        "phone",
        "calendar",
        "state",
        "created_at",
    ];
    let row = args![
        unit.id,
        unit.parent_id,
        unit.kind.word(),
        &unit.code,
        &unit.name,
        &unit.path,
        &unit.profile,
        &unit.address,
        &unit.phone,
        &unit.calendar,
        unit.state.word(),
        unit.created_at,
    ];
    cx.tx().insert_many("orgs", columns, vec![row]).await
}

/// Writes the words of a unit anew.
pub async fn update(cx: &mut Context, unit: &OrgRow) -> Result<()> {
    let args = args![
        &unit.code,
        &unit.name,
        &unit.profile,
        &unit.address,
        &unit.phone,
        &unit.calendar,
        unit.state.word(),
        unit.id
    ];
    cx.tx()
        .execute(
            "UPDATE orgs SET code = $1, name = $2, profile = $3, address = $4, phone = $5, calendar = $6, state = $7 \
             WHERE id = $8",
            args,
        )
        .await
        .map(|_| ())
}

/// One page of units and how many there are.
pub async fn list(cx: &mut Context, page: &Paging, filter: &OrgFilter) -> Result<(Vec<OrgRow>, i64)> {
    let select = Select::from("orgs o")
        .columns(COLUMNS)
        .scope("o.id", cx.scope())
        .filter_if("o.id = ?", filter.id)
        .filter_if("o.kind = ?", filter.kind.map(OrgKind::word))
        .filter_if("o.state = ?", filter.state.map(OrgState::word))
        .search(&["o.name", "o.code"], page.q.as_deref().unwrap_or_default());
    let (sql, args) = select.count();
    let count: i64 = cx.tx().fetch_value(sql, args).await?;
    let columns: &[&str] = match page.order() {
        Some(("name", _)) => &["o.name", "o.id"],
        Some(("code", _)) => &["o.code", "o.id"],
        _ => &["o.path"],
    };
    let order = if page.order().is_some_and(|(_, down)| down) { Order::Down } else { Order::Up };
    let seek = page.seek()?;
    let (sql, args) = select.after(columns, order, seek).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count.min(COUNT_LIMIT)))
}

/// The company, once it is set up.
pub async fn company(tx: &mut Tx) -> Result<Option<OrgRow>> {
    let (sql, args) = Select::from("orgs o").columns(COLUMNS).filter("o.parent_id IS NULL", args![]).build();
    tx.fetch_optional(sql, args).await
}
