//! Months paid ahead at the counter: what they come to, what is given for them, and the form.

use billing::AheadLine;
use kernel::{
    Error, Result,
    form::{Choice, Field, Form, Kind, form_of},
};
use maud::{Markup, html};
use module::{Context, View};
use serde_json::json;
use tariff::{Fee, Gift};
use ui::{
    Speech, Tone,
    buttons::{Offer, buttons},
    card::{Figure, card, figures, padded},
    feedback::banner,
    form::{FormOptions, Method, form},
    page::heading,
    record::badge,
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{AdvanceRow, AskAdvance, CreateAdvance, Quote},
    queries, rules,
};
use crate::{
    payment::pages::begin,
    shift::{self, pages::word},
};

const PATH: &str = "/payment/advance";

/// `/payment/advance`: months of a room paid ahead.
pub async fn page(cx: &mut Context, ask: AskAdvance) -> Result<View> {
    let speech = cx.speech();
    let title = speech.say("payment-advance-create");
    let counter = Offer::open(speech.say("payment-counter-page"), "/payment/counter").icon("coin");
    let top = heading(&title, &speech.say("payment-advance-hint"), buttons(&speech, &[counter]));
    let Some(place_id) = ask.place_id else {
        let body = html! { div.stack { (top) (banner(Tone::Waiting, &speech.say("payment-advance-choose"), None)) } };
        return Ok(View::new(title, body));
    };
    let by = cx.actor().id;
    let open = shift::store::shift_of(cx, by).await?;
    let place = property::place_line(cx, place_id).await?;
    let kinds = queries::kinds(cx, place.org_id).await?;
    let (kind, months) = (ask.fee_class.unwrap_or(Fee::Management), ask.advance_months.unwrap_or(queries::A_YEAR));
    // What cannot be quoted is told on the page, where another number of months can be asked for.
    let quoted = match queries::quote(cx, place_id, kind, months).await {
        Err(Error::Invalid(fields)) => Err(fields),
        other => Ok(other?),
    };
    let asked = json!({ "fee_class": kind, "advance_months": months });
    let body = html! { div.stack {
        (top)
        @if open.is_none() { (banner(Tone::Risk, &speech.say("payment-open-a-shift"), Some(&begin(&speech)))) }
        (padded(&place.name, html! {}, look(&speech, &ask, &kinds, &asked)))
        @match &quoted {
            Err(fields) => @for one in fields { (banner(Tone::Risk, &speech.message(&one.message), None)) },
            Ok(quote) => {
                (told(&speech, quote))
                @if open.is_some() { (padded(&title, html! {}, pay(cx, &speech, quote))) }
            }
        }
    } };
    Ok(View::new(title, body))
}

/// Which kind of fee, and how many months.
fn look(speech: &Speech, ask: &AskAdvance, kinds: &[Fee], asked: &serde_json::Value) -> Markup {
    let choices = kinds.iter().map(|kind| Choice::of(kind.word())).collect();
    let months = Field { min: Some(1), max: Some(60), ..Field::new("advance_months", Kind::Integer).required() };
    let fields = vec![Field::new("fee_class", Kind::Choice { choices }).required(), months];
    let options = FormOptions {
        action: PATH.to_owned(),
        submit: speech.say("payment-advance-quote"),
        method: Method::Get,
        hidden: ask.place_id.map(|id| ("place_id".to_owned(), id.to_string())).into_iter().collect(),
        ..FormOptions::default()
    };
    form(speech, &Form { fields }, asked, &[], &options)
}

/// What the months come to, period by period, and what is given for them.
fn told(speech: &Speech, quote: &Quote) -> Markup {
    let figure = Figure {
        value: speech.money(quote.amount),
        label: speech.say_with("payment-advance-amount", &[("days", &rules::days_told(quote.days))]),
        tone: Tone::Plain,
        href: None,
    };
    let tone = if matches!(quote.gift, Gift::Given { .. }) { Tone::Done } else { Tone::Waiting };
    let columns = [
        Column::new(speech.say("field-fee-item"), ColumnKind::Text),
        Column::new(speech.say("payment-period"), ColumnKind::Time),
        Column::new(speech.say("field-amount"), ColumnKind::Number),
    ];
    let row = |line: &AheadLine| {
        vec![
            html! { (line.fee_item) },
            html! { (line.from_on) " – " (line.to_on) },
            html! { (speech.money(line.amount)) },
        ]
    };
    let rows: Vec<Vec<Markup>> = quote.lines.iter().map(row).collect();
    html! {
        (figures(&[figure]))
        (banner(tone, &speech.message(&rules::told(&quote.gift, quote.given)), None))
        (card("", html! {}, simple(&speech.say("payment-advance-lines"), &columns, &rows)))
    }
}

/// The form of the payment: ways, cash and note; what was quoted goes along.
fn pay(cx: &mut Context, speech: &Speech, quote: &Quote) -> Markup {
    let Form { mut fields } = form_of::<CreateAdvance>();
    fields.retain(|field| matches!(field.name.as_str(), "methods" | "tendered" | "note"));
    let options = FormOptions {
        action: "/payment/advances".to_owned(),
        submit: speech.say("payment-payment-create-submit"),
        idempotency_key: Some(cx.new_uuid().simple().to_string()),
        hidden: vec![
            ("place_id".to_owned(), quote.place.id.to_string()),
            ("fee_class".to_owned(), quote.fee_class.word().to_owned()),
            ("advance_months".to_owned(), quote.months.to_string()),
            ("amount".to_owned(), quote.amount.to_string()),
        ],
        ..FormOptions::default()
    };
    form(speech, &Form { fields }, &json!({ "methods": [{ "method": "cash" }] }), &[], &options)
}

/// What a payment has paid ahead and what was given for it, in a line of its receipt.
pub(crate) fn on_receipt(speech: &Speech, row: &AdvanceRow) -> (String, Markup) {
    let days = rules::days_told(charge::Period::of(row.from_on, row.to_on.plus_days(1)));
    let fee = word(speech, "fee-class", row.fee_class.word());
    let given = row.given().map(rules::days_told);
    let words = html! {
        (fee) " " (days)
        @if let Some(given) = given { " · " (speech.say_with("payment-advance-given", &[("days", &given)])) }
        @if row.ended_at.is_some() { " " (badge(Tone::Late, &speech.say("payment-advance-ended"))) }
    };
    (speech.say("payment-advance"), words)
}
