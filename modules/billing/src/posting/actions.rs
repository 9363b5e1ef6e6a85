//! Posting bills, in the transaction that publishes, voids or credits them. Everything counts for the day on which it is done: the day
//! of a bill may lie in a period that is closed.

use std::collections::BTreeMap;

use kernel::{Date, Lang, Money, OrgId, Result};
use ledger::{Act, Command, EntryId, Source, chart};
use ledgers::Wanted;
use module::Context;
use tariff::{Fee, FeeItemId};
use ui::Speech;

use super::rules::{self, Paper};
use crate::{
    bill::model::{BillRow, CreditNoteRow},
    settlement::queries::receivable,
};

/// Posts bills that are published: so much more is owed for each place, and so much more each fee has brought.
pub(crate) async fn publish(cx: &mut Context, org: OrgId, bills: &[BillRow]) -> Result<()> {
    let mut papers = Vec::with_capacity(bills.len());
    for one in told(cx, bills).await? {
        let sides = [receivable(one.bill.place_id, &one.place), of_fee(rules::brought(one.class), &one)];
        papers.push((paper(&one), sides));
    }
    let on = cx.now().date(cx.zone());
    post(cx, org, on, papers).await
}

/// Posts bills that were open when the books were opened: so much more is owed for each place, against what stood there before.
pub(crate) async fn open(cx: &mut Context, org: OrgId, on: Date, bills: &[BillRow], owed: &[Money]) -> Result<()> {
    let mut papers = Vec::with_capacity(bills.len());
    for (one, owed) in told(cx, bills).await?.into_iter().zip(owed) {
        let sides = [receivable(one.bill.place_id, &one.place), Wanted::of(chart::OPENING)];
        papers.push((Paper { amount: *owed, ..paper(&one) }, sides));
    }
    post(cx, org, on, papers).await
}

/// Posts the reversal of a bill that is voided. The book reverses an entry once, whoever asks.
pub(crate) async fn void(cx: &mut Context, bill: &BillRow, reason: &str) -> Result<()> {
    if bill.amount_fen == Money::ZERO {
        return Ok(());
    }
    let of: EntryId = EntryId::from_uuid(bill.id.uuid());
    let reversal = Act::Reverse { of, reason: reason.to_owned() };
    let source = Some(Source { kind: "bill".to_owned(), id: bill.id.to_string() });
    let memo = bill.number.clone().unwrap_or_default();
    let command = Command { source, memo, ..Command::new(cx.new_id(), cx.now().date(cx.zone()), reversal) };
    ledgers::post(cx, bill.org_id, command).await.map(|_| ())
}

/// Posts a credit note that is approved: so much less is owed, and was waived.
pub(crate) async fn credit(cx: &mut Context, bill: &BillRow, note: &CreditNoteRow) -> Result<()> {
    let Some(one) = told(cx, std::slice::from_ref(bill)).await?.pop() else { return Ok(()) };
    let sides = [of_fee(rules::given_up(one.class), &one), receivable(bill.place_id, &one.place)];
    let paper = Paper {
        id: note.id.uuid(),
        kind: "credit_note",
        written: note.id.to_string(),
        amount: note.amount_fen,
        ..paper(&one)
    };
    let on = cx.now().date(cx.zone());
    post(cx, bill.org_id, on, vec![(paper, sides)]).await
}

fn paper(one: &Told<'_>) -> Paper {
    let number = one.bill.number.as_deref().unwrap_or_default();
    Paper {
        id: one.bill.id.uuid(),
        kind: "bill",
        written: one.bill.id.to_string(),
        memo: format!("{number} {} {}", one.fee_item, one.place),
        amount: one.bill.amount_fen,
    }
}

/// Posts papers for a day, each from its first account to its second.
async fn post(cx: &mut Context, org: OrgId, on: Date, papers: Vec<(Paper, [Wanted; 2])>) -> Result<()> {
    let wanted: Vec<Wanted> = papers.iter().flat_map(|(_, sides)| sides.iter().cloned()).collect();
    let accounts = ledgers::accounts(cx, org, &wanted).await?;
    let entries = papers.into_iter().zip(accounts.chunks_exact(2));
    let commands = entries.filter_map(|((paper, _), sides)| rules::entry(paper, on, sides[0], sides[1])).collect();
    ledgers::post_all(cx, org, commands).await.map(|_| ())
}

/// A bill as the book speaks of it.
struct Told<'b> {
    bill: &'b BillRow,
    place: String,
    fee_item: String,
    class: Fee,
    /// The kind of fee in words.
    fee: String,
}

/// Bills in the words of the book; of a run with very many of them nothing else is asked.
async fn told<'b>(cx: &mut Context, bills: &'b [BillRow]) -> Result<Vec<Told<'b>>> {
    let places: Vec<_> = bills.iter().map(|bill| bill.place_id).collect();
    let places = property::place_lines(cx, &places).await?;
    let items: Vec<_> = bills.iter().map(|bill| bill.item_id).collect();
    let (names, classes) = (tariff::item_names(cx, &items).await?, tariff::item_classes(cx, &items).await?);
    let speech = Speech::new(cx.platform().texts.clone(), Lang::Zh);
    let say = |class: Fee| speech.say(&format!("choice-fee-class-{}", class.word().replace('_', "-")));
    let fees: BTreeMap<FeeItemId, (Fee, String)> =
        classes.into_iter().map(|(item, class)| (item, (class, say(class)))).collect();
    let told = |bill: &'b BillRow| {
        let (class, fee) = fees.get(&bill.item_id).cloned().unwrap_or_else(|| (Fee::Other, say(Fee::Other)));
        let place = places.get(&bill.place_id).map(|place| place.name.clone()).unwrap_or_default();
        let fee_item = names.get(&bill.item_id).cloned().unwrap_or_default();
        Told { bill, place, fee_item, class, fee }
    };
    Ok(bills.iter().map(told).collect())
}

/// The account of a kind of fee: a deposit is each place's own, all else is counted together and called by the line and the fee.
fn of_fee(code: String, one: &Told<'_>) -> Wanted {
    let line = chart::line_of(&code).map_or("", |line| line.zh);
    if code == chart::DEPOSIT {
        Wanted::of(&code).held_by(one.bill.place_id.to_string(), one.fee.clone())
    } else if chart::CHART.iter().any(|line| line.code == code) {
        Wanted::of(&code)
    } else {
        Wanted { title: format!("{line}—{}", one.fee), ..Wanted::of(&code) }
    }
}
