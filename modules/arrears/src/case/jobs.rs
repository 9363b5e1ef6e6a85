//! The nightly look at arrears: households begin, climb and leave; some places a transaction. Done twice, it finds nothing left to do.
//! Who is told of it is told by day.

use std::collections::BTreeMap;

use billing::OpenBill;
use desk::{News, NoticeKind, Reader};
use kernel::{Date, Lang, Money, OrgId, Result};
use ledger::series::{Restart, Series};
use module::{Change, Context};
use party::PersonId;
use property::PlaceId;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use ui::Speech;

use super::{
    actions::changed,
    model::{CaseRow, CaseState, CollectionCaseId, GoOn, Owing},
    rules, store,
};
use crate::{
    contact,
    ladder::{
        model::{LadderRow, Stage, TheLadder},
        queries as ladder,
    },
};

/// The kind of job that goes on with the next places.
pub(crate) const GO_ON: &str = "arrears.collection_case.go_on";
/// The kind of job that tells one household something.
pub(crate) const TELL: &str = "arrears.collection_case.tell";
/// The hour of the night, as a clock on the wall shows it.
const HOUR: &str = "03";
/// Places looked at in one transaction.
const PLACES: i64 = 50;

/// What a household is told.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Tell {
    org: OrgId,
    payer: PersonId,
    /// What tells one telling from another: it is told once.
    key: String,
    /// The sentence.
    text: String,
    place: String,
    amount: Money,
    due_on: Date,
}

/// Begins the night's work in every community.
pub(crate) async fn begin(cx: &mut Context, _: Value) -> Result<()> {
    let now = cx.now();
    if now.at(cx.zone()).format("%H").to_string() != HOUR {
        return Ok(());
    }
    for org in billing::communities(cx).await? {
        cx.later(org, GO_ON, json!({ "org_id": org, "after": null }), now, None).await?;
    }
    Ok(())
}

/// Looks at the next places of a community.
pub(crate) async fn go_on(cx: &mut Context, GoOn { org_id: org, after }: GoOn) -> Result<()> {
    let places = billing::billed_places(cx, org, after, PLACES).await?;
    let Some(last) = places.last().copied() else { return Ok(()) };
    let ladder = ladder::view(cx, TheLadder {}).await?;
    let mut households: BTreeMap<(PlaceId, PersonId), Vec<OpenBill>> = BTreeMap::new();
    for bill in billing::open_bills(cx, org, &places).await? {
        if let Some(payer) = bill.payer_id {
            households.entry((bill.place_id, payer)).or_default().push(bill);
        }
    }
    let mut cases: BTreeMap<(PlaceId, PersonId), CaseRow> = BTreeMap::new();
    for case in store::open_of(cx, org, &places).await? {
        households.entry((case.place_id, case.payer_id)).or_default();
        cases.insert((case.place_id, case.payer_id), case);
    }
    for (key, bills) in &households {
        household(cx, (org, &ladder), key.1, bills, cases.get(key)).await?;
    }
    let now = cx.now();
    cx.later(org, GO_ON, json!({ "org_id": org, "after": last }), now, None).await
}

