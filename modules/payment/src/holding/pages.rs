//! The page of what is held; every figure leads to its papers.

use kernel::{Money, Result};
use maud::{Markup, html};
use module::{Context, View};
use ui::{
    Address, Speech, Tone,
    card::{Figure, card, chips, figures},
    page::heading,
    record::badge,
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{AskHoldings, HeldFor, Holding, Holdings},
    queries,
};
use crate::shift::pages::word;

/// `/payment/holdings`
pub async fn page(cx: &mut Context, ask: AskHoldings) -> Result<View> {
    let found = queries::holdings(cx, ask).await?;
    let communities = org::communities(cx, &Address::new("/payment/holdings", Vec::new()), found.org_id).await?;
    let speech = cx.speech();
    let title = speech.say("payment-holdings");
    let sum = |of: fn(&HeldFor) -> bool| -> Money {
        found.lines.iter().filter(|line| of(&line.held_for)).map(|line| line.amount).sum()
    };
    let figure = |key: &str, amount: Money| Figure {
        value: speech.money(amount),
        label: speech.say(key),
        tone: Tone::Plain,
        href: None,
    };
    let list = [
        figure("payment-holdings-prepaid", sum(|held| matches!(held, HeldFor::Prepayment(_)))),
        figure("payment-holdings-deposits", sum(|held| matches!(held, HeldFor::Deposit(_)))),
    ];
    let body = html! { div.stack {
        (heading(&title, &speech.say("payment-holdings-hint"), html! {}))
        @if !communities.is_empty() { (chips(&speech.say("field-community"), &communities)) }
        (figures(&list))
        (card(&found.community, html! {}, table(&speech, &found)))
    } };
    let (prepaid, deposits) = (format!("prepayments:{}", found.org_id), format!("deposits:{}", found.org_id));
    Ok(View::new(title, body).live(prepaid).live(deposits))
}

fn table(speech: &Speech, found: &Holdings) -> Markup {
    if found.lines.is_empty() {
        return html! { div.pad { p.sub { (speech.say("payment-holdings-none")) } } };
    }
    let columns = [
        Column::new(speech.say("payment-holdings-for"), ColumnKind::Text),
        Column::new(speech.say("payment-holdings-papers"), ColumnKind::Number),
        Column::new(speech.say("field-amount"), ColumnKind::Number),
        Column::new(speech.say("payment-holdings-book"), ColumnKind::Number),
        Column::new("", ColumnKind::State),
    ];
    let row = |line: &Holding| {
        let (words, list) = told(speech, found, &line.held_for);
        let agrees = line.amount == line.book;
        let (tone, key) =
            if agrees { (Tone::Done, "payment-book-agrees") } else { (Tone::Late, "payment-book-differs") };
        vec![
            html! { a href=(list) { (words) } },
            html! { (line.papers) },
            html! { b { (speech.money(line.amount)) } },
            html! { (speech.money(line.book)) },
            badge(tone, &speech.say(key)),
        ]
    };
    let rows: Vec<Vec<Markup>> = found.lines.iter().map(row).collect();
    simple(&speech.say("payment-holdings"), &columns, &rows)
}

/// What something is held for in words, and the list of its papers.
fn told(speech: &Speech, found: &Holdings, held_for: &HeldFor) -> (String, String) {
    let query = |more: Vec<(&str, &str)>| {
        let org = ("org_id".to_owned(), found.org_id.to_string());
        std::iter::once(org).chain(more.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned()))).collect()
    };
    match held_for {
        HeldFor::Prepayment(purpose) => {
            let list = query(vec![("prepaid_for", purpose.word())]);
            (word(speech, "prepaid-for", purpose.word()), Address::new("/payment/prepayments", list).href())
        }
        HeldFor::Deposit(kind) => {
            let list = query(vec![("deposit_kind", kind.word()), ("deposit_state", "held")]);
            (word(speech, "deposit-kind", kind.word()), Address::new("/payment/deposits", list).href())
        }
    }
}
