//! Read models of bills of channels.

use kernel::{Error, Result};
use module::{Ask, Context, Listing};
use store::{Cursor, args};

use super::{
    model::{
        ChannelStatementId, DifferenceRow, DifferenceState, StatementFilter, StatementLine, StatementRecord,
        StatementRow, WhichStatement,
    },
    store as rows,
};
use crate::account;

/// The list of bills.
pub async fn list(cx: &mut Context, ask: Ask<StatementFilter>) -> Result<Listing<StatementLine>> {
    let (found, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    let cursor = |s: &StatementRow| Cursor(args![s.bill_day, s.id]).to_string();
    let Listing { rows, next, prev, count } = Listing::cut(found, &ask.page, count, cursor);
    let ids: Vec<ChannelStatementId> = rows.iter().map(|row| row.id).collect();
    let differences = rows::of(cx, &ids).await?;
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        lines.push(line(cx, row, &differences).await?);
    }
    Ok(Listing { rows: lines, next, prev, count })
}

async fn line(cx: &mut Context, row: StatementRow, differences: &[DifferenceRow]) -> Result<StatementLine> {
    let open = |d: &&DifferenceRow| d.statement_id == row.id && d.state == DifferenceState::Open;
    Ok(StatementLine {
        payee_account_name: account::store::one(cx, row.payee_account_id).await?.name,
        id: row.id,
        bill_day: row.bill_day,
        amount: row.payments_fen,
        refunded: row.refunds_fen,
        channel_fee: row.fee_fen,
        open_differences: i64::try_from(differences.iter().filter(open).count())
            .map_err(|error| Error::Internal(error.to_string()))?,
        fetched_at: row.fetched_at,
        community: row.org_id,
    })
}

/// One bill with its differences.
pub async fn view(cx: &mut Context, which: WhichStatement) -> Result<StatementRecord> {
    let row = rows::one(cx, which.id).await?;
    let differences = rows::of(cx, &[row.id]).await?;
    let line = line(cx, row, &differences).await?;
    Ok(StatementRecord { line, differences })
}
