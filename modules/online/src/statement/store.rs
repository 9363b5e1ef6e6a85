//! Every statement over bills of channels and differences.

use kernel::{Date, Error, Instant, Result};
use module::{COUNT_LIMIT, Context, Paging};
use store::{Arg, Order, Select, args};

use super::model::{ChannelDifferenceId, ChannelStatementId, DifferenceRow, StatementFilter, StatementRow};
use crate::account::model::{PayeeAccountId, PayeeAccountRow};

const COLUMNS: &str = "s.org_id, s.id, s.payee_account_id, s.bill_day, s.payments, s.payments_fen, s.refunds_fen, s.fee_fen, \
                       s.sealed, s.fetched_at";
const NAMES: &[&str] = &[
    "org_id",
    "id",
    "payee_account_id",
    "bill_day",
    "payments",
    "payments_fen",
    "refunds_fen",
    "fee_fen",
    "sealed",
    "fetched_at",
];
const DIFFERENCE: &str = "d.org_id, d.id, d.statement_id, d.kind, d.transaction_id, d.ours_fen, d.theirs_fen, d.state, d.note, \
                          d.resolved_by, d.resolved_name, d.resolved_at, d.version";
const DIFFERENCE_NAMES: &[&str] = &[
    "org_id",
    "id",
    "statement_id",
    "kind",
    "transaction_id",
    "ours_fen",
    "theirs_fen",
    "state",
    "note",
    "resolved_by",
    "resolved_name",
    "resolved_at",
    "version",
];

fn statements(cx: &Context) -> Select {
    Select::from("channel_statements s").columns(COLUMNS).scope("s.org_id", cx.scope())
}

fn differences(cx: &Context) -> Select {
    Select::from("channel_differences d").columns(DIFFERENCE).scope("d.org_id", cx.scope())
}

/// A page of bills, the latest day first, and how many there are.
pub(crate) async fn list(
    cx: &mut Context,
    page: &Paging,
    filter: &StatementFilter,
) -> Result<(Vec<StatementRow>, i64)> {
    let select = statements(cx).filter_if("s.id = ?", filter.id).filter_if("s.org_id = ?", filter.org_id);
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let select = select.after(&["s.bill_day", "s.id"], Order::Down, page.seek()?).limit(page.limit() + 1);
    let (sql, args) = select.build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// One bill.
pub(crate) async fn one(cx: &mut Context, id: ChannelStatementId) -> Result<StatementRow> {
    let (sql, args) = statements(cx).filter("s.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// The differences of bills, in the order they were found.
pub(crate) async fn of(cx: &mut Context, bills: &[ChannelStatementId]) -> Result<Vec<DifferenceRow>> {
    let (sql, args) =
        differences(cx).among("d.statement_id", bills.iter().map(Arg::from).collect()).order_by("d.id").build();
    cx.tx().fetch_all(sql, args).await
}

/// A difference, kept from others until the end of the transaction.
pub(crate) async fn difference_to_change(cx: &mut Context, id: ChannelDifferenceId) -> Result<DifferenceRow> {
    let (sql, args) = differences(cx).filter("d.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// Accounts entered before an instant that have no bill of this day.
pub(crate) async fn without(cx: &mut Context, day: Date, made_before: Instant) -> Result<Vec<PayeeAccountId>> {
    let (sql, args) = Select::from("payee_accounts a")
        .columns("a.id")
        .scope("a.org_id", cx.scope())
        .filter("a.opened_at < ?", args![made_before])
        .filter(
            "NOT EXISTS (SELECT 1 FROM channel_statements s WHERE s.org_id = a.org_id AND s.payee_account_id = a.id \
             AND s.bill_day = ?)",
            args![day],
        )
        .order_by("a.id")
        .build();
    cx.tx().fetch_values(sql, args).await
}

/// Whether the bill of a day is kept.
pub(crate) async fn is_kept(cx: &mut Context, account: &PayeeAccountRow, day: Date) -> Result<bool> {
    let (sql, args) = statements(cx)
        .filter("s.org_id = ? AND s.payee_account_id = ? AND s.bill_day = ?", args![account.org_id, account.id, day])
        .build();
    Ok(cx.tx().fetch_optional::<StatementRow>(sql, args).await?.is_some())
}

/// Enters a bill with its differences.
pub(crate) async fn insert(cx: &mut Context, s: &StatementRow, found: &[DifferenceRow]) -> Result<()> {
    let values = args![
        s.org_id,
        s.id,
        s.payee_account_id,
        s.bill_day,
        s.payments,
        s.payments_fen,
        s.refunds_fen,
        s.fee_fen,
        &s.sealed,
        s.fetched_at
    ];
    cx.tx().insert_many("channel_statements", NAMES, vec![values]).await?;
    let difference = |d: &DifferenceRow| {
        args![
            d.org_id,
            d.id,
            d.statement_id,
            d.kind.word(),
            &d.transaction_id,
            d.ours_fen,
            d.theirs_fen,
            d.state.word(),
            &d.note,
            d.resolved_by,
            &d.resolved_name,
            d.resolved_at,
            d.version
        ]
    };
    cx.tx().insert_many("channel_differences", DIFFERENCE_NAMES, found.iter().map(difference).collect()).await
}

/// Keeps what was done about a difference, which must still stand at the version before.
pub(crate) async fn resolve(cx: &mut Context, d: &DifferenceRow) -> Result<()> {
    let sql = "UPDATE channel_differences SET state = $1, note = $2, resolved_by = $3, resolved_name = $4, resolved_at = $5, \
               version = $6 WHERE org_id = $7 AND id = $8 AND version = $6 - 1";
    let args =
        args![d.state.word(), &d.note, d.resolved_by, &d.resolved_name, d.resolved_at, d.version, d.org_id, d.id];
    if cx.tx().execute(sql, args).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}
