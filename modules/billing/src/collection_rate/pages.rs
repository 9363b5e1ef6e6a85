//! The page of what has come in; every figure leads to its bills.

use kernel::{
    Money, Result,
    form::{Choice, Field, Form, Kind},
};
use maud::{Markup, html};
use module::{Context, View};
use serde_json::json;
use ui::{
    Address, Speech, Tone,
    buttons::{Offer, buttons},
    card::{Figure, card, chips, figures, padded},
    form::{FormOptions, Method, form},
    page::heading,
    record::badge,
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{AskCollectionRate, Collected, CollectionLine, CollectionRate, Grouping},
    queries::{self, HEADS, head_of, owed},
    rules::percent,
};

const PATH: &str = "/billing/collection_rate";

/// `/billing/collection_rate`: a page, or the file.
pub async fn page(cx: &mut Context, ask: AskCollectionRate) -> Result<View> {
    let found = queries::rate(cx, ask.clone()).await?;
    if ask.format.is_some() {
        return Ok(View::file(queries::file(cx, &found)?));
    }
    let here = Address::new(PATH, query(&ask, &found));
    let communities = org::communities(cx, &here.without("item_id").without("building_id"), found.org_id).await?;
    let speech = cx.speech();
    let title = speech.say("billing-collection-rate");
    let file = Offer::open(speech.say("billing-as-workbook"), here.with("format", "xlsx").href()).icon("download");
    let figure = |key: &str, value: String, tone| Figure { value, label: speech.say(key), tone, href: None };
    let list = [
        figure("billing-rate", percent(found.current.rate), Tone::Plain),
        figure("billing-prior-rate", percent(found.prior.rate), Tone::Plain),
        figure("billing-outstanding", speech.money(found.current.outstanding), Tone::Plain),
        figure("billing-prior-outstanding", speech.money(found.prior.outstanding), Tone::Late),
    ];
    let body = html! { div.stack {
        (heading(&title, &speech.say("billing-collection-rate-hint"), buttons(&speech, &[file])))
        @if !communities.is_empty() { (chips(&speech.say("field-community"), &communities)) }
        (asked(&speech, &ask, &found))
        (figures(&list))
        @if !found.only.is_empty() {
            p { (found.only.join(" · ")) " " a href=(here.without("item_id").without("building_id").href()) { (speech.say("billing-rate-whole")) } }
        }
        (card(&found.community, agreed(&speech, &found), table(&speech, &ask, &found)))
        p.sub { (speech.say("billing-collection-rate-told")) }
    } };
    Ok(View::new(title, body).live(format!("bills:{}", found.org_id)))
}

/// What was asked for, in full.
fn query(ask: &AskCollectionRate, found: &CollectionRate) -> Vec<(String, String)> {
    let mut query = vec![
        ("org_id".to_owned(), found.org_id.to_string()),
        ("first_on".to_owned(), found.first_on.to_string()),
        ("last_on".to_owned(), found.last_on.to_string()),
        ("lines_by".to_owned(), found.lines_by.word().to_owned()),
    ];
    query.extend(found.day.map(|day| ("day".to_owned(), day.to_string())));
    query.extend(ask.item_id.map(|id| ("item_id".to_owned(), id.to_string())));
    query.extend(ask.building_id.map(|id| ("building_id".to_owned(), id.to_string())));
    query
}

fn asked(speech: &Speech, ask: &AskCollectionRate, found: &CollectionRate) -> Markup {
    let choices = Grouping::ALL.iter().map(|one| Choice::of(one.word())).collect();
    let fields = vec![
        Field::new("first_on", Kind::Date).required(),
        Field::new("last_on", Kind::Date).required(),
        Field::new("day", Kind::Date),
        Field::new("lines_by", Kind::Choice { choices }).required(),
    ];
    let kept = query(ask, found)
        .into_iter()
        .filter(|(name, _)| ["org_id", "item_id", "building_id"].contains(&name.as_str()))
        .collect();
    let options = FormOptions {
        action: PATH.to_owned(),
        submit: speech.say("billing-arrears-show"),
        method: Method::Get,
        hidden: kept,
        ..FormOptions::default()
    };
    let values = json!({
        "first_on": found.first_on, "last_on": found.last_on, "day": found.day, "lines_by": found.lines_by,
    });
    padded(&speech.say("billing-periods"), html! {}, form(speech, &Form { fields }, &values, &[], &options))
}

