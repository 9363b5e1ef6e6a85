//! What late payment comes to, from what a sheet says; who lets it off – pure.

use charge::Period;
use kernel::{Error, Message, Money, Result};
use rust_decimal::Decimal;
use settle::penalty::{Cap, Penalty, Waiver, penalty};
use uuid::Uuid;

use super::model::{AskPenaltyWaiver, Charged, Late, PenaltySheet, PenaltyWaiverRow};
use crate::bill::model::{BillId, CreditState};

/// The whole, in hundredths of a percent.
const WHOLE: i64 = 10_000;

impl PenaltySheet {
    /// What it has come to by its day.
    ///
    /// # Errors
    /// A number is beyond what can be counted.
    pub(crate) fn reckoned(&self) -> Result<Penalty> {
        penalty(&self.rules, self.due_on, &self.owed, &[], &self.waivers, self.until)
            .map_err(|finding| Error::Broken(finding.message()))
    }

    /// How it came about: which bill was late and since when, the days with what was owed and the rate, cap, waivers, and what of it is
    /// charged now.
    pub(crate) fn told(&self, found: &Penalty) -> Vec<Message> {
        let mut told = vec![Message::of("billing-told-late").with("number", &self.number).with("due", self.due_on)];
        if let Some(rule) = self.rules.at(self.due_on) {
            if rule.delay > 0 {
                let key = if rule.from_due { "billing-told-delay-counts" } else { "billing-told-delay" };
                told.push(Message::of(key).with("days", rule.delay));
            }
            if let Some(Cap::Part(part)) = rule.cap {
                let percent = Decimal::new(i64::from(part), 2).normalize();
                told.push(Message::of("billing-told-cap").with("percent", percent));
            }
        }
        told.extend(found.told.iter().cloned());
        if self.before > Money::ZERO {
            let now = found.to_charge(self.before);
            told.push(Message::of("billing-told-before").with("before", self.before).with("now", now));
        }
        told
    }

    /// The days a bill of it is for: those behind what was charged before; nothing when all are.
    pub(crate) fn days(&self, found: &Penalty, charged: Option<&Charged>) -> Option<Period> {
        let first = found.stretches.first()?.days.from;
        let days = Period::of(charged.map_or(first, |charged| charged.until.max(first)), self.until.plus_days(1));
        (days.from < days.to).then_some(days)
    }

    /// The same in brief, for whoever asks what it has come to.
    pub(crate) fn late(&self, bill_id: BillId) -> Result<Late> {
        let found = self.reckoned()?;
        let (billed, open) = (self.before, found.to_charge(self.before));
        Ok(Late { bill_id, amount: found.amount, billed, open, told: self.told(&found) })
    }
}

/// What a waiver says to the engine, once it is approved.
pub(crate) fn waiver(row: &PenaltyWaiverRow) -> Waiver {
    let off = match (row.off_part, row.off_fen) {
        (Some(part), _) => Cap::Part(u32::try_from(part).unwrap_or_default()),
        (None, off) => Cap::Amount(off.unwrap_or_default()),
    };
    Waiver { off, approved: row.id.to_string() }
}

/// The part or the amount that is asked to be let off: one of the two.
pub(crate) fn asked(input: &AskPenaltyWaiver) -> Result<(Option<i64>, Option<Money>)> {
    match (input.off_percent, input.off_amount) {
        (Some(percent), None) => Ok((Some(percent * WHOLE / 100), None)),
        (None, Some(off)) if off > Money::ZERO => Ok((None, Some(off))),
        (None, Some(_)) => Err(Error::field("off_amount", Message::of("billing-waiver-of-nothing"))),
        _ => Err(Error::field("off_percent", Message::of("billing-waiver-one-of-two"))),
    }
}

/// Somebody else decides than who asked.
pub(crate) fn decide(waiver: &PenaltyWaiverRow, by: Uuid) -> Result<()> {
    match waiver.state {
        CreditState::Waiting if waiver.asked_by == by => Err(Error::broken("billing-own-waiver")),
        CreditState::Waiting => Ok(()),
        _ => Err(Error::broken("billing-waiver-decided")),
    }
}

