//! What repairs come to – pure.

use std::collections::BTreeMap;

use kernel::{Date, Money};

use super::model::{LabourRateRow, PartSum, PartUsed, RepairCost, RepairSum, RepairTold};

/// What a repair came to. What its case says was paid in all holds the parts; only without it are the priced parts added up. Own
/// people's work comes on top, at the rate that held on the day the case was opened; `rates` stand in the order of their days.
pub(crate) fn cost(told: RepairTold, day: Date, rates: &[LabourRateRow]) -> RepairCost {
    let rate = rates.iter().rev().find(|rate| rate.from_on <= day).map(|rate| rate.hour_fen);
    RepairCost {
        outlay: told.paid.unwrap_or_else(|| told.parts.iter().map(priced).fold(Money::ZERO, plus)),
        labour: rate.map(|rate| Money(rate.0.saturating_mul(told.labour_minutes).saturating_add(30) / 60)),
        labour_minutes: told.labour_minutes,
        day,
        case: told.case,
        number: told.number,
        title: told.title,
        parts: told.parts,
    }
}

/// Whether a case says anything of what the repair cost.
pub(crate) fn says_of_cost(told: &RepairTold) -> bool {
    told.paid.is_some() || told.labour_minutes > 0 || !told.parts.is_empty()
}

/// What the parts of a line cost as far as its price is known.
pub(crate) fn priced(part: &PartUsed) -> Money {
    Money(part.price.map_or(0, |price| price.0.saturating_mul(part.quantity)))
}

fn plus(sum: Money, one: Money) -> Money {
    Money(sum.0.saturating_add(one.0))
}

/// Repairs added up.
pub(crate) fn sum<'a>(repairs: impl Iterator<Item = &'a RepairCost>) -> RepairSum {
    repairs.fold(RepairSum::default(), |sum, repair| RepairSum {
        outlay: plus(sum.outlay, repair.outlay),
        labour: plus(sum.labour, repair.labour.unwrap_or_default()),
        labour_minutes: sum.labour_minutes.saturating_add(repair.labour_minutes),
        unrated_minutes: sum.unrated_minutes.saturating_add(match repair.labour {
            Some(_) => 0,
            None => repair.labour_minutes,
        }),
    })
}

/// What went into the equipment, by part, the latest first.
pub(crate) fn parts(repairs: &[RepairCost]) -> Vec<PartSum> {
    let mut sums: BTreeMap<&str, PartSum> = BTreeMap::new();
    for (repair, part) in repairs.iter().flat_map(|repair| repair.parts.iter().map(move |part| (repair, part))) {
        let sum = sums.entry(part.name.trim()).or_insert_with(|| PartSum {
            name: part.name.trim().to_owned(),
            quantity: 0,
            spent: Money::ZERO,
            last_on: repair.day,
        });
        sum.quantity = sum.quantity.saturating_add(part.quantity);
        sum.spent = plus(sum.spent, priced(part));
        sum.last_on = sum.last_on.max(repair.day);
    }
    let mut list: Vec<PartSum> = sums.into_values().collect();
    list.sort_by(|a, b| b.last_on.cmp(&a.last_on).then_with(|| a.name.cmp(&b.name)));
    list
}

#[cfg(test)]
mod tests {
    use kernel::{COMPANY, Instant};

    use super::*;

    fn day(of_may: u32) -> Date {
        format!("2026-05-{of_may:02}").parse().expect("a day")
    }

    fn told(paid: Option<i64>, minutes: i64) -> RepairTold {
        let part = |name: &str, quantity, price: Option<i64>| PartUsed {
            name: name.into(),
            quantity,
            price: price.map(Money),
        };
        RepairTold {
            case: "case_a".into(),
            number: "BX-1".into(),
            title: "漏水".into(),
            opened_at: Instant(0),
            parts: vec![part("机封", 2, Some(30_000)), part(" 机封", 1, None), part("螺栓", 4, Some(250))],
            paid: paid.map(Money),
            labour_minutes: minutes,
        }
    }

    fn rate(of_may: u32, fen: i64) -> LabourRateRow {
        LabourRateRow {
            org_id: COMPANY,
            id: kernel::Id::from_uuid(COMPANY.uuid()),
            from_on: day(of_may),
            hour_fen: Money(fen),
            made_name: "郑华".into(),
            made_at: Instant(0),
        }
    }

    #[test]
    fn parts_and_labour_make_a_cost_and_what_was_paid_in_all_holds_the_parts() {
        let rates = [rate(5, 5_000), rate(15, 6_000)];
        let of = |of_may, paid, minutes| cost(told(paid, minutes), day(of_may), &rates);
        let plain = of(6, None, 90);
        assert_eq!((plain.outlay, plain.labour), (Money(61_000), Some(Money(7_500))));
        assert_eq!(of(6, Some(80_000), 0).outlay, Money(80_000));
        assert_eq!(of(15, None, 1).labour, Some(Money(100)), "the rate of its own day");
        assert_eq!(of(4, None, 60).labour, None, "no rate held yet");
    }

    #[test]
    fn sums_tell_the_minutes_no_rate_covers_and_parts_are_added_up_by_name() {
        let rates = [rate(5, 6_000)];
        let repairs = [cost(told(None, 60), day(9), &rates), cost(told(Some(10_000), 30), day(1), &rates)];
        let ever = sum(repairs.iter());
        assert_eq!((ever.outlay, ever.labour), (Money(71_000), Money(6_000)));
        assert_eq!((ever.labour_minutes, ever.unrated_minutes), (90, 30));
        assert_eq!(sum(repairs[..1].iter()).outlay, Money(61_000));
        let parts = parts(&repairs);
        assert_eq!(parts.len(), 2);
        let seal = parts.iter().find(|part| part.name == "机封").expect("seals");
        assert_eq!((seal.quantity, seal.spent, seal.last_on), (6, Money(120_000), repairs[0].day));
    }
}
