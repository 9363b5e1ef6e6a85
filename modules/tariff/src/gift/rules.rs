//! Who may decide about a rule of gift months, and what it gives – pure.

use charge::GiftRule;
use kernel::{Date, Error, Message, Result};
use uuid::Uuid;

use super::model::{AskGiftRule, Gift, GiftRuleRow, GiftRuleState};

/// The days of a campaign begin before they end.
pub(crate) fn ask(asked: &AskGiftRule) -> Result<()> {
    if asked.to_on < asked.from_on {
        return Err(Error::field("to_on", Message::of("tariff-ends-before-it-begins")));
    }
    Ok(())
}

/// Decides about a rule that waits: somebody else does it than who asked.
pub(crate) fn decide(rule: &GiftRuleRow, by: Uuid) -> Result<()> {
    match rule.state {
        GiftRuleState::Waiting if rule.asked_by == by => Err(Error::broken("tariff-own-gift-rule")),
        GiftRuleState::Waiting => Ok(()),
        _ => Err(Error::broken("tariff-gift-rule-decided")),
    }
}

/// Ends a rule, before or after it was approved.
pub(crate) fn end(rule: &GiftRuleRow) -> Result<()> {
    match rule.state {
        GiftRuleState::Waiting | GiftRuleState::Approved => Ok(()),
        GiftRuleState::Refused | GiftRuleState::Ended => Err(Error::broken("tariff-gift-rule-decided")),
    }
}

/// A rule as the engine knows it.
fn told(rule: &GiftRuleRow) -> GiftRule {
    let months = |months| u32::try_from(months).unwrap_or(0);
    GiftRule {
        pays: months(rule.paid_months),
        gift: months(rule.given_months),
        only_without_arrears: rule.without_arrears,
    }
}

/// What somebody who pays so many months on a day gets for them: what the most generous of these rules gives, the one that ends first
/// where several do. A rule that is not approved counts for nothing.
pub(crate) fn gift(rules: &[GiftRuleRow], on: Date, paid: u32, owes: bool) -> Gift {
    let approved: Vec<&GiftRuleRow> = rules.iter().filter(|rule| rule.state == GiftRuleState::Approved).collect();
    let open: Vec<&GiftRuleRow> =
        approved.iter().filter(|rule| rule.from_on <= on && on <= rule.to_on).copied().collect();
    let best = |owes| {
        let given = open.iter().map(|rule| (told(rule).months(paid, owes), *rule)).filter(|(months, _)| *months > 0);
        given.min_by_key(|(months, rule)| (std::cmp::Reverse(*months), rule.to_on, rule.id))
    };
    if let Some((months, rule)) = best(owes) {
        return Gift::Given { rule: Box::new(rule.clone()), months };
    }
    if best(false).is_some() {
        return Gift::Owes;
    }
    if let Some(least) = open.iter().map(|rule| rule.paid_months).min() {
        return Gift::TooFew(least);
    }
    if let Some(next) = approved.iter().map(|rule| rule.from_on).filter(|from| *from > on).min() {
        return Gift::NotYet(next);
    }
    approved.iter().map(|rule| rule.to_on).max().map_or(Gift::NoRule, Gift::Over)
}

#[cfg(test)]
mod tests {
    use kernel::{Id, Instant, OrgId};

    use super::*;
    use crate::item::model::FeeKind;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    /// 缴 12 送 1 in November, for those who owe nothing.
    fn rule(paid_months: i64, given_months: i64) -> GiftRuleRow {
        GiftRuleRow {
            org_id: OrgId::from_uuid(Uuid::from_u128(1)),
            id: Id::from_uuid(Uuid::from_u128(u128::try_from(paid_months).expect("a number"))),
            name: "年缴".into(),
            fee_class: FeeKind::Management,
            paid_months,
            given_months,
            without_arrears: true,
            from_on: day("2026-11-01"),
            to_on: day("2026-11-30"),
            state: GiftRuleState::Approved,
            asked_by: Uuid::from_u128(2),
            asked_name: "戴静".into(),
            asked_at: Instant(0),
            decided_by: Some(Uuid::from_u128(3)),
            decided_name: Some("陈明".into()),
            decided_at: Some(Instant(0)),
            answer: None,
            version: 2,
        }
    }

    #[test]
    fn what_is_given_follows_from_months_days_and_arrears() {
        let year = rule(12, 1);
        let waiting = GiftRuleRow { state: GiftRuleState::Waiting, ..rule(12, 1) };
        let ended = GiftRuleRow { state: GiftRuleState::Ended, ..rule(12, 1) };
        let for_all = GiftRuleRow { without_arrears: false, ..rule(12, 1) };
        let given = |rule: &GiftRuleRow, months| Gift::Given { rule: Box::new(rule.clone()), months };
        let some = |rules: &[&GiftRuleRow]| rules.iter().map(|rule| (*rule).clone()).collect::<Vec<_>>();
        let (half, two) = (rule(6, 1), rule(24, 3));
        for (rules, on, paid, owes, wanted) in [
            (some(&[]), "2026-11-10", 12, false, Gift::NoRule),
            (some(&[&waiting]), "2026-11-10", 12, false, Gift::NoRule),
            (some(&[&ended]), "2026-11-10", 12, false, Gift::NoRule),
            (some(&[&year]), "2026-11-01", 12, false, given(&year, 1)),
            (some(&[&year]), "2026-11-30", 23, false, given(&year, 1)),
            (some(&[&year]), "2026-11-30", 24, false, given(&year, 2)),
            (some(&[&year]), "2026-11-10", 11, false, Gift::TooFew(12)),
            (some(&[&year]), "2026-11-10", 12, true, Gift::Owes),
            (some(&[&year]), "2026-11-10", 11, true, Gift::TooFew(12)),
            (some(&[&for_all]), "2026-11-10", 12, true, given(&for_all, 1)),
            (some(&[&year]), "2026-12-01", 12, false, Gift::Over(day("2026-11-30"))),
            (some(&[&year]), "2026-10-31", 12, false, Gift::NotYet(day("2026-11-01"))),
            (some(&[&year, &half]), "2026-11-10", 12, false, given(&half, 2)),
            (some(&[&two, &year]), "2026-11-10", 24, false, given(&two, 3)),
            (some(&[&two, &year]), "2026-11-10", 12, false, given(&year, 1)),
            (some(&[&two, &year]), "2026-11-10", 3, false, Gift::TooFew(12)),
        ] {
            assert_eq!(gift(&rules, day(on), paid, owes), wanted, "{paid} months on {on}, owes: {owes}");
        }
    }

    #[test]
    fn somebody_else_decides_and_once() {
        let waiting = GiftRuleRow { state: GiftRuleState::Waiting, ..rule(12, 1) };
        let refused = |result: Result<()>| result.expect_err("is refused").to_string();
        assert!(decide(&waiting, Uuid::from_u128(3)).is_ok());
        assert!(refused(decide(&waiting, waiting.asked_by)).contains("tariff-own-gift-rule"));
        assert!(refused(decide(&rule(12, 1), Uuid::from_u128(3))).contains("tariff-gift-rule-decided"));
        assert!(end(&rule(12, 1)).is_ok() && end(&waiting).is_ok());
        assert!(end(&GiftRuleRow { state: GiftRuleState::Ended, ..waiting }).is_err());
    }
}
