//! The file exchange: a workbook that the tax software imports, and one it hands back; and what an answer does to an invoice – pure.

use kernel::{
    Error, Instant, Message, Result,
    form::{Field, Kind},
};
use module::HOME_ZONE;
use serde_json::{Value, json};
use sheet::{
    Column, Keys, Limits, Mapping, Register, Workbook,
    write::{Export, ExportColumn},
};

use super::model::{Answer, Provider, Request};
use crate::invoice::model::{InvoiceKind, InvoiceRow, InvoiceState};

/// Requests and answers in workbooks, carried by hand between here and the tax software.
pub(crate) struct FileExchange;

/// The headings tax software is set up to read: they are its own, in any language of ours.
const HEADS: [(&str, Kind); 12] = [
    ("申请单号", Kind::Text),
    ("红蓝字", Kind::Text),
    ("原发票代码", Kind::Text),
    ("原发票号码", Kind::Text),
    ("购买方名称", Kind::Text),
    ("购买方纳税人识别号", Kind::Text),
    ("购买方邮箱", Kind::Text),
    ("项目名称", Kind::Text),
    ("规格", Kind::Text),
    ("金额（含税）", Kind::Money),
    ("收据号", Kind::Text),
    ("备注", Kind::Text),
];

impl Provider for FileExchange {
    fn write(&self, requests: &[Request]) -> Result<Vec<u8>> {
        let columns = HEADS.iter().map(|(head, kind)| ExportColumn::new(*head, kind.clone())).collect();
        let mut export = Export::workbook("开票申请", columns, HOME_ZONE)?;
        for one in requests {
            let (invoice, buyer) = (&one.invoice, &one.buyer);
            let (code, number) = one.takes_back.clone().unwrap_or_default();
            let red = invoice.kind == InvoiceKind::Red;
            for line in &one.lines {
                let amount = if red { -line.amount_fen } else { line.amount_fen };
                export.row(&[
                    json!(invoice.number),
                    json!(if red { "红字" } else { "蓝字" }),
                    json!(code),
                    json!(number),
                    json!(buyer.title),
                    json!(buyer.tax_number),
                    json!(buyer.email),
                    json!(line.fee_item),
                    json!(format!("{}—{}", line.from_on, line.to_on)),
                    json!(amount),
                    json!(line.receipt),
                    json!(invoice.reason.as_deref().unwrap_or(&line.place)),
                ])?;
            }
        }
        export.finish()
    }

    fn read(&self, name: &str, file: Vec<u8>) -> Result<Vec<Answer>> {
        let registers = [register()];
        let mut book = Workbook::open(file, name, Limits::default())?;
        let plan = book.plan(&registers, &Mapping::default())?;
        let mut answers = Vec::new();
        let sheets: Vec<String> =
            plan.sheets.iter().filter(|one| one.register.is_some()).map(|one| one.sheet.clone()).collect();
        for sheet in sheets {
            book.rows(&plan, &sheet, &registers, &mut Keys::default(), |row| {
                if !row.problems.is_empty() {
                    return Err(at_row(row.number, "invoice-answer-cell"));
                }
                answers.push((row.number, serde_json::from_value::<Answer>(Value::Object(row.values))?));
                Ok(())
            })?;
        }
        if answers.is_empty() {
            return Err(Error::field("file", Message::of("invoice-answers-none")));
        }
        let checked = |(row, answer): (u32, Answer)| match fault(&answer) {
            None => Ok(answer),
            Some(key) => Err(at_row(row, key)),
        };
        answers.into_iter().map(checked).collect()
    }
}

/// How the sheet of answers looks.
fn register() -> Register {
    let text = |name: &str, longest: i64| Field { max: Some(longest), ..Field::new(name, Kind::Text) };
    Register::new("invoice", "开票结果", "Invoices")
        .also(&["开票结果导出", "发票"])
        .column(Column::new(text("number", 40).required(), "申请单号", "Request").also(&["单据编号", "业务单号"]).key())
        .column(Column::new(text("invoice_code", 20), "发票代码", "Invoice code"))
        .column(Column::new(text("invoice_number", 30), "发票号码", "Invoice number").also(&["数电票号码", "全电号码"]))
        .column(Column::new(Field::new("invoiced_on", Kind::Date), "开票日期", "Invoiced on"))
        .column(Column::new(text("link", 500), "下载地址", "Link").also(&["PDF链接", "版式文件地址"]))
        .column(
            Column::new(text("rejected_because", 300), "退回原因", "Rejected because").also(&["失败原因", "错误信息"]),
        )
}

fn at_row(row: u32, key: &'static str) -> Error {
    Error::field("file", Message::of(key).with("row", row))
}

/// What is wrong with an answer: it is an invoice with number and day, or a rejection with its reason.
fn fault(answer: &Answer) -> Option<&'static str> {
    let is_link = answer.link.as_deref().is_none_or(|link| link.starts_with("https://") || link.starts_with("http://"));
    match (&answer.invoice_number, &answer.rejected_because) {
        (None, None) => Some("invoice-answer-empty"),
        (Some(_), Some(_)) => Some("invoice-answer-both"),
        (Some(_), None) if answer.invoiced_on.is_none() => Some("invoice-answer-day"),
        _ => (!is_link).then_some("invoice-answer-link"),
    }
}

/// What an answer makes of an invoice; nothing when it said so before.
///
/// # Errors
/// [`Error::Invalid`] at `file`: it was never sent, or has another number already.
pub(crate) fn answered(was: &InvoiceRow, answer: &Answer, now: Instant) -> Result<Option<InvoiceRow>> {
    let wrong = |key: &'static str| Err(Error::field("file", Message::of(key).with("number", &was.number)));
    match was.state {
        InvoiceState::Sent => {}
        InvoiceState::Asked | InvoiceState::Cancelled => return wrong("invoice-answer-unsent"),
        InvoiceState::Issued | InvoiceState::Reversed | InvoiceState::Rejected => {
            let same = was.invoice_number == answer.invoice_number && was.rejected_because == answer.rejected_because;
            return if same { Ok(None) } else { wrong("invoice-answer-differs") };
        }
    }
    let state = if answer.rejected_because.is_some() { InvoiceState::Rejected } else { InvoiceState::Issued };
    Ok(Some(InvoiceRow {
        state,
        invoice_code: answer.invoice_code.clone(),
        invoice_number: answer.invoice_number.clone(),
        invoiced_on: answer.invoiced_on,
        link: answer.link.clone(),
        rejected_because: answer.rejected_because.clone(),
        answered_at: Some(now),
        ..was.clone()
    }))
}
