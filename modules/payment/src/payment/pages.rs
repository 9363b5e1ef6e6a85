//! The counter, and the receipt.

use billing::Late;
use kernel::{Money, Result};
use maud::{Markup, html};
use module::{Context, View};
use property::{PlaceId, PlaceLine};
use ui::{
    Address, Speech, Tone,
    buttons::{Offer, buttons},
    card::{Figure, card, facts, figures, padded},
    feedback::{banner, empty},
    form::FormOptions,
    icon::icon,
    page::heading,
    print::paper,
    record::badge,
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{AskCounter, PaymentId, PaymentLineRow, PaymentRecord, PaymentState, WhichPayment},
    queries::{self, Counter},
};
use crate::{PAYMENT_VOID, REFUND_VIEW, advance, refund::model::RefundState, shift, shift::pages::word};

/// The action by which codes of payment channels are shown.
const COLLECT: &str = "online.payment_order.create";

/// `/payment/counter`: look for rooms, tick bills, take the money, print.
pub async fn counter(cx: &mut Context, ask: AskCounter) -> Result<View> {
    let by = cx.actor().id;
    let open = shift::store::shift_of(cx, by).await?;
    let shown = queries::counter(cx, ask).await?;
    let speech = cx.speech();
    let title = speech.say("payment-counter-page");
    let form = pay(cx, &speech, &shown);
    let body = html! { div.stack {
        (heading(&title, &speech.say("payment-counter-hint"), html! {}))
        @match &open {
            None => (banner(Tone::Risk, &speech.say("payment-open-a-shift"), Some(&begin(&speech)))),
            Some(shift) => p.sub { a href={ "/payment/cash_shifts/" (shift.id) } {
                (speech.say_with("payment-shift-since", &[("since", &speech.instant(shift.opened_at, cx.zone()))]))
            } },
        }
        (look(&speech, &shown))
        @if !shown.chosen.is_empty() {
            (figures(&owed(&speech, &shown)))
            @if !shown.late.is_empty() { (late(&speech, &shown.late)) }
            @if open.is_some() {
                (buttons(&speech, &[ahead(&speech, &shown), deposit(&speech, &shown)]))
                (by_code(cx, &speech, &shown))
                (padded(&speech.say("payment-payment-create"), html! {}, form))
            }
        }
    } };
    Ok(View::new(title, body))
}

/// What a cashier without a shift does first.
pub(crate) fn begin(speech: &Speech) -> Offer {
    Offer::open(speech.say("payment-cash-shift-create"), "/do/payment.cash_shift.create?next=/payment/counter").main()
}

/// Months of the first of the rooms, paid ahead.
fn ahead(speech: &Speech, shown: &Counter) -> Offer {
    let place = shown.chosen.first().map(|place| ("place_id".to_owned(), place.id.to_string()));
    let page = Address::new("/payment/advance", place.into_iter().collect()).href();
    Offer::open(speech.say("payment-advance-create"), page).icon("wallet")
}

/// A deposit for the first of the rooms.
fn deposit(speech: &Speech, shown: &Counter) -> Offer {
    let place = shown.chosen.first().map(|place| place.id.to_string()).unwrap_or_default();
    let form = format!("/do/payment.deposit.create?place_id={place}");
    Offer::open(speech.say("payment-deposit-create"), form).icon("key")
}

/// What is owed, and what late payment has come to beside it.
fn owed(speech: &Speech, shown: &Counter) -> Vec<Figure> {
    let figure = |key: &str, amount: Money, tone| Figure {
        value: speech.money(amount),
        label: speech.say(key),
        tone,
        href: None,
    };
    let tone = if shown.open.is_empty() { Tone::Done } else { Tone::Plain };
    let mut list = vec![figure("payment-owed", shown.owed(), tone)];
    let late: Money = shown.late.iter().map(|late| late.open).sum();
    if late > Money::ZERO {
        list.push(figure("payment-late", late, Tone::Late));
    }
    list
}

/// How late payment came to what it has, bill by bill.
fn late(speech: &Speech, list: &[Late]) -> Markup {
    html! { details {
        summary { (speech.say("payment-late-told")) }
        @for late in list { (billing::late_told(speech, late)) }
    } }
}

/// The search box, and the rooms it found; each leads to the counter with the room chosen too.
fn look(speech: &Speech, shown: &Counter) -> Markup {
    let words = speech.say("payment-look");
    let chosen: Vec<PlaceId> = shown.chosen.iter().map(|place| place.id).collect();
    let none = !shown.q.is_empty() && shown.found.is_empty();
    html! {
        form.form method="get" action="/payment/counter" role="search" aria-label=(words) {
            @for id in &chosen { input type="hidden" name="place_ids" value=(id); }
            label.narrow.field for="counter-q" {
                (icon("search"))
                input #counter-q type="search" name="q" value=(shown.q) placeholder=(words) aria-label=(words) autocomplete="off" autofocus[chosen.is_empty()];
            }
            div.form-end {
                button.btn type="submit" { (speech.say("payment-look-up")) }
                @if !chosen.is_empty() { a.btn.btn-quiet href="/payment/counter" { (speech.say("payment-next-customer")) } }
            }
        }
        @if !shown.found.is_empty() {
            ul.chips aria-label=(speech.say("payment-found")) {
                @for place in &shown.found { li { a.chip href=(with(&chosen, place)) { (place.name) } } }
            }
        }
        @if none { (empty("search", &speech.say("payment-found-none"), &speech.say("payment-found-none-hint"), None)) }
    }
}

