//! Issuing letters, noting how they were delivered, voiding what was wrong.

use kernel::{Error, Result};
use ledger::series::{Restart, Series};
use module::{Change, Context};

use super::{
    model::{CreateLetter, DeliverLetter, LetterKind, LetterRow, LetterState, VoidLetter, WhichLetter},
    rules, store,
};
use crate::{
    case::{
        model::CaseBill,
        queries::{overdue, shown},
        rules as cases, store as case_store,
    },
    write_off::actions::take_files,
};

/// The series of a kind: its name in the tables, and what its numbers begin with.
const fn series(kind: LetterKind) -> (&'static str, &'static str) {
    match kind {
        LetterKind::Collection => ("collection_letter", "CH"),
        LetterKind::Lawyer => ("lawyer_letter", "LS"),
    }
}

/// Issues a letter about what is overdue now; it says that for ever, whatever is paid later.
pub async fn create(cx: &mut Context, input: CreateLetter) -> Result<WhichLetter> {
    let case = case_store::to_change(cx, input.id).await?;
    cases::open(&case)?;
    let today = cx.now().date(cx.zone());
    if cases::is_held(&case, today) {
        return Err(Error::broken("arrears-held-now"));
    }
    let kind = input.letter_kind.unwrap_or_else(|| rules::kind(case.stage));
    let pay_until_on = rules::pay_until(input.pay_until_on, today)?;
    let before = store::of_case(cx, &case).await?;
    if before.iter().any(|one| one.kind == kind && one.state == LetterState::Issued) {
        return Err(Error::broken("arrears-letter-waits"));
    }
    let lines: Vec<CaseBill> = overdue(cx, &case).await?.into_iter().map(shown).collect();
    if lines.is_empty() {
        return Err(Error::broken("arrears-letter-nothing"));
    }
    let (id, (key, prefix)) = (cx.new_id(), series(kind));
    let series = Series { prefix: prefix.to_owned(), restart: Restart::Yearly, width: 6 };
    let row = LetterRow {
        org_id: case.org_id,
        id,
        case_id: case.id,
        kind,
        number: ledgers::number(cx, case.org_id, key, &series, today, &id.to_string()).await?,
        place_id: case.place_id,
        place: case.place,
        payer_id: case.payer_id,
        amount_fen: lines.iter().map(|line| line.owed).sum(),
        issued_on: today,
        pay_until_on,
        state: LetterState::Issued,
        issued_by: cx.actor().id,
        issued_name: cx.actor().name.clone(),
        issued_at: cx.now(),
        delivery: None,
        delivered_on: None,
        receiver: None,
        post_number: None,
        files: "[]".to_owned(),
        delivered_name: None,
        void_reason: None,
        voided_name: None,
        version: 1,
    };
    store::insert(cx, &row, &lines).await?;
    cx.record(Change::to(row.org_id, row.id).after(&row));
    touched(cx, &row);
    Ok(WhichLetter { id })
}

/// Notes how a letter was delivered.
pub async fn deliver(cx: &mut Context, input: DeliverLetter) -> Result<WhichLetter> {
    let was = store::to_change(cx, input.id).await?;
    let is = rules::deliver(&was, &input, cx.now().date(cx.zone()))?;
    take_files(cx, was.org_id, &input.files).await?;
    let is = LetterRow { delivered_name: Some(cx.actor().name.clone()), ..is };
    changed(cx, &was, is).await
}

/// Voids a letter that was wrong; its number stays.
pub async fn void(cx: &mut Context, input: VoidLetter) -> Result<WhichLetter> {
    let was = store::to_change(cx, input.id).await?;
    rules::open(&was)?;
    let is = LetterRow {
        state: LetterState::Voided,
        void_reason: Some(input.reason),
        voided_name: Some(cx.actor().name.clone()),
        ..was.clone()
    };
    changed(cx, &was, is).await
}

async fn changed(cx: &mut Context, was: &LetterRow, is: LetterRow) -> Result<WhichLetter> {
    let is = LetterRow { version: was.version + 1, ..is };
    store::update(cx, &is).await?;
    cx.record(Change::to(is.org_id, is.id).before(was).after(&is));
    touched(cx, &is);
    Ok(WhichLetter { id: is.id })
}

fn touched(cx: &mut Context, row: &LetterRow) {
    cx.touch(format!("collection_letter:{}", row.id));
    cx.touch(format!("collection_letters:{}", row.org_id));
    cx.touch(format!("collection_case:{}", row.case_id));
}
