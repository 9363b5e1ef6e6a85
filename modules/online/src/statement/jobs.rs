//! Fetching the bill of each day that is over, and comparing it.

use std::sync::Arc;

use gateway::{bill_day, from_local};
use kernel::{Error, Instant, Money, Result, Span};
use ledger::{Command, EntryId, Source, chart};
use ledgers::Wanted;
use module::{Boxed, Caller, Change, Context, Platform};
use serde_json::Value;
use settle::{papers, reconcile::reconcile};

use super::{
    model::{
        BilledLine, DifferenceKind, DifferenceRow, DifferenceState, FetchStatement, FetchedStatement, StatementRow,
    },
    rules, store,
};
use crate::{
    account::{self, model::PayeeAccountRow},
    arrival::{
        self,
        actions::{arrived, clearing},
        model::{Told, ToldBy},
    },
    channel::queries::{Reached, reach},
    refund,
};

/// The kind of job that fetches a bill.
pub(crate) const FETCH: &str = "online.channel_statement.fetch";
/// What files are sealed as.
const SEALED: &str = "channel_statement";
/// The hour from which channels hand out the bill of the day before.
const HOUR: i64 = 10;
/// Days that are caught up when a bill could not be fetched.
const DAYS: i64 = 3;

/// Every hour: has the bills fetched that are there by now and not kept.
pub(crate) async fn begin(cx: &mut Context, _: Value) -> Result<()> {
    let now = cx.now();
    let today = bill_day(now - Span::hours(HOUR));
    for ago in 1..=DAYS {
        let day = today.plus_days(-ago);
        for account in store::without(cx, day, midnight(day)? + Span::days(1)).await? {
            let org = account::store::one(cx, account).await?.org_id;
            let dedupe = Some(format!("{account}/{day}/{}", now.0.div_euclid(Span::hours(1).0)));
            cx.later(org, FETCH, serde_json::to_value(FetchStatement { account, day })?, now, dedupe).await?;
        }
    }
    Ok(())
}

/// When a day of the channels begins.
fn midnight(day: kernel::Date) -> Result<Instant> {
    from_local(&format!("{day} 00:00:00")).ok_or_else(|| Error::Internal(format!("{day} has no midnight")))
}

/// Outside: fetches a bill.
pub(crate) fn fetch(platform: Arc<Platform>, caller: Caller, input: Value) -> Boxed<'static, Result<Value>> {
    Box::pin(async move {
        let FetchStatement { account, day } = serde_json::from_value(input)?;
        let mut cx = platform.reading(&caller).await?;
        let Reached { channel, moment, .. } = reach(&mut cx, account).await?;
        drop(cx);
        let fetched = match channel.bill(&moment, day).await {
            Ok(bill) => {
                let sealed = platform.vault.seal_under_master(SEALED, &bill.file)?;
                let lines = Some(bill.rows.into_iter().map(BilledLine::from).collect());
                FetchedStatement { account, day, lines, sealed }
            }
            Err(trouble) => {
                tracing::warn!(%account, %day, %trouble, "a bill could not be fetched; once more in an hour");
                FetchedStatement { account, day, lines: None, sealed: Vec::new() }
            }
        };
        Ok(serde_json::to_value(fetched)?)
    })
}

/// Keeps a bill once, books what came in and nobody told of, and the charge; what differs waits for people.
pub(crate) async fn compare(cx: &mut Context, fetched: FetchedStatement) -> Result<()> {
    let account = account::store::to_change(cx, fetched.account).await?;
    let Some(lines) = fetched.lines else { return Ok(()) };
    if store::is_kept(cx, &account, fetched.day).await? {
        return Ok(());
    }
    let sum = |payment| lines.iter().filter(|line| line.payment == payment).map(|line| line.amount).sum::<Money>();
    let row = StatementRow {
        org_id: account.org_id,
        id: cx.new_id(),
        payee_account_id: account.id,
        bill_day: fetched.day,
        payments: i64::try_from(lines.iter().filter(|line| line.payment).count()).unwrap_or(i64::MAX),
        payments_fen: sum(true),
        refunds_fen: sum(false),
        fee_fen: rules::fee(&lines),
        sealed: fetched.sealed,
        fetched_at: cx.now(),
    };
    let found = differences(cx, &account, &row, &lines).await?;
    store::insert(cx, &row, &found).await?;
    charge(cx, &account, &row).await?;
    cx.record(Change::to(row.org_id, row.id).after(&row));
    cx.touch(format!("channel_statements:{}", row.org_id));
    Ok(())
}

async fn differences(
    cx: &mut Context,
    account: &PayeeAccountRow,
    row: &StatementRow,
    lines: &[BilledLine],
) -> Result<Vec<DifferenceRow>> {
    let from = midnight(row.bill_day)?;
    let arrivals = arrival::store::paid_between(cx, account, from, from + Span::days(1)).await?;
    let numbers: Vec<&str> = lines.iter().filter_map(|line| line.refund.as_deref()).collect();
    let mut refunds = Vec::new();
    for refund in refund::store::numbered(cx, account.org_id, &numbers).await? {
        let of = arrival::store::one(cx, refund.arrival_id).await?;
        refunds.push((refund, of));
    }
    let mut found = Vec::new();
    for difference in reconcile(&rules::ours(&arrivals, &refunds), &rules::theirs(lines)) {
        let (kind, transaction_id, ours_fen, theirs_fen) = rules::told(difference);
        let late = lines.iter().find(|line| line.payment && line.transaction == transaction_id);
        let booked = match (kind, late) {
            (DifferenceKind::LocalMissing, Some(line)) => {
                let (number, transaction) = (line.number.clone(), transaction_id.clone());
                let told = Told { number, transaction, amount: line.amount, paid_at: Some(line.at), ours: true };
                arrived(cx, account, &told, ToldBy::Bill).await?;
                true
            }
            _ => false,
        };
        found.push(DifferenceRow {
            org_id: row.org_id,
            id: cx.new_id(),
            statement_id: row.id,
            kind,
            transaction_id,
            ours_fen,
            theirs_fen,
            state: if booked { DifferenceState::Resolved } else { DifferenceState::Open },
            note: booked.then(|| cx.speech().say("online-booked-from-bill")),
            resolved_by: booked.then(|| cx.actor().id),
            resolved_name: booked.then(|| cx.actor().name.clone()),
            resolved_at: booked.then(|| cx.now()),
            version: 1,
        });
    }
    Ok(found)
}

/// The entry of what the channel charges: it keeps that of what it holds for us.
async fn charge(cx: &mut Context, account: &PayeeAccountRow, row: &StatementRow) -> Result<()> {
    if row.fee_fen <= Money::ZERO {
        return Ok(());
    }
    let wanted = [Wanted::of(chart::CHANNEL_FEE), clearing(account)];
    if let [fee, held] = ledgers::accounts(cx, row.org_id, &wanted).await?[..] {
        let postings = papers::paid_out(held, fee, held, row.fee_fen, row.fee_fen);
        let day = row.bill_day.to_string();
        let memo = cx.speech().say_with("online-fee-memo", &[("account", &account.name), ("day", &day)]);
        let source = Some(Source { kind: "channel_statement".to_owned(), id: row.id.to_string() });
        let (entry, on): (EntryId, _) = (cx.new_id(), cx.now().date(cx.zone()));
        ledgers::post(cx, row.org_id, Command { memo, source, ..Command::post(entry, on, postings) }).await?;
    }
    Ok(())
}
