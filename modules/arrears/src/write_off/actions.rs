//! Asking for a write-off, deciding about one somebody else asked for, and owing again what somebody wants to pay after all.

use billing::Settled;
use kernel::{Error, Money, Result, form::FileNamed};
use ledger::{
    Command, EntryId, Posting, Source, chart,
    series::{Restart, Series},
};
use ledgers::Wanted;
use module::{Change, Context};
use process::runtime;
use settle::papers;

use super::{
    model::{CreateWriteOff, Paper, RestoreWriteOff, WhichWriteOff, WriteOffLineRow, WriteOffRow, WriteOffState},
    rules, store,
};
use crate::{
    WRITE_OFF_APPROVE_LARGE,
    case::{queries::overdue, rules as cases, store as case_store},
    ladder::{model::TheLadder, queries as ladder},
};

/// The series of write-offs, as the tables name it.
const NUMBERS: &str = "write_off";

/// Asks for a write-off of what is overdue; nothing moves before it is approved.
pub async fn create(cx: &mut Context, input: CreateWriteOff) -> Result<WhichWriteOff> {
    let case = case_store::to_change(cx, input.id).await?;
    cases::open(&case)?;
    if store::waits(cx, &case).await? {
        return Err(Error::broken("arrears-write-off-waits"));
    }
    let until = input.due_until_on;
    let bills = overdue(cx, &case).await?.into_iter().filter(|bill| until.is_none_or(|until| bill.due_on <= until));
    let lines: Vec<WriteOffLineRow> = bills
        .map(|bill| WriteOffLineRow {
            bill_id: bill.id,
            number: bill.number,
            fee_item: bill.fee_item,
            due_on: bill.due_on,
            amount_fen: bill.owed,
        })
        .collect();
    if lines.is_empty() {
        return Err(Error::field("due_until_on", kernel::Message::of("arrears-write-off-nothing")));
    }
    take_files(cx, case.org_id, &input.files).await?;
    let row = WriteOffRow {
        org_id: case.org_id,
        id: cx.new_id(),
        case_id: case.id,
        place_id: case.place_id,
        place: case.place,
        payer_id: case.payer_id,
        amount_fen: lines.iter().map(|line| line.amount_fen).sum(),
        restored_fen: Money::ZERO,
        grounds: input.grounds,
        reason: input.reason,
        files: serde_json::to_string(&input.files)?,
        state: WriteOffState::Waiting,
        asked_by: cx.actor().id,
        asked_name: cx.actor().name.clone(),
        asked_at: cx.now(),
        number: None,
        entry_id: None,
        decided_by: None,
        decided_name: None,
        decided_at: None,
        version: 1,
    };
    store::insert(cx, &row, &lines).await?;
    cx.record(Change::to(row.org_id, row.id).after(&row));
    touched(cx, &row);
    Ok(WhichWriteOff { id: row.id })
}

/// Takes what proves something into the community.
pub(crate) async fn take_files(cx: &mut Context, org: kernel::OrgId, files: &[Paper]) -> Result<()> {
    let named = |(nth, paper): (usize, &Paper)| FileNamed {
        field: format!("files.{nth}"),
        id: paper.0.clone(),
        picture: false,
    };
    let named: Vec<FileNamed> = files.iter().enumerate().map(named).collect();
    cx.take_files(org, &named).await
}

/// Approves a write-off: so much is owed no more, and was lost.
pub async fn approve(cx: &mut Context, which: WhichWriteOff) -> Result<WhichWriteOff> {
    let was = decided_by_other(cx, which).await?;
    let on = cx.now().date(cx.zone());
    let (paper, lines) = (was.id.to_string(), store::lines(cx, &was).await?);
    let part = |line: &WriteOffLineRow| Settled { bill_id: line.bill_id, amount: line.amount_fen };
    billing::write_off(cx, was.org_id, &paper, on, &lines.iter().map(part).collect::<Vec<_>>()).await?;
    let series = Series { prefix: "HX".to_owned(), restart: Restart::Monthly, width: 6 };
    let number = ledgers::number(cx, was.org_id, NUMBERS, &series, on, &paper).await?;
    let entry: EntryId = cx.new_id();
    let memo = cx.speech().say_with("arrears-write-off-memo", &[("number", &number), ("place", &was.place)]);
    post(cx, &was, entry, memo, was.amount_fen).await?;
    let is = WriteOffRow { state: WriteOffState::Approved, number: Some(number), entry_id: Some(entry), ..was.clone() };
    decided(cx, &was, is).await
}

