//! Every statement over balances of the bank, and over lines of statements beside them.

use kernel::{Date, Error, Instant, Money, OrgId, Result};
use module::Context;
use store::{Select, args};

use super::model::BalanceRow;

const COLUMNS: &str = "b.org_id, b.id, b.day, b.balance_fen, b.told_by, b.told_name, b.told_at, b.version";
const NAMES: &[&str] = &["org_id", "id", "day", "balance_fen", "told_by", "told_name", "told_at", "version"];

fn balances(cx: &Context) -> Select {
    Select::from("bank_balances b").columns(COLUMNS).scope("b.org_id", cx.scope())
}

/// The balances of a community up to a day, latest first, so many at most.
pub(crate) async fn until(cx: &mut Context, org: OrgId, day: Date, most: i64) -> Result<Vec<BalanceRow>> {
    let select = balances(cx).filter("b.org_id = ? AND b.day <= ?", args![org, day]);
    let (sql, args) = select.order_by("b.day DESC").limit(most).build();
    cx.tx().fetch_all(sql, args).await
}

/// The balance of a day, if it was told.
pub(crate) async fn of_day(cx: &mut Context, org: OrgId, day: Date) -> Result<Option<BalanceRow>> {
    let (sql, args) = balances(cx).filter("b.org_id = ? AND b.day = ?", args![org, day]).build();
    cx.tx().fetch_optional(sql, args).await
}

/// Enters a balance.
pub(crate) async fn insert(cx: &mut Context, b: &BalanceRow) -> Result<()> {
    let values = args![b.org_id, b.id, b.day, b.balance_fen, b.told_by, &b.told_name, b.told_at, b.version];
    cx.tx().insert_many("bank_balances", NAMES, vec![values]).await
}

/// Keeps another figure, which must still stand at the version before.
pub(crate) async fn update(cx: &mut Context, b: &BalanceRow) -> Result<()> {
    let sql = "UPDATE bank_balances SET balance_fen = $1, told_by = $2, told_name = $3, told_at = $4, version = $5 \
               WHERE org_id = $6 AND id = $7 AND version = $5 - 1";
    let args = args![b.balance_fen, b.told_by, &b.told_name, b.told_at, b.version, b.org_id, b.id];
    if cx.tx().execute(sql, args).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}

/// What came in at the bank by a day and was brought only from an instant on, or was not looked at yet.
pub(crate) async fn not_booked(cx: &mut Context, org: OrgId, day: Date, from: Instant) -> Result<Money> {
    let sql = "SELECT CAST(COALESCE(SUM(amount_fen), 0) AS BIGINT) FROM bank_transfers \
               WHERE org_id = $1 AND came_on <= $2 AND (imported_at >= $3 OR state = 'fresh')";
    cx.tx().fetch_value(sql, args![org, day, from]).await
}

/// What waits to be claimed.
pub(crate) async fn unclaimed(cx: &mut Context, org: OrgId) -> Result<Money> {
    let sql = "SELECT CAST(COALESCE(SUM(amount_fen), 0) AS BIGINT) FROM bank_transfers \
               WHERE org_id = $1 AND state = 'waiting'";
    cx.tx().fetch_value(sql, args![org]).await
}
