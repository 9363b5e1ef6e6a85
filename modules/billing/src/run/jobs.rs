//! The work of a run in parts: each is a transaction that leaves how far it came, so a house that was killed goes on from there.

use std::collections::BTreeMap;

use charge::{Billing, Line, Period};
use kernel::{Date, Message, Money, Result};
use meter::Metered;
use module::Context;
use party::PersonId;
use property::{Place, PlaceId};
use tariff::{Enforced, TariffId, TariffPlaceRow};

use super::{
    actions::{CHARGED, go_on},
    model::{BillRunRow, GoOn, Published, RunState, Skip},
    rules, store,
};
use crate::{
    arrears,
    bill::{
        self,
        model::{BillId, BillRow, BillState},
    },
    penalty, posting,
};

/// The kind of job.
pub(crate) const GO_ON: &str = "billing.bill_run.go_on";
/// Places looked at in one transaction. Whoever pays at the counter meanwhile waits behind one part of each community.
const PLACES: i64 = 120;
/// Bills published in one: each has its number and its entry in the book.
const PUBLISHED_AT_ONCE: i64 = 250;
/// Drafts taken away in one.
const CLEARED_AT_ONCE: i64 = 1_000;

/// Does the next part of a run.
pub(crate) async fn step(cx: &mut Context, GoOn { id }: GoOn) -> Result<()> {
    let run = store::to_change(cx, id).await?;
    match run.state {
        RunState::Counting => count(cx, run).await,
        RunState::Approved => publish(cx, run).await,
        RunState::Cancelled => clear(cx, run).await,
        RunState::Ready | RunState::Published | RunState::Cleared => Ok(()),
    }
}

/// Counts the bills of some places.
async fn count(cx: &mut Context, was: BillRunRow) -> Result<()> {
    let places = property::in_community(cx, was.org_id, CHARGED, was.reached.as_deref(), PLACES).await?;
    let mut is = BillRunRow { version: was.version + 1, ..was.clone() };
    let Some(last) = places.last() else {
        is.state = RunState::Ready;
        is.reached = None;
        is.places_done = is.places;
        store::update(cx, &is).await?;
        cx.touch(format!("bill_run:{}", is.id));
        cx.touch(format!("bill_runs:{}", is.org_id));
        return Ok(());
    };
    is.reached = Some(last.path.clone());
    is.places_done += i64::try_from(places.len()).unwrap_or(0);
    let mut part = Part { skips: is.skips()?, run: is, bills: Vec::new() };
    part.reckon(cx, &places).await?;
    part.run.reasons = serde_json::to_string(&part.skips)?;
    bill::store::insert(cx, &part.bills).await?;
    store::update(cx, &part.run).await?;
    go_on(cx, &part.run).await
}

struct Part {
    run: BillRunRow,
    skips: Vec<Skip>,
    bills: Vec<BillRow>,
}

impl Part {
    /// Every place under every tariff it stands under.
    async fn reckon(&mut self, cx: &mut Context, places: &[Place]) -> Result<()> {
        let org = self.run.org_id;
        let ids: Vec<PlaceId> = places.iter().map(|place| place.id).collect();
        let tariffs: BTreeMap<TariffId, Enforced> = tariff::in_force(cx, org)
            .await?
            .into_iter()
            .map(|mut one| {
                // One bill for an item, an object and a period: the item names the line.
                one.tariff.key = one.item_id.to_string();
                (one.id, one)
            })
            .collect();
        let reckoned: Vec<&charge::Tariff> = tariffs.values().map(|one| &one.tariff).collect();
        let known = tariff::known(cx, org, &ids, &reckoned).await?;
        let mut there = bill::store::standing(cx, org, &ids).await?;
        let mut under: BTreeMap<PlaceId, Vec<TariffPlaceRow>> = BTreeMap::new();
        for row in tariff::applied(cx, org, &ids).await? {
            under.entry(row.place_id).or_default().push(row);
        }
        let metered = match tariffs.values().any(|one| one.tariff.billing == Billing::Metered) {
            true => meter::metered(cx, org, &ids).await?,
            false => Metered::default(),
        };
        let days = (self.run.since_on, self.run.until_on);
        for place in places {
            let standing = there.entry(place.id).or_default();
            for row in under.get(&place.id).into_iter().flatten() {
                let Some(tariff) = tariffs.get(&row.tariff_id) else { continue };
                let subject = known.subject(place, row, tariff.ends_on);
                let used = match tariff.tariff.billing {
                    Billing::Metered => metered.used(place.id, (tariff.id, tariff.tariff.class), days),
                    _ => rules::Used::default(),
                };
                let made = rules::make(&tariff.tariff, &subject, days, used, standing);
                self.run.standing += i64::try_from(made.standing).unwrap_or(0);
                for finding in &made.skipped {
                    rules::count(&mut self.skips, finding.message(), finding.expected(), &place.name, &tariff.name);
                }
                for (line, before) in made.lines {
                    self.take(cx, place, tariff, line, before)?;
                }
            }
        }
        self.late(cx, places, &tariffs).await
    }

