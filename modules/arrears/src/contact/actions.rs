//! Writing down a word with a household, showing its number, and judging what it promised.

use kernel::{Error, Money, Result};
use module::{Change, Context};

use super::{
    model::{ContactRow, CreateContact, Outcome, PromiseRow, PromiseState},
    rules, store,
};
use crate::{
    case::{
        actions::changed,
        model::{CaseRow, Held, WhichCase},
        queries::overdue,
        rules as cases, store as case_store,
    },
    ladder::queries as ladder,
};

/// Writes down a word with a household. A promise stops the ladder until its day, a dispute until somebody releases the case.
pub async fn create(cx: &mut Context, input: CreateContact) -> Result<WhichCase> {
    let was = case_store::to_change(cx, input.id).await?;
    cases::open(&was)?;
    let (ladder, is_quiet) = ladder::now(cx, was.org_id).await?;
    let (now, today) = (cx.now(), cx.now().date(cx.zone()));
    rules::may_contact(&ladder, is_quiet, &store::of_case(cx, &was).await?, now)?;
    let owed: Money = overdue(cx, &was).await?.iter().map(|bill| bill.owed).sum();
    let promised = rules::promised(&input, owed, today)?;
    if promised.is_some() && was.promised_on.is_some() {
        return Err(Error::broken("arrears-promise-running"));
    }
    let row = ContactRow {
        org_id: was.org_id,
        id: cx.new_id(),
        case_id: was.id,
        contact_by: input.contact_by,
        outcome: input.outcome,
        note: input.note,
        made_at: now,
        made_by: cx.actor().id,
        made_name: cx.actor().name.clone(),
    };
    store::insert(cx, &row).await?;
    cx.record(Change::to(row.org_id, row.id).after(&row));
    let mut is = CaseRow { next_on: rules::next(input.outcome, today), ..was.clone() };
    if let Some((promised_on, amount_fen)) = promised {
        let promise = PromiseRow {
            org_id: was.org_id,
            id: cx.new_id(),
            case_id: was.id,
            since_on: today,
            promised_on,
            amount_fen,
            paid_before_fen: billing::paid_between(cx, was.org_id, was.place_id, today, today).await?,
            state: PromiseState::Running,
            made_name: cx.actor().name.clone(),
        };
        store::insert_promise(cx, &promise).await?;
        cx.record(Change::to(promise.org_id, promise.id).after(&promise));
        is.promised_on = Some(promised_on);
    }
    if input.outcome == Outcome::Disputed && is.held.is_none() {
        is = CaseRow { held: Some(Held::Dispute), held_until_on: None, held_note: row.note, ..is };
    }
    changed(cx, &was, is).await
}

/// Shows the number of whoever is to pay, to whoever rings him now; each time is written down.
pub async fn reveal(cx: &mut Context, which: WhichCase) -> Result<WhichCase> {
    let case = case_store::one(cx, which.id).await?;
    cases::open(&case)?;
    if cases::is_held(&case, cx.now().date(cx.zone())) {
        return Err(Error::broken("arrears-held-now"));
    }
    let (ladder, is_quiet) = ladder::now(cx, case.org_id).await?;
    let now = cx.now();
    rules::may_contact(&ladder, is_quiet, &store::of_case(cx, &case).await?, now)?;
    party::show_phone(cx, case.payer_id).await?;
    Ok(which)
}

/// Judges the promise that is running by what papers settled; the case as it stands then.
pub(crate) async fn judge(cx: &mut Context, was: &CaseRow, overdue: Money) -> Result<CaseRow> {
    let Some(on) = was.promised_on else { return Ok(was.clone()) };
    let today = cx.now().date(cx.zone());
    let promises = store::promises(cx, was).await?;
    let Some(promise) = promises.iter().find(|one| one.state == PromiseState::Running) else { return Ok(was.clone()) };
    let paid = billing::paid_between(cx, was.org_id, was.place_id, promise.since_on, on).await?;
    let state = rules::judge(promise, paid, overdue, today);
    if state == PromiseState::Running {
        return Ok(was.clone());
    }
    store::judged(cx, promise, state).await?;
    let judged = PromiseRow { state, ..promise.clone() };
    cx.record(Change::to(promise.org_id, promise.id).before(promise).after(&judged));
    let is = CaseRow { promised_on: None, next_on: today, version: was.version + 1, ..was.clone() };
    changed(cx, was, is.clone()).await?;
    Ok(is)
}
