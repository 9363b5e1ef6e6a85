//! Deposits at the counter: somebody begins works or fetches a key and leaves one; weeks later it is given back, now and then less what
//! was damaged.

use kernel::{Date, Result, Span};
use module::HOME_ZONE;
use serde_json::json;

use super::{Happening, Life};
use crate::{
    dice::Dice,
    stage::{said, text},
};

const TAKE: &str = "payment.deposit.create";
const ASK: &str = "payment.deposit_refund.create";
const APPROVE: &str = "payment.deposit_refund.approve";
const PAY: &str = "payment.deposit_refund.pay";
/// How often somebody leaves one on a day the counter is open.
const LEFT: f64 = 0.25;
/// What for, how much in fen, by weight.
const KINDS: [(&str, i64, u32); 4] =
    [("renovation", 200_000, 50), ("garbage", 50_000, 20), ("card", 5_000, 20), ("key", 10_000, 10)];
/// After how many days it is given back, and how often something is kept of it.
const HELD_DAYS: (i64, i64) = (20, 60);
const KEPT: f64 = 0.15;

impl Life {
    /// Whether somebody leaves a deposit on a day, and when.
    pub(super) fn expect_deposit(&mut self, at: usize, day: Date) {
        let nth = u64::try_from(day.0.to_epoch_days()).unwrap_or(0) * 64 + u64::try_from(at).unwrap_or(0);
        let mut dice = Dice::of(self.plan.seed, "deposits", nth);
        if dice.chance(LEFT) && self.stage.platform.registry.action(TAKE).is_some() {
            let when = day.start(HOME_ZONE) + Span::minutes(dice.between(9 * 60, 16 * 60));
            self.plan_at(when, Happening::Deposit(at, nth));
        }
    }

    /// Somebody leaves a deposit.
    pub(super) async fn take_deposit(&mut self, at: usize, nth: u64) -> Result<()> {
        let Some(cashier) = self.cashier(at) else { return Ok(()) };
        let mut dice = Dice::of(self.plan.seed, "deposit", nth);
        let rooms = &self.cast.communities[at].rooms;
        let place = rooms[dice.below(rooms.len())].place.clone();
        let (kind, amount, _) = KINDS[dice.weighted(KINDS.map(|(.., weight)| weight))];
        let method = if dice.chance(0.2) { "cash" } else { "wechat" };
        let input = json!({ "place_id": place, "deposit_kind": kind, "amount": amount, "method": method });
        match self.stage.act(&cashier, TAKE, said(input)).await {
            Ok(made) => {
                self.tally.actions += 1;
                let days = dice.between(HELD_DAYS.0, HELD_DAYS.1);
                let when = self.stage.clock.now() + Span::hours(24 * days);
                self.plan_at(when, Happening::DepositBack(at, text(&made, "id")?, amount));
                self.touched();
                Ok(())
            }
            Err(error) => self.refused("deposit", "take", error),
        }
    }

    /// It is given back: asked for by the cashier, approved by the accountant, transferred.
    pub(super) async fn give_deposit_back(&mut self, at: usize, deposit: &str, amount: i64) -> Result<()> {
        let now = u64::try_from(self.stage.clock.now().0).unwrap_or(0);
        let mut dice = Dice::of(self.plan.seed, "deposit-back", now);
        let (Some(cashier), Some(by)) = (self.cashier(at), self.near("accountant", at, &mut dice)) else {
            return Ok(());
        };
        let accountant = self.cast.staff[by].caller.clone();
        let kept = dice.chance(KEPT);
        let input = json!({
            "id": deposit, "method": "transfer", "reason": "已办结，公共部位查验完毕",
            "kept": kept.then_some(amount / 10), "kept_reason": kept.then_some("公共部位修复"),
        });
        let refund = match self.stage.act(&cashier, ASK, said(input)).await {
            Ok(made) => text(&made, "id")?,
            Err(error) => return self.refused("deposit", "ask", error),
        };
        for (who, action) in [(&accountant, APPROVE), (&cashier, PAY)] {
            if let Err(error) = self.stage.act(who, action, json!({ "id": refund })).await {
                return self.refused("deposit", "give back", error);
            }
        }
        self.tally.actions += 3;
        self.touched();
        Ok(())
    }
}