    /// What late payment of bills that stand has come to by the day of the run; never by a day that has not come, since it may be paid
    /// until then.
    async fn late(&mut self, cx: &mut Context, places: &[Place], tariffs: &BTreeMap<TariffId, Enforced>) -> Result<()> {
        let until = self.run.until_on.min(cx.now().date(cx.zone()));
        let ids: Vec<PlaceId> = places.iter().map(|place| place.id).collect();
        let found = penalty::queries::to_bill(cx, self.run.org_id, &ids, tariffs.values(), until).await?;
        for bill in &found.too_much {
            let place = places.iter().find(|place| place.id == bill.place_id).map_or("", |place| &place.name);
            let message = Message::of("billing-penalty-too-much").with("number", bill.number.as_deref().unwrap_or(""));
            let tariff = tariffs.get(&bill.tariff_id).map_or("", |tariff| &tariff.name);
            rules::count(&mut self.skips, message, false, place, tariff);
        }
        for late in found.bills {
            let Some(tariff) = tariffs.get(&late.bill.tariff_id) else { continue };
            self.run.bills += 1;
            self.run.fresh += 1;
            self.run.total_fen = self.run.total_fen + late.amount;
            let (id, due_on) = (cx.new_id(), until.plus_days(i64::from(tariff.tariff.timing.due_after)));
            let line = serde_json::to_string(&late.sheet)?;
            self.bills.push(BillRow {
                item_id: late.terms.item_id,
                building_id: late.bill.building_id,
                payer_id: late.bill.payer_id,
                late_bill_id: Some(late.bill.id),
                ..draft(&self.run, id, tariff, late.bill.place_id, late.days, (until, due_on), (late.amount, line))
            });
        }
        Ok(())
    }

    fn take(
        &mut self,
        cx: &mut Context,
        place: &Place,
        tariff: &Enforced,
        line: Line,
        before: Option<Money>,
    ) -> Result<()> {
        let run = &mut self.run;
        run.bills += 1;
        run.total_fen = run.total_fen + line.amount;
        match before {
            None => run.fresh += 1,
            Some(was) => {
                run.before_fen = run.before_fen + was;
                run.changed += i64::from(was != line.amount);
            }
        }
        // The last to hold the place in the period is who is asked; the line keeps all shares.
        let payer: Option<PersonId> = line.shares.last().and_then(|share| share.payer.parse().ok());
        let told = serde_json::to_string(&line)?;
        self.bills.push(BillRow {
            building_id: place.building_id,
            payer_id: payer,
            before_fen: before,
            ..draft(run, cx.new_id(), tariff, place.id, line.period, (line.bill_on, line.due_on), (line.amount, told))
        });
        Ok(())
    }
}

/// A bill of a run that nobody has seen yet, with nobody asked to pay it.
fn draft(
    run: &BillRunRow,
    id: BillId,
    tariff: &Enforced,
    place_id: PlaceId,
    days: Period,
    (bill_on, due_on): (Date, Date),
    (amount_fen, line): (Money, String),
) -> BillRow {
    BillRow {
        org_id: run.org_id,
        id,
        number: None,
        run_id: run.id,
        item_id: tariff.item_id,
        tariff_id: tariff.id,
        edition: tariff.edition,
        place_id,
        building_id: None,
        payer_id: None,
        from_on: days.from,
        to_on: days.to,
        bill_on,
        due_on,
        amount_fen,
        before_fen: None,
        line,
        late_bill_id: None,
        opening_id: None,
        state: BillState::Draft,
        published_at: None,
        voided_on: None,
        voided_name: None,
        void_reason: None,
        version: 1,
    }
}

/// Publishes some bills of an approved run: they get their numbers and are posted to the book.
async fn publish(cx: &mut Context, was: BillRunRow) -> Result<()> {
    let mut bills = bill::store::to_publish(cx, &was, PUBLISHED_AT_ONCE).await?;
    let count = i64::try_from(bills.len()).unwrap_or(i64::MAX);
    let mut is = BillRunRow { published: was.published + count, version: was.version + 1, ..was.clone() };
    let papers: Vec<String> = bills.iter().map(|bill| bill.id.to_string()).collect();
    let (now, today) = (cx.now(), cx.now().date(cx.zone()));
    let numbers = ledgers::numbers(cx, was.org_id, "bill", &bill::rules::series(), today, &papers).await?;
    for (bill, number) in bills.iter_mut().zip(numbers) {
        bill.state = BillState::Published;
        bill.number = Some(number);
        bill.published_at = Some(now);
        bill.version += 1;
    }
    bill::store::publish(cx, &bills).await?;
    posting::actions::publish(cx, was.org_id, &bills).await?;
    arrears::actions::published(cx, was.org_id, &bills).await?;
    // Nothing that lies before it is looked at again, neither rows nor what an index still remembers of them.
    is.reached = bills.last().map(|bill| bill.id.to_string());
    if bills.is_empty() {
        is.state = RunState::Published;
        is.done_at = Some(cx.now());
        let told = Published { org: is.org_id, run: is.id, bills: is.bills, total: is.total_fen };
        cx.emit(is.org_id, PUBLISHED, &told).await?;
    }
    ended_or_on(cx, &is).await
}

/// The event that all bills of a run are published; it carries [`Published`].
pub const PUBLISHED: &str = "billing.bill_run.published";

/// Takes some drafts of a cancelled run away; nobody has ever seen them.
async fn clear(cx: &mut Context, was: BillRunRow) -> Result<()> {
    let count = bill::store::clear(cx, &was, CLEARED_AT_ONCE).await?;
    let mut is = BillRunRow { version: was.version + 1, ..was.clone() };
    if count == 0 {
        is.state = RunState::Cleared;
        is.done_at = Some(cx.now());
    }
    ended_or_on(cx, &is).await
}

async fn ended_or_on(cx: &mut Context, run: &BillRunRow) -> Result<()> {
    store::update(cx, run).await?;
    if run.done_at.is_none() {
        return go_on(cx, run).await;
    }
    cx.touch(format!("bill_run:{}", run.id));
    cx.touch(format!("bill_runs:{}", run.org_id));
    cx.touch(format!("bills:{}", run.org_id));
    Ok(())
}
