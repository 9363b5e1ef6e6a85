//! Every statement over workbooks of answers.

use kernel::{Error, Result};
use module::Context;
use store::{Select, args};

use super::model::{AnswerRow, InvoiceAnswerId};

const NAMES: &[&str] = &[
    "org_id",
    "id",
    "file_id",
    "state",
    "issued",
    "rejected",
    "unchanged",
    "brought_by",
    "brought_name",
    "brought_at",
    "version",
];

fn answers(cx: &Context, id: InvoiceAnswerId) -> Select {
    Select::from("invoice_answers a")
        .columns(
            "a.org_id, a.id, a.file_id, a.state, a.issued, a.rejected, a.unchanged, a.fault_zh, a.fault_en, a.brought_by, \
             a.brought_name, a.brought_at, a.version",
        )
        .scope("a.org_id", cx.scope())
        .filter("a.id = ?", args![id])
}

/// One workbook.
pub(crate) async fn one(cx: &mut Context, id: InvoiceAnswerId) -> Result<AnswerRow> {
    let (sql, args) = answers(cx, id).build();
    cx.tx().fetch_one(sql, args).await
}

/// The same, kept from others until the end of the transaction.
pub(crate) async fn to_change(cx: &mut Context, id: InvoiceAnswerId) -> Result<AnswerRow> {
    let (sql, args) = answers(cx, id).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// Enters a workbook.
pub(crate) async fn insert(cx: &mut Context, row: &AnswerRow) -> Result<()> {
    let values = args![
        row.org_id,
        row.id,
        row.file_id,
        row.state.word(),
        row.issued,
        row.rejected,
        row.unchanged,
        row.brought_by,
        &row.brought_name,
        row.brought_at,
        row.version
    ];
    cx.tx().insert_many("invoice_answers", NAMES, vec![values]).await
}

/// Keeps what came of it, which must still stand at the version before.
pub(crate) async fn update(cx: &mut Context, row: &AnswerRow) -> Result<()> {
    let sql = "UPDATE invoice_answers SET state = $1, issued = $2, rejected = $3, unchanged = $4, fault_zh = $5, fault_en = $6, \
               version = $7 WHERE org_id = $8 AND id = $9 AND version = $7 - 1";
    let args = args![
        row.state.word(),
        row.issued,
        row.rejected,
        row.unchanged,
        &row.fault_zh,
        &row.fault_en,
        row.version,
        row.org_id,
        row.id
    ];
    if cx.tx().execute(sql, args).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}