fn with(chosen: &[PlaceId], place: &PlaceLine) -> String {
    let ids = chosen.iter().chain([&place.id]).map(|id| ("place_ids".to_owned(), id.to_string())).collect();
    Address::new("/payment/counter", ids).href()
}

/// What else has codes shown for the chosen rooms, where there is such a thing and something to pay.
fn by_code(cx: &Context, speech: &Speech, shown: &Counter) -> Markup {
    let action = cx.platform().registry.action(COLLECT).filter(|action| cx.actor().may(action.permission));
    if action.is_none() || shown.open.is_empty() {
        return html! {};
    }
    let ids = shown.chosen.iter().map(|place| ("place_ids".to_owned(), place.id.to_string())).collect();
    let form = Address::new(format!("/do/{COLLECT}"), ids).href();
    buttons(speech, &[Offer::open(speech.say("payment-by-code"), form).icon("qrcode")])
}

/// The form of the payment, which is the action's own: what it refuses comes back with everything that was typed.
fn pay(cx: &mut Context, speech: &Speech, shown: &Counter) -> Markup {
    let shape = queries::shape(speech, &shown.chosen, &shown.open);
    let options = FormOptions {
        action: "/payment/payments".to_owned(),
        submit: speech.say("payment-payment-create-submit"),
        idempotency_key: Some(cx.new_uuid().simple().to_string()),
        ..FormOptions::default()
    };
    ui::form::form(speech, &shape.form, &shape.values, &[], &options)
}

/// `/payment/payments/{id}`: the receipt, ready to print.
pub async fn page(cx: &mut Context, which: WhichPayment) -> Result<View> {
    let shown = queries::view(cx, which).await?;
    let speech = cx.speech();
    let title = speech.say_with("payment-receipt-of", &[("number", &shown.payment.number)]);
    let body = html! { div.stack {
        @if shown.payment.change_fen > Money::ZERO {
            div.no-print { (figures(&[change(&speech, &shown)])) }
        }
        (buttons(&speech, &offers(cx, &speech, &shown)))
        (sheet(cx, &shown))
    } };
    Ok(View::new(title, body).live(format!("payment:{}", shown.payment.id)))
}

/// The receipt of a payment as a sheet, for whoever may see what brought it.
///
/// # Errors
/// [`kernel::Error::NotFound`] outside the scope.
pub async fn receipt_sheet(cx: &mut Context, id: PaymentId) -> Result<Markup> {
    let shown = queries::view(cx, WhichPayment { id }).await?;
    Ok(sheet(cx, &shown))
}

fn sheet(cx: &Context, shown: &PaymentRecord) -> Markup {
    let (speech, number) = (cx.speech(), &shown.payment.number);
    paper(&speech.say("payment-receipt"), number, receipt(cx, &speech, shown), foot(cx, &speech, shown))
}

fn change(speech: &Speech, shown: &PaymentRecord) -> Figure {
    Figure {
        value: speech.money(shown.payment.change_fen),
        label: speech.say("payment-change"),
        tone: Tone::Plain,
        href: None,
    }
}

fn offers(cx: &mut Context, speech: &Speech, shown: &PaymentRecord) -> Vec<Offer> {
    let payment = &shown.payment;
    let print = cx.offer("document.paper_copy.create", payment.org_id, &print("receipt", payment.id.to_string()));
    let mut offers: Vec<Offer> = print.into_iter().map(|offer| offer.icon("printer").main()).collect();
    offers.push(Offer::open(speech.say("payment-next-customer"), "/payment/counter").icon("plus"));
    let may = |action: &str| {
        let known = cx.platform().registry.action(action).map(|action| action.permission);
        known.is_some_and(|permission| cx.actor().may_in(permission, payment.org_id))
    };
    if payment.state == PaymentState::Received && payment.bills_fen > Money::ZERO && may(INVOICE) {
        let form = format!("/do/{INVOICE}?payment_ids={}", payment.id);
        offers.push(Offer::open(speech.say("invoice-invoice-create"), form).icon("file-text"));
    }
    let here = payment.brought_by.is_none() && payment.state == PaymentState::Received;
    if payment.state == PaymentState::Received && shown.left() > Money::ZERO {
        let asked = match &payment.brought_by {
            Some(paper) if paper.starts_with("arrival_") => (GO_BACK, paper.clone()),
            _ => (REFUND, payment.id.to_string()),
        };
        if let Some((action, id)) = Some(asked).filter(|(action, _)| may(action)) {
            let form = format!("/do/{action}?id={id}");
            offers.push(Offer::open(speech.say("payment-payment-refund"), form).icon("arrow-back-up"));
        }
    }
    if here && shown.backs.is_empty() && cx.actor().may_in(PAYMENT_VOID, payment.org_id) {
        let words = speech.say("payment-payment-void");
        offers.push(if payment.cashier_id == cx.actor().id {
            Offer::refused(words, speech.say("payment-own-payment"))
        } else {
            Offer::open(
                words,
                format!("/do/payment.payment.void?id={}&next=/payment/payments/{}", payment.id, payment.id),
            )
        });
    }
    offers
}