/// Whether the bills and the book say the same is owed.
fn agreed(speech: &Speech, found: &CollectionRate) -> Markup {
    match found.book {
        None => html! {},
        Some(book) if book == owed(found) => badge(Tone::Done, &speech.say("billing-book-agrees")),
        Some(book) => {
            let words = speech.say_with("billing-book-differs", &[("book", &speech.money(book))]);
            badge(Tone::Late, &words)
        }
    }
}

fn table(speech: &Speech, ask: &AskCollectionRate, found: &CollectionRate) -> Markup {
    if found.lines.is_empty() {
        return html! { div.pad { p.sub { (speech.say("billing-collection-rate-none")) } } };
    }
    let mut columns = vec![Column::new(speech.say(&head_of(found.lines_by)), ColumnKind::Text)];
    columns.extend(HEADS.iter().map(|head| Column::new(speech.say(head), ColumnKind::Number)));
    let mut rows: Vec<Vec<Markup>> = found.lines.iter().map(|line| row(speech, ask, found, line)).collect();
    let mut total = vec![html! { b { (speech.say("billing-sum")) } }];
    total.extend(cells(speech, &found.current, &found.prior, None, None));
    rows.push(total);
    simple(&speech.say("billing-collection-rate"), &columns, &rows)
}

fn row(speech: &Speech, ask: &AskCollectionRate, found: &CollectionRate, line: &CollectionLine) -> Vec<Markup> {
    let name = if line.name.is_empty() { speech.say("billing-no-building") } else { line.name.clone() };
    // Places in no building have no list of their own.
    let listed = !line.key.is_empty();
    let (current, prior) = (bills(ask, found, line, false), bills(ask, found, line, true));
    let mut cells_of_line = vec![match deeper(ask, found, line).filter(|_| listed) {
        Some(href) => html! { a href=(href) { (name) } },
        None => html! { (name) },
    }];
    cells_of_line.extend(cells(
        speech,
        &line.current,
        &line.prior,
        listed.then_some(current.as_str()),
        listed.then_some(prior.as_str()),
    ));
    cells_of_line
}

fn cells(
    speech: &Speech,
    current: &Collected,
    prior: &Collected,
    bills: Option<&str>,
    arrears: Option<&str>,
) -> Vec<Markup> {
    let money = |amount: Money, href: Option<&str>| match href.filter(|_| amount != Money::ZERO) {
        Some(href) => html! { a href=(href) { (speech.money(amount)) } },
        None => html! { (speech.money(amount)) },
    };
    vec![
        html! { (current.bills) },
        money(current.receivable, bills),
        money(current.received, bills),
        money(current.outstanding, bills),
        html! { b { (percent(current.rate)) } },
        money(prior.receivable, arrears),
        money(prior.received, arrears),
        html! { b { (percent(prior.rate)) } },
    ]
}

/// The same report of one line: an item by buildings, a building by items, either of both by months.
fn deeper(ask: &AskCollectionRate, found: &CollectionRate, line: &CollectionLine) -> Option<String> {
    let here = Address::new(PATH, query(ask, found));
    let (name, other, next) = match found.lines_by {
        Grouping::Item => ("item_id", ask.building_id.is_some(), Grouping::Building),
        Grouping::Building => ("building_id", ask.item_id.is_some(), Grouping::Item),
        Grouping::Month => return None,
    };
    let next = if other { Grouping::Month } else { next };
    Some(here.with(name, &line.key).with("lines_by", next.word()).href())
}

/// Where the bills of a line are listed: those of the time that is looked at, or those before it.
fn bills(ask: &AskCollectionRate, found: &CollectionRate, line: &CollectionLine, arrears: bool) -> String {
    let mut query =
        vec![("org_id".to_owned(), found.org_id.to_string()), ("bill_state".to_owned(), "published".to_owned())];
    let (mut item, mut building) = (ask.item_id.map(|id| id.to_string()), ask.building_id.map(|id| id.to_string()));
    match found.lines_by {
        Grouping::Item => item = Some(line.key.clone()),
        Grouping::Building => building = Some(line.key.clone()),
        Grouping::Month => query.push(("begins_in".to_owned(), line.key.clone())),
    }
    query.extend(item.map(|id| ("item_id".to_owned(), id)));
    query.extend(building.map(|id| ("building_id".to_owned(), id)));
    if arrears {
        query.push(("begins_until".to_owned(), found.first_on.plus_days(-1).to_string()));
    } else {
        query.push(("begins_since".to_owned(), found.first_on.to_string()));
        query.push(("begins_until".to_owned(), found.last_on.to_string()));
    }
    Address::new("/billing/bills", query).href()
}
