//! Imports as the list, the API and the page show them.

use kernel::Result;
use module::{Ask, Context, Listing};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    model::{BadRow, ByImport, ImportFilter, ImportId, Line, Policy, Record, Sentence, SheetCount, State},
    rules,
    store::{self, SHOWN},
};

/// An import with everything known about it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Detail {
    /// Its id.
    pub id: ImportId,
    /// The file.
    pub file_name: String,
    /// Where it comes from.
    pub source: String,
    /// Where it stands.
    pub state: State,
    /// What happens when some rows are wrong.
    pub policy: Policy,
    /// Rows to go through in this step.
    pub total: i64,
    /// Rows gone through.
    pub done: i64,
    /// Rows with something wrong.
    pub refused: i64,
    /// By sheet.
    pub sheets: Vec<SheetCount>,
    /// What is left out, with the number of records.
    pub left_out: Vec<(String, Option<String>, u64)>,
    /// Why it was refused or failed.
    pub fault: Option<Sentence>,
}

/// Rows with problems.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BadRows {
    /// How many there are.
    pub count: i64,
    /// The first of them.
    pub rows: Vec<BadRow>,
}

/// The list, latest first.
pub async fn list(cx: &mut Context, ask: Ask<ImportFilter>) -> Result<Listing<Line>> {
    store::list(cx, &ask.page, &ask.filter).await
}

/// One import.
pub async fn read(cx: &mut Context, input: ByImport) -> Result<Detail> {
    let record = store::by_id(cx, input.id).await?;
    let left = record.plan.as_ref().map(|p| rules::left_out(&p.0)).unwrap_or_default();
    Ok(Detail {
        id: record.id,
        left_out: left.into_iter().map(|l| (l.sheet, l.column, l.rows)).collect(),
        fault: record.fault.map(|f| f.0),
        sheets: record.sheets.0,
        file_name: record.file_name,
        source: record.source,
        state: record.state,
        policy: record.policy,
        total: record.total,
        done: record.done,
        refused: record.refused,
    })
}

/// The rows with problems, the first two hundred; all of them are in the error workbook.
pub async fn rows(cx: &mut Context, input: ByImport) -> Result<BadRows> {
    let record = store::by_id(cx, input.id).await?;
    let rows = store::bad(cx.tx(), record.org, record.id, SHOWN).await?;
    Ok(BadRows { count: record.refused, rows })
}

/// What the page shows.
pub async fn shown(cx: &mut Context, input: ByImport) -> Result<(Record, Vec<BadRow>)> {
    let record = store::by_id(cx, input.id).await?;
    let rows = store::bad(cx.tx(), record.org, record.id, SHOWN).await?;
    Ok((record, rows))
}
