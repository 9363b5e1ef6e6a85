//! Posting bills, in the transaction that publishes, voids or credits them. Everything counts for the day on which it is done: the day
//! of a bill may lie in a period that is closed.

use kernel::{Lang, OrgId, Result};
use ledger::{Act, Command, EntryId, Source, chart};
use ledgers::Wanted;
use module::Context;
use tariff::Fee;
use ui::Speech;

use super::rules::{self, Paper};
use crate::{
    bill::{
        self,
        model::{BillLine, BillRow, CreditNoteRow},
    },
    settlement::queries::receivable,
};

/// Posts bills that are published: so much more is owed for each place, and so much more each fee has brought.
pub(crate) async fn publish(cx: &mut Context, org: OrgId, bills: &[BillRow]) -> Result<()> {
    let mut papers = Vec::with_capacity(bills.len());
    for (bill, line, class) in told(cx, bills).await? {
        let sides = [receivable(bill.place_id, &line.place), of_fee(cx, rules::brought(class), class, bill)];
        papers.push((paper(bill, &line), sides));
    }
    post(cx, org, papers).await
}

/// Posts the reversal of a bill that is voided. The book reverses an entry once, whoever asks.
pub(crate) async fn void(cx: &mut Context, bill: &BillRow, reason: &str) -> Result<()> {
    if bill.amount_fen == kernel::Money::ZERO {
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
    let Some((_, line, class)) = told(cx, std::slice::from_ref(bill)).await?.pop() else { return Ok(()) };
    let sides = [of_fee(cx, rules::given_up(class), class, bill), receivable(bill.place_id, &line.place)];
    let paper = Paper {
        id: note.id.uuid(),
        kind: "credit_note",
        written: note.id.to_string(),
        amount: note.amount_fen,
        ..paper(bill, &line)
    };
    post(cx, bill.org_id, vec![(paper, sides)]).await
}

fn paper(bill: &BillRow, line: &BillLine) -> Paper {
    Paper {
        id: bill.id.uuid(),
        kind: "bill",
        written: bill.id.to_string(),
        memo: format!("{} {} {}", line.number, line.fee_item, line.place),
        amount: bill.amount_fen,
    }
}

/// Posts papers, each from its first account to its second.
async fn post(cx: &mut Context, org: OrgId, papers: Vec<(Paper, [Wanted; 2])>) -> Result<()> {
    let wanted: Vec<Wanted> = papers.iter().flat_map(|(_, sides)| sides.iter().cloned()).collect();
    let accounts = ledgers::accounts(cx, org, &wanted).await?;
    let on = cx.now().date(cx.zone());
    let entries = papers.into_iter().zip(accounts.chunks_exact(2));
    let commands = entries.filter_map(|((paper, _), sides)| rules::entry(paper, on, sides[0], sides[1])).collect();
    ledgers::post_all(cx, org, commands).await.map(|_| ())
}

/// Bills in words, with the kinds of their fees.
async fn told<'b>(cx: &mut Context, bills: &'b [BillRow]) -> Result<Vec<(&'b BillRow, BillLine, Fee)>> {
    let lines = bill::queries::lines(cx, bills).await?;
    let items: Vec<_> = bills.iter().map(|bill| bill.item_id).collect();
    let classes = tariff::item_classes(cx, &items).await?;
    let class = |bill: &BillRow| classes.get(&bill.item_id).copied().unwrap_or(Fee::Other);
    Ok(bills.iter().zip(lines).map(|(bill, line)| (bill, line, class(bill))).collect())
}

/// The account of a kind of fee: a deposit is each place's own, all else is counted together and called by the line and the fee.
fn of_fee(cx: &Context, code: String, class: Fee, bill: &BillRow) -> Wanted {
    let speech = Speech::new(cx.platform().texts.clone(), Lang::Zh);
    let line = chart::line_of(&code).map_or("", |line| line.zh);
    let fee = speech.say(&format!("choice-fee-class-{}", class.word().replace('_', "-")));
    if code == chart::DEPOSIT {
        Wanted::of(&code).held_by(bill.place_id.to_string(), fee)
    } else if chart::CHART.iter().any(|line| line.code == code) {
        Wanted::of(&code)
    } else {
        Wanted { title: format!("{line}—{fee}"), ..Wanted::of(&code) }
    }
}
