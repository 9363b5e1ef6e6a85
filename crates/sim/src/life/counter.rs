//! The counter of each community: the cashier opens a shift, people pay what they owe, the shift is handed in and confirmed.

use chrono::Datelike;
use kernel::{Date, Result, Span};
use module::{Caller, HOME_ZONE};
use serde_json::{Value, json};

use super::{Happening, Life};
use crate::{
    dice::Dice,
    stage::{said, text},
};

const OPEN: &str = "payment.cash_shift.create";
const PAY: &str = "payment.payment.create";
const HAND_IN: &str = "payment.cash_shift.hand_in";
const CONFIRM: &str = "payment.cash_shift.confirm";
/// When the counter opens and when its shift is handed in, and how much later that is confirmed.
const OPENS_AT: Span = Span::minutes(8 * 60 + 40);
const CLOSES_AT: Span = Span::minutes(17 * 60 + 10);
const CONFIRMED_AFTER: Span = Span::minutes(35);
/// What lies in the box: 500 yuan.
const FLOAT: i64 = 50_000;
/// One room in so many comes on a day.
const ROOMS_A_CUSTOMER: usize = 40;
/// In which ways people pay, by weight.
const WAYS: [(&str, u32); 5] = [("wechat", 50), ("alipay", 20), ("cash", 15), ("card", 10), ("transfer", 5)];
/// How often somebody pays only a part, and how often the box does not come out.
const PARTLY: f64 = 0.04;
const MISCOUNTED: f64 = 0.03;
/// How often somebody pays something in advance, and how much.
const AHEAD: f64 = 0.06;
const AHEAD_BY: i64 = 60_000;
/// How long after the due day a household that pays late comes.
const LATE: i64 = 20;

impl Life {
    /// Whether the counters open on a day.
    pub(super) fn is_counter_day(&self, day: Date) -> bool {
        day.0.weekday() != chrono::Weekday::Sun && self.stage.platform.registry.action(PAY).is_some()
    }

    /// The instant of the day at which they do.
    pub(super) fn counter_at(day: Date) -> kernel::Instant {
        day.start(HOME_ZONE) + OPENS_AT
    }

    /// Who takes money there.
    pub(super) fn cashier(&self, at: usize) -> Option<Caller> {
        let by = self.near("cashier", at, &mut Dice::of(self.plan.seed, "counter", 0))?;
        Some(self.cast.staff[by].caller.clone())
    }

    /// The cashier opens a shift, and who comes on that day is planned.
    pub(super) async fn open_counter(&mut self, at: usize, day: Date) -> Result<()> {
        let Some(cashier) = self.cashier(at) else { return Ok(()) };
        let org = self.cast.communities[at].org;
        let shift = match self.stage.act(&cashier, OPEN, json!({ "org_id": org, "float": FLOAT })).await {
            Ok(made) => text(&made, "id")?,
            Err(error) => return self.refused("counter", "open", error),
        };
        self.tally.actions += 1;
        let nth = u64::try_from(day.0.to_epoch_days()).unwrap_or(0) * 64 + u64::try_from(at).unwrap_or(0);
        let mut dice = Dice::of(self.plan.seed, "customers", nth);
        let charged = self.charged(at).count();
        for _ in 0..charged.div_ceil(ROOMS_A_CUSTOMER) {
            let when = day.start(HOME_ZONE) + Span::minutes(dice.between(9 * 60, 17 * 60));
            let nth = dice.below(charged);
            self.plan_at(when, Happening::Customer(at, nth));
        }
        self.plan_at(day.start(HOME_ZONE) + CLOSES_AT, Happening::HandIn(at, shift));
        Ok(())
    }

    /// What there is to pay for in a community, and whether it is paid late: rooms, then parking spaces.
    fn charged(&self, at: usize) -> impl Iterator<Item = (&str, bool)> {
        let community = &self.cast.communities[at];
        let rooms = community.rooms.iter().map(|room| (room.place.as_str(), room.pays_late));
        let spaces = community.spots.iter().filter(|spot| spot.kind == "parking_space");
        rooms.chain(spaces.map(|space| (space.place.as_str(), false)))
    }

