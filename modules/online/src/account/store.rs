//! Every statement over accounts at channels.

use kernel::{Error, OrgId, Result};
use module::{COUNT_LIMIT, Context, Paging};
use store::{Order, Select, args};

use super::model::{PayChannel, PayeeAccountFilter, PayeeAccountId, PayeeAccountRow};

const COLUMNS: &str = "a.org_id, a.id, a.channel, a.name, a.merchant, a.application, a.gateway, a.sealed, a.fee_classes, a.state, \
                       a.opened_at, a.version";
const NAMES: &[&str] = &[
    "org_id",
    "id",
    "channel",
    "name",
    "merchant",
    "application",
    "gateway",
    "sealed",
    "fee_classes",
    "state",
    "opened_at",
    "version",
];

fn accounts(cx: &Context) -> Select {
    Select::from("payee_accounts a").columns(COLUMNS).scope("a.org_id", cx.scope())
}

/// A page of accounts, latest first, and how many there are.
pub(crate) async fn list(
    cx: &mut Context,
    page: &Paging,
    filter: &PayeeAccountFilter,
) -> Result<(Vec<PayeeAccountRow>, i64)> {
    let select = accounts(cx)
        .filter_if("a.id = ?", filter.id)
        .filter_if("a.org_id = ?", filter.org_id)
        .search(&["a.name"], page.q.as_deref().unwrap_or_default());
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let select = select.after(&["a.opened_at", "a.id"], Order::Down, page.seek()?).limit(page.limit() + 1);
    let (sql, args) = select.build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// One account.
pub(crate) async fn one(cx: &mut Context, id: PayeeAccountId) -> Result<PayeeAccountRow> {
    let (sql, args) = accounts(cx).filter("a.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// The same, kept from others until the end of the transaction.
pub(crate) async fn to_change(cx: &mut Context, id: PayeeAccountId) -> Result<PayeeAccountRow> {
    let (sql, args) = accounts(cx).filter("a.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// The active accounts of a community, of one channel or of all, in the order they were entered.
pub(crate) async fn active(cx: &mut Context, org: OrgId, channel: Option<PayChannel>) -> Result<Vec<PayeeAccountRow>> {
    let (sql, args) = accounts(cx)
        .filter("a.org_id = ? AND a.state = 'active'", args![org])
        .filter_if("a.channel = ?", channel.map(PayChannel::word))
        .order_by("a.opened_at, a.id")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// Enters an account.
pub(crate) async fn insert(cx: &mut Context, a: &PayeeAccountRow) -> Result<()> {
    let values = args![
        a.org_id,
        a.id,
        a.channel.word(),
        &a.name,
        &a.merchant,
        &a.application,
        &a.gateway,
        &a.sealed,
        &a.fee_classes,
        a.state.word(),
        a.opened_at,
        a.version
    ];
    cx.tx().insert_many("payee_accounts", NAMES, vec![values]).await
}

/// Keeps name, kinds of fee and state, of an account that must still stand at the version before.
pub(crate) async fn update(cx: &mut Context, a: &PayeeAccountRow) -> Result<()> {
    let sql = "UPDATE payee_accounts SET name = $1, fee_classes = $2, state = $3, version = $4 \
               WHERE org_id = $5 AND id = $6 AND version = $4 - 1";
    let args = args![&a.name, &a.fee_classes, a.state.word(), a.version, a.org_id, a.id];
    if cx.tx().execute(sql, args).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}
