//! The page of the bank beside the book.

use kernel::{Money, Result};
use maud::{Markup, html};
use module::{Context, View};
use ui::{
    Address, Speech, Tone,
    buttons::{Offer, buttons},
    card::{card, chips, facts, padded},
    page::heading,
    record::badge,
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{AskBalances, BalanceDay, Balances},
    queries,
};
use crate::BANK_TRANSFER_CREATE;

/// `/online/bank_balances`
pub async fn page(cx: &mut Context, ask: AskBalances) -> Result<View> {
    let found = queries::balances(cx, ask).await?;
    let communities = org::communities(cx, &Address::new("/online/bank_balances", Vec::new()), found.org_id).await?;
    let speech = cx.speech();
    let title = speech.say("online-bank-balances");
    let mut offers = Vec::new();
    if cx.actor().may_in(BANK_TRANSFER_CREATE, found.org_id) {
        let form = format!("/do/online.bank_balance.enter?org_id={}&next=/online/bank_balances", found.org_id);
        offers.push(Offer::open(speech.say("online-bank-balance-enter"), form).icon("plus").main());
    }
    let body = html! { div.stack {
        (heading(&title, &speech.say("online-bank-balances-hint"), buttons(&speech, &offers)))
        @if !communities.is_empty() { (chips(&speech.say("field-community"), &communities)) }
        (card(&found.community, html! {}, table(&speech, &found)))
        (padded(&speech.say("online-not-banked"), html! {}, elsewhere(&speech, &found)))
    } };
    Ok(View::new(title, body).live(format!("bank_balances:{}", found.org_id)))
}

fn table(speech: &Speech, found: &Balances) -> Markup {
    if found.days.is_empty() {
        return html! { div.pad { p.sub { (speech.say("online-bank-balances-none")) } } };
    }
    let number = |key: &str| Column::new(speech.say(key), ColumnKind::Number);
    let columns = [
        Column::new(speech.say("field-day"), ColumnKind::Time),
        number("field-bank-balance"),
        number("online-bank-book"),
        number("online-bank-difference"),
        number("online-bank-not-booked"),
        number("online-bank-unexplained"),
        Column::new("", ColumnKind::State),
    ];
    let row = |day: &BalanceDay| {
        let agrees = day.unexplained() == Money::ZERO;
        let (tone, key) =
            if agrees { (Tone::Done, "payment-book-agrees") } else { (Tone::Late, "payment-book-differs") };
        vec![
            html! { (speech.date(day.day)) },
            html! { b { (speech.money(day.bank)) } },
            html! { (speech.money(day.book)) },
            html! { (speech.money(day.difference())) },
            html! { (speech.money(day.not_booked)) },
            html! { (speech.money(day.unexplained())) },
            badge(tone, &speech.say(key)),
        ]
    };
    let rows: Vec<Vec<Markup>> = found.days.iter().map(row).collect();
    simple(&speech.say("online-bank-balances"), &columns, &rows)
}

/// What is not in the bank's account yet, and what is in it without anybody knowing for what.
fn elsewhere(speech: &Speech, found: &Balances) -> Markup {
    let query = |state: &str| {
        let org = ("org_id".to_owned(), found.org_id.to_string());
        Address::new("/online/bank_transfers", vec![org, ("bank_transfer_state".to_owned(), state.to_owned())]).href()
    };
    let mut list: Vec<(String, Markup)> =
        found.not_banked.iter().map(|one| (words(speech, &one.code), html! { (speech.money(one.amount)) })).collect();
    let unclaimed = html! { a href=(query("waiting")) { (speech.money(found.unclaimed)) } };
    list.push((speech.say("online-bank-unclaimed"), unclaimed));
    html! {
        p.sub { (speech.say_with("online-not-banked-hint", &[("day", &speech.date(found.until_on))])) }
        (facts(&list))
    }
}

/// What people call an account of money: the way for those below the bank's.
fn words(speech: &Speech, code: &str) -> String {
    match code.split_once('.') {
        Some((_, way)) => format!("{code} {}", speech.say(&format!("choice-method-{way}"))),
        None if code == ledger::chart::CASH => format!("{code} {}", speech.say("choice-method-cash")),
        None => format!("{code} {}", speech.say("online-at-channels")),
    }
}