    /// Somebody pays what a room or a parking space owes.
    pub(super) async fn serve(&mut self, at: usize, nth: usize) -> Result<()> {
        let Some(cashier) = self.cashier(at) else { return Ok(()) };
        let Some((place, late)) = self.charged(at).nth(nth) else { return Ok(()) };
        let place = place.to_owned();
        let mut bills = self.stage.list(&cashier, "billing.bill.list", json!({ "place_id": place })).await?;
        if late {
            let until = self.stage.clock.now().date(HOME_ZONE).plus_days(-LATE);
            bills.retain(|bill| {
                bill["due_on"].as_str().and_then(|day| day.parse().ok()).is_some_and(|due: Date| due < until)
            });
        }
        let owed = |bill: &Value| bill["owed"].as_i64().unwrap_or(0);
        let open: Vec<&Value> = bills.iter().filter(|bill| owed(bill) > 0).collect();
        let total: i64 = open.iter().map(|bill| owed(bill)).sum();
        if total == 0 {
            return Ok(());
        }
        let now = u64::try_from(self.stage.clock.now().0).unwrap_or(0);
        let mut dice = Dice::of(self.plan.seed, "customer", now ^ u64::try_from(nth).unwrap_or(0));
        let (way, _) = WAYS[dice.weighted(WAYS.map(|(_, weight)| weight))];
        let ahead = dice.chance(AHEAD);
        let amount = match () {
            () if ahead => total + AHEAD_BY,
            () if dice.chance(PARTLY) => (total / 2).max(1),
            () => total,
        };
        // In cash people hand over whole hundreds.
        let tendered = (way == "cash").then(|| (amount + 9_999) / 10_000 * 10_000);
        let ids: Vec<&Value> = open.iter().map(|bill| &bill["id"]).collect();
        let input = json!({
            "place_ids": [place], "bill_ids": ids, "amount": amount, "methods": [{ "method": way }], "tendered": tendered,
            "prepaid_for": ahead.then_some("management"),
        });
        match self.stage.act(&cashier, PAY, said(input)).await {
            Ok(_) => {
                self.tally.actions += 1;
                self.touched();
            }
            Err(error) => self.refused("counter", "pay", error)?,
        }
        Ok(())
    }

    /// The shift is handed in; now and then the box does not come out.
    pub(super) async fn hand_in(&mut self, at: usize, shift: &str) -> Result<()> {
        let Some(cashier) = self.cashier(at) else { return Ok(()) };
        let shown = self.stage.platform.ask(&cashier, "payment.cash_shift.view", json!({ "id": shift })).await?;
        let expected = shown["expected"].as_i64().unwrap_or(FLOAT);
        let mut dice = Dice::of(self.plan.seed, "hand-in", u64::try_from(self.stage.clock.now().0).unwrap_or(0));
        let short = if expected > FLOAT && dice.chance(MISCOUNTED) { dice.between(1, 5) * 100 } else { 0 };
        let reason = (short > 0).then_some("找零差错");
        let input = json!({ "id": shift, "counted_cash": expected - short, "difference_reason": reason });
        match self.stage.act(&cashier, HAND_IN, said(input)).await {
            Ok(_) => {
                self.tally.actions += 1;
                let when = self.stage.clock.now() + CONFIRMED_AFTER;
                self.plan_at(when, Happening::HandInConfirmed(at, shift.to_owned()));
            }
            Err(error) => self.refused("counter", "hand in", error)?,
        }
        Ok(())
    }

    /// The accountant confirms what was handed in.
    pub(super) async fn confirm_hand_in(&mut self, at: usize, shift: &str) -> Result<()> {
        let Some(by) = self.near("accountant", at, &mut Dice::of(self.plan.seed, "counter", 1)) else { return Ok(()) };
        let accountant = self.cast.staff[by].caller.clone();
        match self.stage.act(&accountant, CONFIRM, json!({ "id": shift })).await {
            Ok(_) => {
                self.tally.actions += 1;
                self.touched();
            }
            Err(error) => self.refused("counter", "confirm", error)?,
        }
        Ok(())
    }
}