/// Refuses a write-off.
pub async fn refuse(cx: &mut Context, which: WhichWriteOff) -> Result<WhichWriteOff> {
    let was = decided_by_other(cx, which).await?;
    let is = WriteOffRow { state: WriteOffState::Refused, ..was.clone() };
    decided(cx, &was, is).await
}

async fn decided_by_other(cx: &mut Context, which: WhichWriteOff) -> Result<WriteOffRow> {
    let was = store::to_change(cx, which.id).await?;
    runtime::decided_here(cx, was.org_id, was.id).await?;
    let large_from = ladder::view(cx, TheLadder {}).await?.large_from_fen;
    let decides_large = cx.actor().may_in(WRITE_OFF_APPROVE_LARGE, was.org_id);
    rules::decide(&was, cx.actor().id, (large_from, decides_large))?;
    Ok(was)
}

async fn decided(cx: &mut Context, was: &WriteOffRow, is: WriteOffRow) -> Result<WhichWriteOff> {
    let is = WriteOffRow {
        decided_by: Some(cx.actor().id),
        decided_name: Some(cx.actor().name.clone()),
        decided_at: Some(cx.now()),
        ..is
    };
    changed(cx, was, is).await
}

/// Has some of what was given up owed again, so that the counter can take the money for it.
pub async fn restore(cx: &mut Context, input: RestoreWriteOff) -> Result<WhichWriteOff> {
    let was = store::to_change(cx, input.id).await?;
    let lines = store::lines(cx, &was).await?;
    let (amount, parts) = rules::restore(&was, &lines, input.amount)?;
    let on = cx.now().date(cx.zone());
    billing::write_off(cx, was.org_id, &was.id.to_string(), on, &parts).await?;
    let entry: EntryId = cx.new_id();
    let said =
        [("number", was.number.as_deref().unwrap_or_default()), ("place", &was.place), ("reason", &input.reason)];
    let memo = cx.speech().say_with("arrears-restore-memo", &said);
    post(cx, &was, entry, memo, -amount).await?;
    let is = WriteOffRow { restored_fen: was.restored_fen + amount, ..was.clone() };
    changed(cx, &was, is).await
}

async fn changed(cx: &mut Context, was: &WriteOffRow, is: WriteOffRow) -> Result<WhichWriteOff> {
    let is = WriteOffRow { version: was.version + 1, ..is };
    store::update(cx, &is).await?;
    cx.record(Change::to(is.org_id, is.id).before(was).after(&is));
    touched(cx, &is);
    Ok(WhichWriteOff { id: is.id })
}

/// The entry: lost, off what was owed; below nothing the other way round.
async fn post(cx: &mut Context, row: &WriteOffRow, entry: EntryId, memo: String, amount: Money) -> Result<()> {
    let wanted = [Wanted::of(chart::WRITTEN_OFF), billing::receivable(row.place_id, &row.place)];
    let accounts = ledgers::accounts(cx, row.org_id, &wanted).await?;
    let (lost, owed) = (accounts[0], accounts[1]);
    let postings: Vec<Posting> = if amount > Money::ZERO {
        papers::written_off(lost, owed, amount)
    } else {
        papers::written_off(owed, lost, -amount)
    };
    let source = Some(Source { kind: "write_off".to_owned(), id: row.id.to_string() });
    let command = Command { memo, source, ..Command::post(entry, cx.now().date(cx.zone()), postings) };
    ledgers::post(cx, row.org_id, command).await.map(|_| ())
}

fn touched(cx: &mut Context, row: &WriteOffRow) {
    cx.touch(format!("write_off:{}", row.id));
    cx.touch(format!("write_offs:{}", row.org_id));
    cx.touch(format!("collection_case:{}", row.case_id));
}
