//! Posting, in the caller's own transaction.

use kernel::{Date, Error, OrgId, Result};
use ledger::{AccountId, Act, Command, Refusal, series::Series};
use module::Context;
use serde_json::Value;

use super::{
    model::{Posted, Wanted},
    rules, store,
};

/// Holds looked after in one run.
const SOME: i64 = 200;

pub(crate) fn refused(refusal: &Refusal) -> Error {
    Error::Broken(refusal.message())
}

/// Posts a command in the book of a unit: the entry, its lines and the balances, in this transaction. The same command again is
/// answered as before and records nothing.
///
/// # Errors
/// [`Error::Broken`] with the words of [`ledger::Refusal`]; [`Error::NotFound`] for a unit outside the scope.
pub async fn post(cx: &mut Context, org: OrgId, command: Command) -> Result<Posted> {
    let posted = post_all(cx, org, vec![command]).await?;
    posted.first().copied().ok_or_else(|| Error::Internal("a command was posted and nothing answered".to_owned()))
}

/// The same for many commands, one after the other: rows they share are read and written once.
///
/// # Errors
/// As [`post`]; then nothing of all of them may be kept.
pub async fn post_all(cx: &mut Context, org: OrgId, commands: Vec<Command>) -> Result<Vec<Posted>> {
    cx.within(org)?;
    let head = store::lock(cx, org).await?;
    let mut sheet = store::sheet(cx, org, head, &commands).await?;
    let now = cx.now();
    let mut posted = Vec::with_capacity(commands.len());
    for command in commands {
        posted.push(sheet.take(command, now).map_err(|refusal| refused(&refusal))?);
    }
    if !sheet.fresh.is_empty() {
        store::keep(cx, org, &sheet).await?;
        cx.touch(format!("ledger:{org}"));
    }
    Ok(posted)
}

/// The accounts that papers move, in the order they are wanted; those that are not there yet are opened.
///
/// # Errors
/// [`Error::Broken`] for a line the chart does not have; [`Error::NotFound`] for a unit outside the scope.
pub async fn accounts(cx: &mut Context, org: OrgId, wanted: &[Wanted]) -> Result<Vec<AccountId>> {
    cx.within(org)?;
    let distinct = rules::distinct(wanted);
    let key = |one: &Wanted| (one.code.clone(), one.holder.clone(), one.payee.clone());
    let mut known = store::known(cx, org, &distinct).await?;
    let missing: Vec<&Wanted> = distinct.iter().copied().filter(|one| !known.contains_key(&key(one))).collect();
    if !missing.is_empty() {
        store::open(cx, org, &missing, None).await?;
        known.extend(store::known(cx, org, &missing).await?);
    }
    wanted.iter().map(|one| known.get(&key(one)).copied().ok_or(Error::NotFound)).collect()
}

/// The account of one wanted, opened when it is not there yet.
///
/// # Errors
/// As [`accounts`].
pub async fn account(cx: &mut Context, org: OrgId, wanted: Wanted) -> Result<AccountId> {
    accounts(cx, org, &[wanted]).await?.first().copied().ok_or(Error::NotFound)
}

/// Gives a paper the next number of a series, as it is printed: `SJ202611-000042`. Given back when the transaction is, so the series
/// has no gap; a paper that is voided keeps its number. `key` names the series in the tables.
///
/// # Errors
/// Those of the database; a paper that has a number of this series already is a fault.
pub async fn number(cx: &mut Context, org: OrgId, key: &str, series: &Series, on: Date, paper: &str) -> Result<String> {
    let given = numbers(cx, org, key, series, on, &[paper.to_owned()]).await?;
    given.into_iter().next().ok_or_else(|| Error::Internal("a paper was to have a number and got none".to_owned()))
}

/// The same for many papers, which follow one another in their order.
///
/// # Errors
/// As [`number`].
pub async fn numbers(
    cx: &mut Context,
    org: OrgId,
    key: &str,
    series: &Series,
    on: Date,
    papers: &[String],
) -> Result<Vec<String>> {
    cx.within(org)?;
    store::lock(cx, org).await?;
    let within = series.within(on);
    let last = store::last_number(cx, org, key, &within).await?;
    store::give_numbers(cx, org, (key, &within, last), papers).await?;
    let before = u64::try_from(last).unwrap_or_default();
    Ok((before..).zip(papers).map(|(last, _)| series.printed(&series.next(on, last))).collect())
}

/// Gives up the holds that have outlived their time.
pub(crate) async fn expire(cx: &mut Context, _: Value) -> Result<()> {
    let (now, today) = (cx.now(), cx.now().date(cx.zone()));
    for (org, hold) in store::overdue(cx, now, SOME).await? {
        let command = Command::new(cx.new_id(), today, Act::Expire { hold });
        post(cx, org, command).await?;
    }
    Ok(())
}
