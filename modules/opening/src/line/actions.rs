//! Posting some rows of an opening, and taking them back, in the transaction of one part of its work.

use std::collections::BTreeSet;

use billing::{BillId, Opened, OpeningBill};
use kernel::{Id, Message, Money, Result};
use ledger::{Act, Command, Posting, Source, chart};
use ledgers::Wanted;
use module::Context;
use payment::{DepositId, OpeningDeposit, OpeningPrepayment};

use super::model::{LineRow, OpeningKind, OpeningLineId};

/// What a row lacks that its kind must have; the table's checks keep that from happening.
fn lacks(row: &LineRow) -> kernel::Error {
    kernel::Error::Internal(format!("{} lacks what its kind must have", row.id))
}

fn of_kind(rows: &[LineRow], kind: OpeningKind) -> impl Iterator<Item = &LineRow> {
    rows.iter().filter(move |row| row.kind == kind)
}

/// Posts rows: bills, prepayments, deposits, and what stands on accounts. Payments of the past stand for themselves.
pub(crate) async fn post(cx: &mut Context, opened: &Opened, rows: &[LineRow]) -> Result<()> {
    let mut bills = Vec::new();
    for row in of_kind(rows, OpeningKind::Bill) {
        bills.push(bill(cx, opened, row).await?.ok_or_else(|| lacks(row))?);
    }
    if !bills.is_empty() {
        billing::open(cx, opened, &bills).await?;
    }
    for row in of_kind(rows, OpeningKind::Prepayment) {
        let one = prepayment(row).ok_or_else(|| lacks(row))?;
        payment::hold_prepayment(cx, opened, &one).await?;
    }
    for row in of_kind(rows, OpeningKind::Deposit) {
        let one = deposit(opened, row).ok_or_else(|| lacks(row))?;
        payment::hold_deposit(cx, opened, &one).await?;
    }
    for row in rows.iter().filter(|row| row.code.is_some()) {
        balance(cx, opened, row).await?;
    }
    Ok(())
}

async fn bill(cx: &mut Context, opened: &Opened, row: &LineRow) -> Result<Option<OpeningBill>> {
    let Some(place_id) = row.place_id else { return Ok(None) };
    let payer_id = party::payer_of(cx, opened.org, place_id).await?;
    let made = || {
        Some(OpeningBill {
            id: Id::from_uuid(row.id.uuid()),
            item_id: row.item_id?,
            tariff_id: row.tariff_id?,
            edition: row.edition?,
            place_id,
            payer_id,
            from_on: row.from_on?,
            to_on: row.to_on?,
            due_on: row.due_on?,
            amount: row.amount_fen,
            paid: row.paid_fen,
        })
    };
    Ok(made())
}

fn prepayment(row: &LineRow) -> Option<OpeningPrepayment> {
    Some(OpeningPrepayment {
        entry: Id::from_uuid(row.id.uuid()),
        paper: row.id.to_string(),
        place_id: row.place_id?,
        place: row.title.clone(),
        purpose: row.purpose?,
        amount: row.amount_fen,
    })
}

fn deposit(opened: &Opened, row: &LineRow) -> Option<OpeningDeposit> {
    Some(OpeningDeposit {
        id: Id::from_uuid(row.id.uuid()),
        place_id: row.place_id?,
        place: row.title.clone(),
        kind: row.deposit_kind?,
        receipt: row.receipt.clone()?,
        taken_on: row.from_on.unwrap_or(opened.on),
        amount: row.amount_fen,
        note: row.note.clone(),
    })
}

/// What stands on a side of an account, against what stood on the other side when the books were opened.
async fn balance(cx: &mut Context, opened: &Opened, row: &LineRow) -> Result<()> {
    let code = row.code.as_deref().ok_or_else(|| lacks(row))?;
    let wanted = [Wanted { title: row.title.clone(), ..Wanted::of(code) }, Wanted::of(chart::OPENING)];
    if let [account, other] = ledgers::accounts(cx, opened.org, &wanted).await?[..] {
        let (debit, credit) = if row.kind == OpeningKind::Debit { (account, other) } else { (other, account) };
        let postings = vec![Posting::debit(debit, row.amount_fen), Posting::credit(credit, row.amount_fen)];
        let memo = cx.speech().message(&Message::of("opening-balance-memo").with("source", &opened.source));
        let id = Id::from_uuid(row.id.uuid());
        let command = Command { memo, source: Some(source(opened)), ..Command::post(id, opened.on, postings) };
        ledgers::post(cx, opened.org, command).await?;
    }
    Ok(())
}

fn source(opened: &Opened) -> Source {
    Source { kind: "opening".to_owned(), id: opened.paper.clone() }
}

/// Those of these rows on which something has moved since they were posted.
pub(crate) async fn moved(cx: &mut Context, opened: &Opened, rows: &[LineRow]) -> Result<BTreeSet<OpeningLineId>> {
    let bills: Vec<(BillId, Money)> =
        of_kind(rows, OpeningKind::Bill).map(|row| (Id::from_uuid(row.id.uuid()), row.paid_fen)).collect();
    let bills = billing::moved(cx, &bills).await?;
    let prepayments: Vec<OpeningPrepayment> = of_kind(rows, OpeningKind::Prepayment).filter_map(prepayment).collect();
    let prepayments = payment::spent_prepayments(cx, opened.org, &prepayments).await?;
    let deposits: Vec<DepositId> =
        of_kind(rows, OpeningKind::Deposit).map(|row| Id::from_uuid(row.id.uuid())).collect();
    let deposits = payment::moved_deposits(cx, &deposits).await?;
    let has_moved = |row: &&LineRow| {
        let id = row.id.uuid();
        bills.contains(&Id::from_uuid(id))
            || deposits.contains(&Id::from_uuid(id))
            || prepayments.contains(&row.id.to_string())
    };
    Ok(rows.iter().filter(has_moved).map(|row| row.id).collect())
}

/// Takes rows back on which nothing has moved: voided and reversed today.
pub(crate) async fn undo(cx: &mut Context, opened: &Opened, rows: &[&LineRow], reason: &str) -> Result<()> {
    let bills: Vec<BillId> =
        rows.iter().filter(|row| row.kind == OpeningKind::Bill).map(|row| Id::from_uuid(row.id.uuid())).collect();
    billing::undo(cx, opened, &bills, reason).await?;
    for row in rows {
        match row.kind {
            OpeningKind::Bill | OpeningKind::Payment => {}
            OpeningKind::Prepayment => {
                let one = prepayment(row).ok_or_else(|| lacks(row))?;
                payment::undo_prepayment(cx, opened, &one, reason).await?;
            }
            OpeningKind::Deposit => {
                payment::undo_deposit(cx, opened, Id::from_uuid(row.id.uuid()), reason).await?;
            }
            OpeningKind::Debit | OpeningKind::Credit => {
                let reverse = Act::Reverse { of: Id::from_uuid(row.id.uuid()), reason: reason.to_owned() };
                let memo = cx.speech().message(&Message::of("opening-undo-memo").with("source", &opened.source));
                let command = Command::new(cx.new_id(), cx.now().date(cx.zone()), reverse);
                ledgers::post(cx, opened.org, Command { memo, source: Some(source(opened)), ..command }).await?;
            }
        }
    }
    Ok(())
}
