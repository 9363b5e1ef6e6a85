//! Every statement over contacts and promises.

use kernel::Result;
use module::Context;
use store::{Select, args};

use super::model::{ContactRow, PromiseRow, PromiseState};
use crate::case::model::CaseRow;

/// Every word with a household, the latest first.
pub(crate) async fn of_case(cx: &mut Context, case: &CaseRow) -> Result<Vec<ContactRow>> {
    let (sql, args) = Select::from("collection_contacts k")
        .columns("k.org_id, k.id, k.case_id, k.contact_by, k.outcome, k.note, k.made_at, k.made_by, k.made_name")
        .scope("k.org_id", cx.scope())
        .filter("k.org_id = ? AND k.case_id = ?", args![case.org_id, case.id])
        .order_by("k.made_at DESC, k.id DESC")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// Enters one.
pub(crate) async fn insert(cx: &mut Context, row: &ContactRow) -> Result<()> {
    const NAMES: &[&str] =
        &["org_id", "id", "case_id", "contact_by", "outcome", "note", "made_at", "made_by", "made_name"];
    let values = args![
        row.org_id,
        row.id,
        row.case_id,
        row.contact_by.word(),
        row.outcome.word(),
        &row.note,
        row.made_at,
        row.made_by,
        &row.made_name
    ];
    cx.tx().insert_many("collection_contacts", NAMES, vec![values]).await
}

/// What a household promised, the latest first.
pub(crate) async fn promises(cx: &mut Context, case: &CaseRow) -> Result<Vec<PromiseRow>> {
    let (sql, args) = Select::from("collection_promises p")
        .columns(
            "p.org_id, p.id, p.case_id, p.since_on, p.promised_on, p.amount_fen, p.paid_before_fen, p.state, p.made_name",
        )
        .scope("p.org_id", cx.scope())
        .filter("p.org_id = ? AND p.case_id = ?", args![case.org_id, case.id])
        .order_by("p.promised_on DESC, p.id DESC")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// Enters a promise.
pub(crate) async fn insert_promise(cx: &mut Context, row: &PromiseRow) -> Result<()> {
    const NAMES: &[&str] =
        &["org_id", "id", "case_id", "since_on", "promised_on", "amount_fen", "paid_before_fen", "state", "made_name"];
    let values = args![
        row.org_id,
        row.id,
        row.case_id,
        row.since_on,
        row.promised_on,
        row.amount_fen,
        row.paid_before_fen,
        row.state.word(),
        &row.made_name
    ];
    cx.tx().insert_many("collection_promises", NAMES, vec![values]).await
}

/// Keeps what became of a promise.
pub(crate) async fn judged(cx: &mut Context, row: &PromiseRow, state: PromiseState) -> Result<()> {
    let sql = "UPDATE collection_promises SET state = $1 WHERE org_id = $2 AND id = $3 AND state = 'running'";
    cx.tx().write_one(sql, args![state.word(), row.org_id, row.id]).await
}
