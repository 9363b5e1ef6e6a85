//! Control totals by workbook: what the other program says there is of each kind, and of bills of each fee item.

use std::collections::BTreeMap;

use kernel::{
    Error, Message, Money, Result,
    form::{Choice, Field, Kind},
};
use module::{Chunk, Context, Taken};
use serde::Deserialize;
use serde_json::Value;
use sheet::{Column, Register};
use tariff::FeeItemId;

use super::{
    model::{ControlTotalRow, EnterTotal, OpeningRow},
    rules, store,
};
use crate::line::model::OpeningKind;

/// The sheet of control totals.
pub(crate) fn totals() -> Register {
    let kinds = Kind::Choice { choices: OpeningKind::ALL.iter().map(|kind| Choice::of(kind.word())).collect() };
    let text = Field { max: Some(60), ..Field::new("fee_item", Kind::Text) };
    Register::new("opening_total", "期初控制总数", "Control totals")
        .also(&["控制总数", "核对总数", "合计表"])
        .column(
            Column::new(Field::new("opening_kind", kinds).required(), "种类", "Kind")
                .also(&["类型", "项目"])
                .codes(&[
                    ("未清账单", "bill"),
                    ("欠费", "bill"),
                    ("预存", "prepayment"),
                    ("押金", "deposit"),
                    ("历史缴费", "payment"),
                    ("收款记录", "payment"),
                    ("科目借方余额", "debit"),
                    ("借方", "debit"),
                    ("科目贷方余额", "credit"),
                    ("贷方", "credit"),
                ])
                .key(),
        )
        .column(Column::new(text, "费项", "Fee item").also(&["收费项目", "收费项"]).key().explained(None, "物业费"))
        .column(
            Column::new(Field { min: Some(0), ..Field::new("rows_there", Kind::Integer) }.required(), "笔数", "Rows")
                .also(&["数量", "条数"])
                .explained(None, "318"),
        )
        .column(
            Column::new(Field::new("total_there", Kind::Money).required(), "金额", "Amount")
                .also(&["合计", "合计金额", "余额"])
                .explained(None, "74020.30"),
        )
}

#[derive(Deserialize)]
struct TotalLine {
    opening_kind: OpeningKind,
    fee_item: Option<String>,
    rows_there: i64,
    total_there: Money,
}

/// Takes control totals into the draft of the community; one that is there and says something else is typed over, not brought over.
pub(crate) async fn take(cx: &mut Context, mut chunk: Chunk) -> Result<Vec<Taken>> {
    cx.within(chunk.org)?;
    let draft = store::draft(cx, chunk.org).await?;
    let items = tariff::items_called(cx).await?;
    let mut known = match &draft {
        Some(draft) => store::totals(cx, draft).await?,
        None => Vec::new(),
    };
    let rows = std::mem::take(&mut chunk.rows);
    let mut taken = Vec::with_capacity(rows.len());
    for row in rows {
        let line: TotalLine = serde_json::from_value(Value::Object(row))?;
        let row = match &draft {
            Some(draft) => total(cx, draft, &items, &line),
            None => Err(Error::broken("opening-none-begun")),
        };
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                taken.push(Taken::refused(error)?);
                continue;
            }
        };
        let there = known.iter().find(|one| (one.kind, one.item_id) == (row.kind, row.item_id));
        taken.push(match there {
            Some(there) if (there.rows_there, there.total_fen) == (row.rows_there, row.total_fen) => Taken::Unchanged,
            Some(there) => {
                let differs = Message::of("opening-row-differs").with("amount", there.total_fen);
                Taken::refused(Error::field("total_there", differs))?
            }
            None => {
                if !chunk.dry {
                    store::enter_total(cx, &row).await?;
                }
                known.push(row);
                Taken::Created
            }
        });
    }
    Ok(taken)
}

fn total(
    cx: &mut Context,
    draft: &OpeningRow,
    items: &BTreeMap<String, FeeItemId>,
    line: &TotalLine,
) -> Result<ControlTotalRow> {
    let called = line.fee_item.as_deref().map(str::trim).filter(|name| !name.is_empty());
    let item_id = match called {
        Some(name) => {
            let unknown = || Error::field("fee_item", Message::of("opening-item-unknown").with("item", name));
            Some(items.get(name).copied().ok_or_else(unknown)?)
        }
        None => None,
    };
    let (opening_kind, rows_there, total_there) = (line.opening_kind, line.rows_there, line.total_there);
    let input = EnterTotal { id: draft.id, opening_kind, item_id, rows_there, total_there };
    Ok(ControlTotalRow {
        org_id: draft.org_id,
        id: cx.new_id(),
        opening_id: draft.id,
        kind: opening_kind,
        item_id: rules::total(&input).map_err(at_fee_item)?,
        rows_there,
        total_fen: total_there,
        entered_name: cx.actor().name.clone(),
        entered_at: cx.now(),
        version: 1,
    })
}

/// The field of the form, as the sheet calls it.
fn at_fee_item(error: Error) -> Error {
    let Error::Invalid(mut fields) = error else { return error };
    for field in fields.iter_mut().filter(|field| field.field == "item_id") {
        field.field = "fee_item".to_owned();
    }
    Error::Invalid(fields)
}