#[cfg(test)]
mod tests {
    use charge::{Rounding, Timeline};
    use kernel::Date;
    use settle::penalty::Rule;

    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    fn sheet(until: &str, before: i64) -> PenaltySheet {
        let rule =
            Rule { per_day: 500, delay: 10, from_due: true, cap: Some(Cap::Part(200)), rounding: Rounding::default() };
        PenaltySheet {
            number: "ZD202601-000001".to_owned(),
            due_on: day("2026-01-31"),
            rules: Timeline::always(rule),
            // 1,000 yuan owed, of which 600 are paid on the first of March.
            owed: Timeline::of([(day("2026-01-01"), Money(100_000)), (day("2026-03-01"), Money(40_000))]),
            waivers: Vec::new(),
            until: day(until),
            before: Money(before),
        }
    }

    #[test]
    fn the_sum_of_the_days_is_what_the_stretches_say_and_never_above_the_cap() {
        let mut days = 0;
        let mut before = Money::ZERO;
        let mut next = day("2026-02-11");
        while next <= day("2026-05-31") {
            let daily = sheet(&next.to_string(), before.0);
            let found = daily.reckoned().expect("a penalty");
            let more = found.to_charge(before);
            before = before + more;
            assert_eq!(before, found.amount, "charged day by day it is what it is at once, on {next}");
            assert!(before <= Money(2_000), "two percent of a thousand yuan");
            days += 1;
            next = next.plus_days(1);
        }
        assert_eq!((days, before), (110, Money(2_000)), "28 days on 1,000 yuan and 30 on 400, then the cap");
        assert_eq!(sheet("2026-02-10", 0).reckoned().expect("a penalty").amount, Money::ZERO, "the delay");
        assert_eq!(sheet("2026-02-11", 0).reckoned().expect("a penalty").amount, Money(550), "eleven days at once");
    }

    #[test]
    fn a_bill_of_it_is_for_the_days_behind_the_last() {
        let sheet = sheet("2026-03-31", 1_400);
        let found = sheet.reckoned().expect("a penalty");
        let charged = |until: &str| Charged {
            late_bill_id: kernel::Id::from_uuid(Uuid::nil()),
            amount: Money(1_400),
            until: day(until),
        };
        let days = |charged: Option<&Charged>| sheet.days(&found, charged).map(|days| (days.from, days.last()));
        assert_eq!(days(None), Some((day("2026-02-01"), day("2026-03-31"))));
        assert_eq!(days(Some(&charged("2026-03-01"))), Some((day("2026-03-01"), day("2026-03-31"))));
        assert_eq!(days(Some(&charged("2026-04-01"))), None, "all days are charged");
        let keys: Vec<String> = sheet.told(&found).into_iter().map(|message| message.key.into_owned()).collect();
        assert_eq!(
            keys,
            [
                "billing-told-late",
                "billing-told-delay-counts",
                "billing-told-cap",
                "settle-told-late",
                "settle-told-late",
                "settle-told-capped",
                "settle-told-penalty",
                "billing-told-before",
            ],
        );
    }

    #[test]
    fn a_waiver_is_a_part_or_an_amount() {
        let ask = |off_percent, off: Option<i64>| {
            let id = kernel::Id::from_uuid(Uuid::nil());
            asked(&AskPenaltyWaiver { id, off_percent, off_amount: off.map(Money), reason: "老人住院".to_owned() })
        };
        assert_eq!(ask(Some(50), None).unwrap(), (Some(5_000), None));
        assert_eq!(ask(None, Some(300)).unwrap(), (None, Some(Money(300))));
        for (percent, off) in [(None, None), (Some(50), Some(300)), (None, Some(0))] {
            assert!(ask(percent, off).is_err(), "{percent:?} {off:?}");
        }
    }
}
