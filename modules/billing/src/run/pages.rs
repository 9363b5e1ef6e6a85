//! A run: how far it is, what it makes against the period before, what it leaves out and why, and some bills to look at.

use kernel::Result;
use maud::{Markup, html};
use module::{Context, View};
use ui::{
    Address, Speech, Tone,
    buttons::{Offer, buttons},
    card::{Figure, card, figures},
    feedback::{Progress, progress},
    record::{self, badge},
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{BillRunRow, RunState, Skip, WhichBillRun},
    store as rows,
};
use crate::{
    BILL_RUN_APPROVE, BILL_RUN_CREATE,
    bill::{self, model::BillLine, pages::word},
};

/// Bills shown to look at.
const SAMPLE: i64 = 12;

/// `/billing/bill_runs/{id}`
pub async fn page(cx: &mut Context, which: WhichBillRun) -> Result<View> {
    let run = rows::one(cx, which.id).await?;
    let sample = bill::store::sample(cx, run.id, SAMPLE).await?;
    let lines = bill::queries::lines(cx, &sample).await?;
    let mut told = Vec::with_capacity(sample.len());
    for one in &sample {
        told.push(bill::queries::told(cx, one).await?);
    }
    let speech = cx.speech();
    let zone = cx.zone();
    let tone = match run.state {
        RunState::Counting | RunState::Approved => Tone::Active,
        RunState::Ready => Tone::Waiting,
        RunState::Published => Tone::Done,
        RunState::Cancelled | RunState::Cleared => Tone::Cancelled,
    };
    let title = speech.say_with("billing-run-of", &[("until", &speech.date(run.until_on))]);
    let mut facts = vec![
        (speech.say("field-since-on"), html! { (speech.date(run.since_on)) }),
        (speech.say("field-billed-until-on"), html! { (speech.date(run.until_on)) }),
        (speech.say("field-asked-name"), html! { (run.asked_name) " · " (speech.instant(run.asked_at, zone)) }),
    ];
    if let (Some(name), Some(at)) = (&run.approved_name, run.approved_at) {
        facts.push((speech.say("field-approved-name"), html! { (name) " · " (speech.instant(at, zone)) }));
    }
    let head = record::Head {
        kind: speech.say("billing-run"),
        number: String::new(),
        title: title.clone(),
        state: (tone, word(&speech, "run-state", run.state.word())),
        rings: Vec::new(),
        facts,
    };
    let body = html! { div.stack {
        (record::head(&head, buttons(&speech, &offers(cx, &speech, &run))))
        @if matches!(run.state, RunState::Counting | RunState::Approved) { (work(&speech, &run)) }
        (figures(&totals(&speech, &run)))
        (skips(&speech, &run.skips()?))
        (sampled(&speech, &lines, &told))
    } };
    Ok(View::new(title, body).live(format!("bill_run:{}", run.id)))
}

fn offers(cx: &mut Context, speech: &Speech, run: &BillRunRow) -> Vec<Offer> {
    let form = |action: &str| format!("/do/{action}?id={}&next=/billing/bill_runs/{}", run.id, run.id);
    let may = |cx: &Context, permission| cx.actor().may_in(permission, run.org_id);
    let mut offers = Vec::new();
    if run.state == RunState::Ready && may(cx, BILL_RUN_APPROVE) {
        offers.push(match () {
            () if run.asked_by == cx.actor().id => {
                Offer::refused(speech.say("billing-bill-run-approve"), speech.say("billing-own-run"))
            }
            () if run.bills == 0 => {
                Offer::refused(speech.say("billing-bill-run-approve"), speech.say("billing-run-empty"))
            }
            () => Offer::open(speech.say("billing-bill-run-approve"), form("billing.bill_run.approve"))
                .icon("check")
                .main(),
        });
    }
    if matches!(run.state, RunState::Counting | RunState::Ready) && may(cx, BILL_RUN_CREATE) {
        offers.push(Offer::open(speech.say("billing-bill-run-cancel"), form("billing.bill_run.cancel")).icon("x"));
    }
    if run.state == RunState::Published {
        let (org, id) = (run.org_id, run.id);
        let asked =
            [("org_id", org.to_string()), ("document_kind", "bill_notice".to_owned()), ("run_id", id.to_string())];
        let print = cx.offer("document.print_batch.create", org, &asked);
        offers.extend(print.map(|offer| offer.icon("printer").labelled(speech.say("billing-run-notices"))));
    }
    let bills = Address::new("/billing/bills", vec![("run_id".into(), run.id.to_string())]);
    offers.push(Offer::open(speech.say("billing-run-bills"), bills.href()).icon("receipt"));
    offers
}

