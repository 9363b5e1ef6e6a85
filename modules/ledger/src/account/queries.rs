//! Accounts with what stands on them.

use std::collections::BTreeMap;

use kernel::{Date, Lang, Money, OrgId, Result};
use ledger::{Side, Totals, chart};
use module::{Ask, Context, Listing};
use ui::Speech;

use super::{
    model::{AccountFilter, AccountLine, AccountRecord, Movement, StatementLine, WhichAccount},
    rules, store,
};
use crate::{
    posting::{
        self,
        model::{AccountRow, Wanted},
    },
    report::rules::month_of,
};

/// The most lines of one statement.
const LINES: usize = 500;

/// The list, with the balances of today or of another day.
pub async fn list(cx: &mut Context, ask: Ask<AccountFilter>) -> Result<Listing<AccountLine>> {
    let mut found = store::list(cx, &ask.page, &ask.filter).await?;
    if let Some(day) = ask.filter.as_of {
        let ids: Vec<_> = found.rows.iter().map(|row| row.id).collect();
        let then = store::as_of(cx, &ids, day).await?;
        for row in &mut found.rows {
            let totals = then.get(&row.id).copied().unwrap_or_default();
            row.debits_fen = totals.debits;
            row.credits_fen = totals.credits;
            row.held_debits_fen = 0;
            row.held_credits_fen = 0;
        }
    }
    let names = names(cx).await?;
    let speech = cx.speech();
    Ok(found.map(|row| line(&speech, &names, &row)))
}

/// The names of the units.
pub(crate) async fn names(cx: &mut Context) -> Result<BTreeMap<OrgId, String>> {
    Ok(org::tree(cx).await?.into_iter().map(|unit| (unit.id, unit.name)).collect())
}

/// What the line of the chart is called.
fn chart_name(speech: &Speech, code: &str) -> String {
    chart::line_of(code).map_or("", |line| if speech.lang == Lang::Zh { line.zh } else { line.en }).to_owned()
}

/// What lines of a book are called, by code: as its account is, else as the line of the chart.
///
/// # Errors
/// Those of the database.
pub async fn titles(cx: &mut Context, org: OrgId, codes: &[&str]) -> Result<BTreeMap<String, String>> {
    let speech = cx.speech();
    let mut names: BTreeMap<String, String> =
        codes.iter().map(|code| ((*code).to_owned(), chart_name(&speech, code))).collect();
    names.extend(store::own_titles(cx, org, codes).await?);
    Ok(names)
}

/// What an account is called: its own name, else that of its line.
pub(crate) fn title(speech: &Speech, code: &str, own: &str) -> String {
    if own.is_empty() { chart_name(speech, code) } else { own.to_owned() }
}

pub(crate) fn line(speech: &Speech, names: &BTreeMap<OrgId, String>, row: &AccountRow) -> AccountLine {
    let totals = row.totals();
    AccountLine {
        id: row.id,
        org_id: row.org_id,
        org: names.get(&row.org_id).cloned().unwrap_or_default(),
        code: row.code.clone(),
        title: title(speech, &row.code, &row.title),
        account_kind: row.kind,
        balance: rules::balance(row.kind, &totals),
        held: rules::held(row.kind, &totals),
        debits: Money(totals.debits),
        credits: Money(totals.credits),
        closed_on: row.closed_on,
    }
}

/// One account with its statement.
pub async fn view(cx: &mut Context, which: WhichAccount) -> Result<AccountRecord> {
    let row = store::one(cx, which.id).await?;
    let today = cx.now().date(cx.zone());
    let until = which.last_on.unwrap_or(today);
    let from = which.first_on.unwrap_or_else(|| month_of(until).0);
    let before = store::as_of(cx, &[row.id], from.plus_days(-1)).await?;
    let opening = rules::balance(row.kind, &before.get(&row.id).copied().unwrap_or_default());
    let most = i64::try_from(LINES).unwrap_or(i64::MAX) + 1;
    let mut moved = store::movements(cx, &row, (from, until), most).await?;
    let more = moved.len() > LINES;
    moved.truncate(LINES);
    let side = ledger::Kind::from(row.kind).normal();
    let lines = running(side, opening, moved);
    let closing = lines.last().map_or(opening, |line| line.balance);
    let names = names(cx).await?;
    let line = line(&cx.speech(), &names, &row);
    let holder = (!row.holder.is_empty()).then(|| row.holder.clone());
    Ok(AccountRecord { line, holder, from, until, opening, lines, more, closing })
}

/// What moved on an account from a day to another, both counted; none while nothing was ever posted to it.
///
/// # Errors
/// Those of the database; [`kernel::Error::NotFound`] for a unit outside the scope.
pub async fn statement(
    cx: &mut Context,
    org: OrgId,
    wanted: &Wanted,
    (from, until): (Date, Date),
) -> Result<Option<AccountRecord>> {
    cx.within(org)?;
    let found = posting::store::known(cx, org, &[wanted]).await?;
    match found.into_values().next() {
        Some(id) => view(cx, WhichAccount { id, first_on: Some(from), last_on: Some(until) }).await.map(Some),
        None => Ok(None),
    }
}

/// Movements with the balance after each, on the side on which the account grows.
fn running(side: Side, opening: Money, moved: Vec<Movement>) -> Vec<StatementLine> {
    let mut totals = match side {
        Side::Debit => Totals { debits: opening.0, ..Totals::default() },
        Side::Credit => Totals { credits: opening.0, ..Totals::default() },
    };
    let mut lines = Vec::with_capacity(moved.len());
    for one in moved {
        totals.debits = totals.debits.saturating_add(one.debit_fen.0);
        totals.credits = totals.credits.saturating_add(one.credit_fen.0);
        lines.push(StatementLine {
            entry_id: one.entry_id,
            seq: one.seq,
            on: one.entry_on,
            memo: one.memo,
            debit: one.debit_fen,
            credit: one.credit_fen,
            balance: totals.balance(side),
        });
    }
    lines
}

/// The days somebody asked for, in their order, and today where he said nothing.
pub(crate) fn days(from: Option<Date>, until: Option<Date>, today: Date) -> (Date, Date) {
    let until = until.unwrap_or(today);
    (from.unwrap_or_else(|| month_of(until).0), until)
}
