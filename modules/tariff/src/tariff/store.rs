//! Every statement over tariffs and their editions.

use kernel::{Error, Message, OrgId, Result};
use module::{COUNT_LIMIT, Context, Paging};
use store::{Arg, Order, Select, Tx, args};
use uuid::Uuid;

use super::model::{EditionRow, EditionState, TariffFilter, TariffId, TariffRow, TariffState};
use crate::item::model::FeeKind;

const COLUMNS: &str = "t.org_id, t.id, t.item_id, t.code, t.name, t.fee_class, t.state, t.edition, t.drafting, t.ends_on, t.places, \
                       t.created_at, t.changed_at, t.version";
const EDITION: &str = "e.org_id, e.tariff_id, e.edition, e.state, e.body, e.late, e.asked, e.drafted_by, e.drafted_name, e.drafted_at, \
                       e.enforced_name, e.enforced_at";

fn tariffs(cx: &Context) -> Select {
    Select::from("tariffs t").columns(COLUMNS).scope("t.org_id", cx.scope())
}

/// A page of tariffs by name, and how many there are.
pub(crate) async fn list(cx: &mut Context, page: &Paging, filter: &TariffFilter) -> Result<(Vec<TariffRow>, i64)> {
    let select = tariffs(cx)
        .filter_if("t.id = ?", filter.id)
        .filter_if("t.org_id = ?", filter.org_id)
        .filter_if("t.state = ?", filter.tariff_state.map(TariffState::word))
        .filter_if("t.item_id = ?", filter.item_id)
        .filter_if("t.fee_class = ?", filter.fee_class.map(FeeKind::word))
        .filter_if("t.drafting = ?", filter.drafting)
        .search(&["t.name", "t.code"], page.q.as_deref().unwrap_or_default());
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order().is_some_and(|(_, down)| down) { Order::Down } else { Order::Up };
    let (sql, args) = select.after(&["t.name", "t.id"], order, page.seek()?).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// One tariff.
pub(crate) async fn one(cx: &mut Context, id: TariffId) -> Result<TariffRow> {
    let (sql, args) = tariffs(cx).filter("t.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// The same, kept from others until the end of the transaction.
pub(crate) async fn to_change(cx: &mut Context, id: TariffId) -> Result<TariffRow> {
    let (sql, args) = tariffs(cx).filter("t.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// Those with these ids.
pub(crate) async fn by_ids(cx: &mut Context, ids: &[TariffId]) -> Result<Vec<TariffRow>> {
    let (sql, args) = tariffs(cx).among("t.id", ids.iter().map(Arg::from).collect()).order_by("t.name, t.id").build();
    cx.tx().fetch_all(sql, args).await
}

/// All tariffs of a community that are or were in force.
pub(crate) async fn of_community(cx: &mut Context, org: OrgId) -> Result<Vec<TariffRow>> {
    let (sql, args) = tariffs(cx).filter("t.org_id = ? AND t.edition > 0", args![org]).order_by("t.name, t.id").build();
    cx.tx().fetch_all(sql, args).await
}

/// The editions of a tariff, latest first.
pub(crate) async fn editions(cx: &mut Context, tariff: &TariffRow) -> Result<Vec<EditionRow>> {
    let (sql, args) = Select::from("tariff_editions e")
        .columns(EDITION)
        .filter("e.org_id = ? AND e.tariff_id = ?", args![tariff.org_id, tariff.id])
        .order_by("e.edition DESC")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// The editions that are in force or drafted, of several tariffs.
pub(crate) async fn current(cx: &mut Context, ids: &[TariffId]) -> Result<Vec<EditionRow>> {
    let (sql, args) = Select::from("tariff_editions e")
        .columns(EDITION)
        .scope("e.org_id", cx.scope())
        .among("e.tariff_id", ids.iter().map(Arg::from).collect())
        .among("e.state", vec![EditionState::InForce.word().into(), EditionState::Draft.word().into()])
        .order_by("e.edition")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// Enters a tariff whose code its community does not have yet.
pub(crate) async fn insert(cx: &mut Context, row: &TariffRow) -> Result<()> {
    let taken = "SELECT count(*) FROM tariffs WHERE org_id = $1 AND code = $2";
    if cx.tx().fetch_value::<i64>(taken, args![row.org_id, &row.code]).await? > 0 {
        return Err(Error::field("code", Message::of("tariff-code-taken").with("code", &row.code)));
    }
    const NAMES: &[&str] = &[
        "org_id",
        "id",
        "item_id",
        "code",
        "name",
        "fee_class",
        "state",
        "edition",
        "drafting",
        "places",
        "created_at",
        "changed_at",
        "version",
    ];
    let values = args![
        row.org_id,
        row.id,
        row.item_id,
        &row.code,
        &row.name,
        row.fee_class.word(),
        row.state.word(),
        row.edition,
        row.drafting,
        row.places,
        row.created_at,
        row.changed_at,
        row.version
    ];
    cx.tx().insert_many("tariffs", NAMES, vec![values]).await
}

/// Keeps a changed tariff, which must still stand at the version before.
pub(crate) async fn update(tx: &mut Tx, row: &TariffRow) -> Result<()> {
    let sql = "UPDATE tariffs SET name = $1, state = $2, edition = $3, drafting = $4, ends_on = $5, changed_at = $6, version = $7 \
               WHERE org_id = $8 AND id = $9 AND version = $7 - 1";
    let args = args![
        &row.name,
        row.state.word(),
        row.edition,
        row.drafting,
        row.ends_on,
        row.changed_at,
        row.version,
        row.org_id,
        row.id
    ];
    if tx.execute(sql, args).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}

/// Keeps a draft, in the place of the one there was.
pub(crate) async fn put_draft(cx: &mut Context, row: &EditionRow) -> Result<()> {
    let old = "DELETE FROM tariff_editions WHERE org_id = $1 AND tariff_id = $2 AND state = 'draft'";
    cx.tx().execute(old, args![row.org_id, row.tariff_id]).await?;
    const NAMES: &[&str] = &[
        "org_id",
        "tariff_id",
        "edition",
        "state",
        "body",
        "late",
        "asked",
        "drafted_by",
        "drafted_name",
        "drafted_at",
    ];
    let values = args![
        row.org_id,
        row.tariff_id,
        row.edition,
        row.state.word(),
        &row.body,
        &row.late,
        &row.asked,
        row.drafted_by,
        &row.drafted_name,
        row.drafted_at
    ];
    cx.tx().insert_many("tariff_editions", NAMES, vec![values]).await
}

/// Puts the draft of a tariff in the place of the edition in force.
pub(crate) async fn enforce(cx: &mut Context, draft: &EditionRow, by: Uuid, name: &str) -> Result<()> {
    let now = cx.now();
    let old =
        "UPDATE tariff_editions SET state = 'replaced' WHERE org_id = $1 AND tariff_id = $2 AND state = 'in_force'";
    cx.tx().execute(old, args![draft.org_id, draft.tariff_id]).await?;
    let new = "UPDATE tariff_editions SET state = 'in_force', enforced_by = $1, enforced_name = $2, enforced_at = $3 \
               WHERE org_id = $4 AND tariff_id = $5 AND edition = $6 AND state = 'draft'";
    let args = args![by, name, now, draft.org_id, draft.tariff_id, draft.edition];
    if cx.tx().execute(new, args).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}