fn work(speech: &Speech, run: &BillRunRow) -> Markup {
    let number = |count: i64| u64::try_from(count).unwrap_or(0);
    let counting = run.state == RunState::Counting;
    let (done, total) = if counting { (run.places_done, run.places) } else { (run.published, run.bills) };
    let work = Progress {
        title: word(speech, "run-state", run.state.word()),
        done: number(done),
        total: Some(number(total)),
        rate: None,
        left: None,
        note: String::new(),
        tone: Tone::Active,
    };
    progress(speech, &work, &[])
}

fn totals(speech: &Speech, run: &BillRunRow) -> Vec<Figure> {
    let figure = |key: &str, value: String| Figure { value, label: speech.say(key), tone: Tone::Plain, href: None };
    vec![
        figure("billing-run-made", run.bills.to_string()),
        figure("billing-run-total", speech.money(run.total_fen)),
        figure("billing-run-fresh", run.fresh.to_string()),
        figure("billing-run-changed", run.changed.to_string()),
        figure("billing-run-before", speech.money(run.before_fen)),
        figure("billing-run-standing", run.standing.to_string()),
    ]
}

fn skips(speech: &Speech, list: &[Skip]) -> Markup {
    let title = speech.say("billing-run-skips");
    let columns = [
        Column::new(speech.say("field-reason"), ColumnKind::Text),
        Column::new(speech.say("billing-run-count"), ColumnKind::Number),
        Column::new(speech.say("billing-run-first"), ColumnKind::Text),
        Column::new("", ColumnKind::State),
    ];
    let row = |skip: &Skip| {
        let args: Vec<(&str, &str)> = skip
            .values
            .iter()
            .map(|(name, value)| (name.as_str(), kernel::error::argument(value, speech.lang)))
            .collect();
        let (tone, key) =
            if skip.expected { (Tone::Plain, "billing-run-expected") } else { (Tone::Late, "billing-run-missing") };
        vec![
            html! { (speech.say_with(&skip.code, &args)) },
            html! { (skip.count) },
            html! { (skip.place) p.sub { (skip.tariff) } },
            badge(tone, &speech.say(key)),
        ]
    };
    let rows: Vec<Vec<Markup>> = list.iter().map(row).collect();
    html! { @if !rows.is_empty() { (card(&title, html! {}, simple(&title, &columns, &rows))) } }
}

fn sampled(speech: &Speech, lines: &[BillLine], told: &[Vec<String>]) -> Markup {
    let title = speech.say("billing-run-sample");
    let columns = [
        Column::new(speech.say("field-place"), ColumnKind::Text),
        Column::new(speech.say("field-fee-item"), ColumnKind::Text),
        Column::new(speech.say("billing-told"), ColumnKind::Text).wide(),
        Column::new(speech.say("field-amount"), ColumnKind::Number),
    ];
    let row = |(line, told): (&BillLine, &Vec<String>)| {
        vec![
            html! { a href={ "/billing/bills/" (line.id) } { (line.place) } },
            html! { (line.fee_item) p.sub { (speech.date(line.from_on)) " – " (speech.date(line.to_on)) } },
            html! { @for sentence in told { p.sub { (sentence) } } },
            html! { (speech.money(line.amount)) },
        ]
    };
    let rows: Vec<Vec<Markup>> = lines.iter().zip(told).map(row).collect();
    html! { @if !rows.is_empty() { (card(&title, html! {}, simple(&title, &columns, &rows))) } }
}
