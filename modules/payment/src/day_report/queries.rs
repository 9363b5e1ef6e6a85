//! The report of a day at the counter.

use kernel::{Date, Result, form::Kind};
use module::{Context, Download};
use serde_json::json;
use sheet::write::{Export, ExportColumn};
use ui::Speech;

use super::{
    model::{AskDayReport, DayReport, DayShift, Subject},
    rules::{self, Moved},
    store,
};
use crate::shift::{self, pages::word};

/// The papers of the counter, as the book names where an entry comes from.
const PAPERS: &[&str] = &["payment", "refund", "deposit", "deposit_refund"];

/// What was taken on a day, by whom, in which way and for what; what was voided and given back; and what the book says.
pub async fn report(cx: &mut Context, ask: AskDayReport) -> Result<DayReport> {
    let org_id = org::chosen_community(cx, ask.org_id).await?;
    let day = ask.day.unwrap_or(cx.now().date(cx.zone()));
    let within = (day.start(cx.zone()), day.plus_days(1).start(cx.zone()));
    let payments = store::payments(cx, org_id, within).await?;
    let (parts, ways) = (store::parts(cx, org_id, within).await?, store::ways(cx, org_id, within).await?);
    let deposits = store::deposits(cx, org_id, within).await?;
    let moved = Moved {
        voided: store::voided(cx, org_id, within).await?,
        refunded: store::refunded(cx, org_id, within).await?,
        deposits_back: store::deposits_back(cx, org_id, day).await?,
        book: ledgers::moved_by(cx, org_id, day, PAPERS).await?,
    };
    let mut shifts = Vec::new();
    for row in store::shifts(cx, org_id, within).await? {
        let taken = shift::store::taken(cx, org_id, row.id).await?.iter().map(|one| one.amount).sum();
        let (cashier_name, shift_state) = (row.cashier_name, row.state);
        shifts.push(DayShift { id: row.id, cashier_name, shift_state, taken, difference: row.difference_fen });
    }
    let by_way = rules::ways(&ways, &deposits, &moved);
    Ok(DayReport {
        org_id,
        community: org::unit(cx, org_id).await?.name,
        day,
        lines: rules::lines(day, &payments, &parts, &ways, &deposits),
        brought: ways.iter().filter(|way| way.brought).map(|way| way.amount_fen).sum(),
        cashiers: rules::cashiers(&payments, &ways, &deposits),
        agrees: by_way.iter().all(|way| way.net == way.book),
        ways: by_way,
        shifts,
    })
}

/// What a line of the report is about, in words.
pub(crate) fn subject(speech: &Speech, subject: &Subject) -> String {
    match subject {
        Subject::Fee(name) => name.clone(),
        Subject::Prepaid(purpose) => word(speech, "prepaid-for", purpose.word()),
        Subject::Deposit(kind) => word(speech, "deposit-kind", kind.word()),
    }
}

/// The heads of the lines, as page and file show them.
pub(crate) const HEADS: [&str; 8] = [
    "field-cashier-name",
    "field-method",
    "field-fee-item",
    "payment-current-year",
    "payment-prior-years",
    "payment-in-advance",
    "payment-as-deposit",
    "payment-total",
];

/// The lines as a workbook.
pub(crate) fn file(cx: &Context, found: &DayReport) -> Result<Download> {
    let speech = cx.speech();
    let kind = |nth: usize| if nth < 3 { Kind::Text } else { Kind::Money };
    let columns = HEADS.iter().enumerate().map(|(nth, head)| ExportColumn::new(speech.say(head), kind(nth))).collect();
    let mut export = Export::workbook(&speech.say("payment-day-report"), columns, cx.zone())?;
    for line in &found.lines {
        export.row(&[
            json!(line.cashier_name),
            json!(word(&speech, "method", line.method.word())),
            json!(subject(&speech, &line.subject)),
            json!(line.current),
            json!(line.prior),
            json!(line.prepaid),
            json!(line.deposit),
            json!(line.sum()),
        ])?;
    }
    Ok(Download { name: file_name(found.day), kind: sheet::MEDIA_TYPE, bytes: export.finish()? })
}

fn file_name(day: Date) -> String {
    format!("counter-{day}.xlsx")
}
