//! Money that came in at the bank: who sent it, what it paid, or what it may pay and why.

use kernel::Result;
use maud::{Markup, html};
use module::{Context, View};
use settle::matching::Fit;
use ui::{
    Speech, Tone,
    buttons::{Offer, button, buttons},
    card::{card, facts, padded},
    feedback::empty,
    page::heading,
    record::badge,
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{Proposal, TransferRecord, TransferState, WhichTransfer},
    queries,
};
use crate::{ARRIVAL_ASSIGN, BANK_TRANSFER_UNDO, word};

/// `/online/bank_transfers/{id}`
pub async fn page(cx: &mut Context, which: WhichTransfer) -> Result<View> {
    let shown = queries::view(cx, which).await?;
    let speech = cx.speech();
    let (transfer, sender) = (&shown.transfer, &shown.sender);
    let tone = match transfer.state {
        TransferState::Fresh => Tone::New,
        TransferState::Settled => Tone::Done,
        TransferState::Waiting => Tone::Waiting,
        TransferState::Returned => Tone::Cancelled,
    };
    let state = word(&speech, "bank-transfer-state", transfer.state.word());
    let mut list = vec![
        (speech.say("field-bank-transfer-state"), badge(tone, &state)),
        (speech.say("field-amount"), html! { b { (speech.money(transfer.amount_fen)) } }),
        (speech.say("field-came-on"), html! { (speech.date(transfer.came_on)) }),
        (speech.say("field-sender-name"), html! { (sender.name) }),
        (speech.say("field-sender-account"), html! { span.number { (sender.account) } }),
        (speech.say("field-sender-note"), html! { (sender.note) }),
        (speech.say("field-bank-key"), html! { span.number { (transfer.bank_key) } }),
        (
            speech.say("online-transfer-brought"),
            html! { (transfer.imported_name) " · " (speech.instant(transfer.imported_at, cx.zone())) },
        ),
    ];
    if let (Some(name), Some(at)) = (&transfer.decided_name, transfer.decided_at) {
        let reason = transfer.reason.as_deref().unwrap_or_default();
        list.push((
            speech.say("field-decided-name"),
            html! { (name) " · " (speech.instant(at, cx.zone())) " " (reason) },
        ));
    }
    let proposals = if transfer.state == TransferState::Waiting {
        proposals(cx, &speech, &shown)
    } else {
        html! {}
    };
    let title = speech.say("online-transfer");
    let body = html! { div.stack {
        (heading(&title, &speech.money(transfer.amount_fen), buttons(&speech, &offers(cx, &speech, &shown))))
        (padded("", html! {}, facts(&list)))
        (proposals)
    } };
    Ok(View::new(title, body).live(format!("bank_transfer:{}", transfer.id)))
}

fn offers(cx: &Context, speech: &Speech, shown: &TransferRecord) -> Vec<Offer> {
    let transfer = &shown.transfer;
    let here = format!("/online/bank_transfers/{}", transfer.id);
    let form = |action: &str| format!("/do/{action}?id={}&next={here}", transfer.id);
    let may = |permission| cx.actor().may_in(permission, transfer.org_id);
    let mut offers = Vec::new();
    if let Some(payment) = transfer.payment_id {
        let receipt = format!("/payment/payments/{payment}");
        offers.push(Offer::open(speech.say("online-receipt"), receipt).icon("receipt"));
        if may(BANK_TRANSFER_UNDO) {
            offers.push(Offer::open(speech.say("online-bank-transfer-release"), form("online.bank_transfer.release")));
        }
    }
    if transfer.state == TransferState::Waiting {
        if may(ARRIVAL_ASSIGN) {
            let words = speech.say("online-bank-transfer-assign");
            offers.push(Offer::open(words, form("online.bank_transfer.assign")).icon("receipt"));
        }
        if may(BANK_TRANSFER_UNDO) {
            let words = speech.say("online-bank-transfer-give-back");
            offers.push(match transfer.imported_by == cx.actor().id {
                true => Offer::refused(words, speech.say("online-transfer-own")),
                false => Offer::open(words, form("online.bank_transfer.give_back")).icon("arrow-back-up"),
            });
        }
    }
    offers
}

/// What it may pay, the best first, each with what agrees and one button.
fn proposals(cx: &mut Context, speech: &Speech, shown: &TransferRecord) -> Markup {
    let title = speech.say("online-proposals");
    if shown.proposals.is_empty() {
        let hint = speech.say("online-proposals-none-hint");
        return card(&title, html! {}, empty("search", &speech.say("online-proposals-none"), &hint, None));
    }
    let columns = [
        Column::new(speech.say("online-proposals-bills"), ColumnKind::Text).wide(),
        Column::new(speech.say("field-owed"), ColumnKind::Number),
        Column::new(speech.say("field-reason"), ColumnKind::Text),
        Column::new("", ColumnKind::State),
    ];
    let (key, transfer) = (cx.new_uuid().simple().to_string(), &shown.transfer);
    let may = cx.actor().may_in(ARRIVAL_ASSIGN, transfer.org_id);
    let row = |(nth, proposal): (usize, &Proposal)| {
        // More than these bills owe needs more bills: the form asks for them.
        let enough = proposal.owed >= transfer.amount_fen;
        vec![
            html! { @for words in &proposal.words { p { (words) } } },
            html! { (speech.money(proposal.owed)) },
            html! { @for reason in reasons(proposal.fit) { p.sub { (speech.say(reason)) } } },
            html! { @if may && enough { (button(&press(speech, shown, proposal, format!("{key}-{nth}")))) } },
        ]
    };
    let rows: Vec<Vec<Markup>> = shown.proposals.iter().enumerate().map(row).collect();
    card(&title, html! {}, simple(&title, &columns, &rows))
}

fn press(speech: &Speech, shown: &TransferRecord, proposal: &Proposal, key: String) -> Offer {
    let here = format!("/online/bank_transfers/{}", shown.transfer.id);
    let offer = Offer::post(speech.say("online-proposals-take"), format!("{here}/assign"), key).hidden("next", here);
    proposal.bill_ids.iter().fold(offer, |offer, id| offer.hidden("bill_ids", id.to_string()))
}

/// What agrees, in words.
fn reasons(fit: Fit) -> impl Iterator<Item = &'static str> {
    let all = [(fit.amount, "online-fit-amount"), (fit.code, "online-fit-code"), (fit.sender, "online-fit-sender")];
    all.into_iter().filter(|(fits, _)| *fits).map(|(_, key)| key)
}
