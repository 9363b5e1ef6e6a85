//! The bank beside the book.

use kernel::Result;
use module::Context;

use super::{
    model::{AskBalances, BalanceDay, Balances},
    rules, store,
};

/// Days shown at most.
const DAYS: i64 = 31;

/// What the bank told of its days beside what the book says of them, and what stands elsewhere.
pub async fn balances(cx: &mut Context, ask: AskBalances) -> Result<Balances> {
    let org_id = org::chosen_community(cx, ask.org_id).await?;
    let until_on = ask.until_on.unwrap_or(cx.now().date(cx.zone()));
    let codes = rules::codes();
    let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
    let mut days = Vec::new();
    for row in store::until(cx, org_id, until_on, DAYS).await? {
        let (book, _) = rules::apart(ledgers::standing_on(cx, org_id, row.day, &codes).await?);
        let after = row.day.plus_days(1).start(cx.zone());
        let not_booked = store::not_booked(cx, org_id, row.day, after).await?;
        days.push(BalanceDay { day: row.day, bank: row.balance_fen, book, not_booked, told_name: row.told_name });
    }
    let (_, not_banked) = rules::apart(ledgers::standing_on(cx, org_id, until_on, &codes).await?);
    Ok(Balances {
        org_id,
        community: org::unit(cx, org_id).await?.name,
        days,
        not_banked,
        unclaimed: store::unclaimed(cx, org_id).await?,
        until_on,
    })
}