/// One household: reminded of what is due soon, gone after, or done with.
async fn household(
    cx: &mut Context,
    (org, ladder): (OrgId, &LadderRow),
    payer: PersonId,
    bills: &[OpenBill],
    case: Option<&CaseRow>,
) -> Result<()> {
    let today = cx.now().date(cx.zone());
    let soon = |bill: &&OpenBill| ladder.remind_before > 0 && bill.due_on.days_since(today) == ladder.remind_before;
    if let (None, Some(first)) = (case, bills.iter().find(soon)) {
        let amount = bills.iter().filter(soon).map(|bill| bill.owed).sum();
        let key = format!("arrears/due/{}/{}/{}", first.place_id, payer, first.due_on);
        let text = "arrears-tell-due-soon".to_owned();
        let place = first.place.clone();
        later(cx, ladder, Tell { org, payer, key, text, place, amount, due_on: first.due_on }).await?;
    }
    let owing = rules::owing(bills, today);
    match (case, owing) {
        (Some(case), owing) => {
            let case = contact::actions::judge(cx, case, owing.map_or(Money::ZERO, |owing| owing.overdue)).await?;
            let is = rules::look(ladder, &case, owing, today);
            if is != case {
                changed(cx, &case, is).await?;
            }
            Ok(())
        }
        (None, Some(owing)) if rules::begins(ladder, &owing, today) => {
            let Some(first) = bills.first() else { return Ok(()) };
            let case = enter(cx, (org, payer), first, owing).await?;
            let key = format!("arrears/notice/{}", case.id);
            let text = "arrears-tell-overdue".to_owned();
            let (place, amount, due_on) = (case.place, owing.overdue, owing.oldest_due_on);
            later(cx, ladder, Tell { org, payer, key, text, place, amount, due_on }).await
        }
        (None, _) => Ok(()),
    }
}

/// Enters a case.
async fn enter(cx: &mut Context, (org, payer): (OrgId, PersonId), bill: &OpenBill, owing: Owing) -> Result<CaseRow> {
    let (id, today): (CollectionCaseId, _) = (cx.new_id(), cx.now().date(cx.zone()));
    let series = Series { prefix: "CJ".to_owned(), restart: Restart::Monthly, width: 6 };
    let number = ledgers::number(cx, org, "collection_case", &series, today, &id.to_string()).await?;
    let case = CaseRow {
        org_id: org,
        id,
        number,
        place_id: bill.place_id,
        place: bill.place.clone(),
        payer_id: payer,
        stage: Stage::Notice,
        stage_on: today,
        overdue_fen: owing.overdue,
        oldest_due_on: owing.oldest_due_on,
        held: None,
        held_until_on: None,
        held_note: None,
        promised_on: None,
        next_on: today,
        state: CaseState::Open,
        opened_on: today,
        closed_on: None,
        version: 1,
    };
    store::insert(cx, &case).await?;
    cx.record(Change::to(org, id).after(&case));
    cx.touch(format!("collection_cases:{org}"));
    Ok(case)
}

/// Has a household told something once it is day.
async fn later(cx: &mut Context, ladder: &LadderRow, tell: Tell) -> Result<()> {
    let morning = cx.now().date(cx.zone()).start(cx.zone()) + kernel::Span::hours(ladder.quiet_until + 1);
    let (org, dedupe) = (tell.org, Some(tell.key.clone()));
    cx.later(org, TELL, serde_json::to_value(tell)?, morning, dedupe).await
}

/// Tells a household that signs in here; the day after when it is to be left in peace today.
pub(crate) async fn tell(cx: &mut Context, what: Tell) -> Result<()> {
    let (_, quiet) = ladder::now(cx, what.org).await?;
    if quiet {
        let tomorrow = cx.now() + kernel::Span::days(1);
        let org = what.org;
        return cx.later(org, TELL, serde_json::to_value(what)?, tomorrow, None).await;
    }
    if identity::with_account(cx, &[what.payer.uuid()]).await?.is_empty() {
        return Ok(());
    }
    let texts = cx.platform().texts.clone();
    let said = |lang: Lang| {
        let speech = Speech::new(texts.clone(), lang);
        let (amount, day) = (speech.money(what.amount), speech.date(what.due_on));
        speech.say_with(&what.text, &[("place", &what.place), ("amount", &amount), ("day", &day)])
    };
    let reader = Reader { id: what.payer.uuid(), zh: said(Lang::Zh), en: said(Lang::En) };
    let path = "/home/bills".to_owned();
    let news = News { org: what.org, key: what.key.clone(), kind: NoticeKind::Bill, title: String::new(), path };
    desk::tell(cx, &news, vec![reader]).await
}