/// What a module above does with receipts.
const INVOICE: &str = "invoice.invoice.create";
/// Asking for a part of a payment of the counter.
const REFUND: &str = "payment.payment.refund";
/// What a module above does with money that came in at a channel.
const GO_BACK: &str = "online.channel_refund.create";

/// What the action that prints a paper asks for.
pub(crate) fn print(kind: &str, subject: String) -> [(&'static str, String); 2] {
    [("document_kind", kind.to_owned()), ("subject", subject)]
}

fn receipt(cx: &Context, speech: &Speech, shown: &PaymentRecord) -> Markup {
    let payment = &shown.payment;
    let mut list = vec![
        (speech.say("field-paid-places"), html! { (payment.places) }),
        (speech.say("field-payer"), html! { (shown.line.payer.as_deref().unwrap_or("—")) }),
        (speech.say("field-received-at"), html! { (speech.instant(payment.received_at, cx.zone())) }),
    ];
    if let Some(note) = &payment.note {
        list.push((speech.say("field-note"), html! { (note) }));
    }
    list.extend(shown.advance.iter().map(|row| advance::pages::on_receipt(speech, row)));
    let seen = cx.actor().may_in(REFUND_VIEW, payment.org_id);
    html! {
        @if let (Some(by), Some(at), Some(why)) = (&payment.voided_name, payment.voided_at, &payment.void_reason) {
            p { (badge(Tone::Late, &speech.say("payment-voided"))) " " (by) " · " (speech.instant(at, cx.zone())) " · " (why) }
        }
        (facts(&list))
        (paid(speech, shown))
        p { (speech.say("payment-in-words")) " " b { (shown.capital) } }
        p {
            @for one in &shown.methods {
                span { (word(speech, "method", one.method.word())) " " (speech.money(one.amount_fen)) @if let Some(number) = &one.reference { " (" (number) ")" } "  " }
            }
        }
        @for back in shown.backs.iter().filter(|back| back.state == RefundState::Approved) {
            p { (badge(Tone::Late, &speech.say("payment-given-back"))) " " (speech.money(back.amount_fen)) " · "
                @if seen { a href={ "/payment/refunds/" (back.refund_id) } { (back.number.as_deref().unwrap_or_default()) } }
                @else { (back.number.as_deref().unwrap_or_default()) }
                @if let Some(on) = back.paid_on { " · " (speech.date(on)) } }
        }
        @if payment.change_fen > Money::ZERO {
            p.sub { (speech.say("field-tendered")) " " (speech.money(payment.tendered_fen)) " · " (speech.say("payment-change")) " " (speech.money(payment.change_fen)) }
        }
    }
}

/// What was paid, line by line, with the sum.
fn paid(speech: &Speech, shown: &PaymentRecord) -> Markup {
    let title = speech.say("payment-lines");
    let columns = [
        Column::new(speech.say("field-place"), ColumnKind::Text),
        Column::new(speech.say("field-fee-item"), ColumnKind::Text),
        Column::new(speech.say("payment-period"), ColumnKind::Time),
        Column::new(speech.say("field-amount"), ColumnKind::Number),
    ];
    let row = |line: &PaymentLineRow| {
        vec![
            html! { (line.place) },
            html! { (line.fee_item) },
            html! { (line.from_on) " – " (line.to_on) },
            html! { (speech.money(line.amount_fen)) },
        ]
    };
    let mut rows: Vec<Vec<Markup>> = shown.lines.iter().map(row).collect();
    if let Some(purpose) = shown.payment.purpose {
        let words = word(speech, "prepaid-for", purpose.word());
        rows.push(vec![
            html! { (shown.payment.places) },
            html! { (words) },
            html! {},
            html! { (speech.money(shown.payment.prepaid_fen)) },
        ]);
    }
    let sum = html! { b { (speech.money(shown.line.amount)) } };
    rows.push(vec![html! { b { (speech.say("payment-total")) } }, html! {}, html! {}, sum]);
    card("", html! {}, simple(&title, &columns, &rows))
}

fn foot(cx: &Context, speech: &Speech, shown: &PaymentRecord) -> Markup {
    html! { p.sub {
        (speech.say("field-cashier-name")) " " (shown.payment.cashier_name) " · "
        (speech.instant(shown.payment.received_at, cx.zone()))
    } }
}
