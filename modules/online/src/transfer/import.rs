//! Lines of bank statements from workbooks. A line is known by the bank's number, so the same statement may come again, and the next
//! may begin before the last has ended.

use std::collections::BTreeSet;

use kernel::{
    Date, Error, Message, Money, Result,
    form::{Field, Kind},
};
use module::{Chunk, Context, Taken};
use serde::Deserialize;
use sheet::{Column, Register};

use super::{
    model::{Sender, TransferRow, TransferState},
    queries::seal,
    rules, store,
};

/// How the sheet looks.
pub(crate) fn register() -> Register {
    let text = |name: &str, longest: i64| Field { max: Some(longest), ..Field::new(name, Kind::Text) };
    Register::new("bank_transfer", "银行流水", "Bank statement")
        .also(&["银行对账单", "交易明细", "账户明细", "流水明细"])
        .column(
            Column::new(text("bank_key", 80), "流水号", "Number")
                .also(&["交易流水号", "银行流水号", "交易流水", "凭证号", "参考号"])
                .key()
                .explained(None, "20261120000042"),
        )
        .column(
            Column::new(Field::new("came_on", Kind::Date).required(), "交易日期", "Day")
                .also(&["日期", "记账日期", "入账日期", "交易日"])
                .explained(None, "2026-11-20"),
        )
        .column(
            Column::new(Field::new("amount", Kind::Money), "收入金额", "Money in")
                .also(&["贷方发生额", "贷方金额", "收入", "转入金额", "存入"])
                .explained(None, "232.70"),
        )
        .column(
            Column::new(text("sender_name", 80), "对方户名", "Sender")
                .also(&["付款人", "付款人名称", "对方名称", "对方账户名称"])
                .explained(None, "王强"),
        )
        .column(
            Column::new(text("sender_account", 60), "对方账号", "Sender's account")
                .also(&["付款账号", "对方账户", "付款人账号"])
                .explained(None, "6222000000001234"),
        )
        .column(
            Column::new(text("sender_note", 200), "附言", "Note")
                .also(&["摘要", "用途", "备注", "交易附言"])
                .explained(None, "3-1-101 物业费"),
        )
        .column(
            Column::new(Field::new("balance", Kind::Money), "余额", "Balance")
                .also(&["账户余额", "本次余额"])
                .explained(None, "10232.70"),
        )
}

#[derive(Deserialize)]
struct Line {
    bank_key: Option<String>,
    came_on: Date,
    amount: Option<Money>,
    sender_name: Option<String>,
    sender_account: Option<String>,
    sender_note: Option<String>,
    balance: Option<Money>,
}

/// Takes lines that say money came in; others – money that went out – are passed over. What they pay is looked at once all are seen.
pub(crate) async fn take(cx: &mut Context, mut chunk: Chunk) -> Result<Vec<Taken>> {
    cx.within(chunk.org)?;
    let rows = std::mem::take(&mut chunk.rows);
    let lines: Vec<Line> = rows
        .into_iter()
        .map(|row| Ok(serde_json::from_value(serde_json::Value::Object(row))?))
        .collect::<Result<_>>()?;
    let keys: Vec<String> = lines.iter().map(key).collect();
    let mut known: BTreeSet<String> = store::known(cx, chunk.org, &keys).await?.into_iter().collect();
    let today = cx.now().date(cx.zone());
    let (mut fresh, mut taken) = (Vec::new(), Vec::with_capacity(lines.len()));
    for (line, key) in lines.into_iter().zip(keys) {
        let amount = line.amount.unwrap_or_default();
        taken.push(match () {
            () if amount < Money::ZERO => {
                Taken::refused(Error::field("amount", Message::of("online-transfer-below-nothing")))?
            }
            () if amount == Money::ZERO || known.contains(&key) => Taken::Unchanged,
            () if line.came_on > today => Taken::refused(Error::field(
                "came_on",
                Message::of("online-transfer-not-yet").with("day", line.came_on),
            ))?,
            () => {
                known.insert(key.clone());
                fresh.push(row(cx, chunk.org, key, amount, line)?);
                Taken::Created
            }
        });
    }
    if !chunk.dry {
        store::insert(cx, &fresh).await?;
    }
    Ok(taken)
}

fn key(line: &Line) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let money = |money: Option<Money>| money.map(|money| money.to_string()).unwrap_or_default();
    let sender = format!("{}|{}", text(&line.sender_account), text(&line.sender_name));
    let said = [
        &line.came_on.to_string(),
        &money(line.amount),
        &sender,
        &format!("{}|{}", text(&line.sender_note), money(line.balance)),
    ];
    rules::key(line.bank_key.as_deref(), said.map(String::as_str))
}

fn row(cx: &mut Context, org: kernel::OrgId, key: String, amount: Money, line: Line) -> Result<TransferRow> {
    let sender = Sender {
        name: line.sender_name.unwrap_or_default().trim().to_owned(),
        account: line.sender_account.unwrap_or_default().trim().to_owned(),
        note: line.sender_note.unwrap_or_default().trim().to_owned(),
    };
    Ok(TransferRow {
        org_id: org,
        id: cx.new_id(),
        bank_key: key,
        came_on: line.came_on,
        amount_fen: amount,
        balance_fen: line.balance,
        sealed: seal(cx, &sender)?,
        state: TransferState::Fresh,
        matched: false,
        payment_id: None,
        imported_by: cx.actor().id,
        imported_name: cx.actor().name.clone(),
        imported_at: cx.now(),
        decided_by: None,
        decided_name: None,
        decided_at: None,
        reason: None,
        version: 1,
    })
}
