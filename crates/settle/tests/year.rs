//! A seeded random year of money of one little community, from tariffs to the trial balance: bills, payments, prepayments, credits, voids,
//! penalties, statements, gateways, closings – with retries and runs that break off. After every step the papers and the ledger agree.
//! `STEWARD_MONEY_SEEDS` asks for more than the ordinary number of years.

mod community;

use std::collections::BTreeMap;

use community::{Chance, Community};

fn year(seed: u64) -> BTreeMap<&'static str, u64> {
    let mut chance = Chance(seed);
    let mut community = Community::new(seed);
    while community.day_of_year() < 365 {
        community.wait(1 + chance.below(4) as i64);
        for _ in 0..=chance.below(3) {
            match chance.below(12) {
                0..=2 => community.run_bills(&mut chance),
                3 | 4 => community.pay(&mut chance),
                5 => community.deduct(),
                6 => community.credit(&mut chance),
                7 => community.void(&mut chance),
                8 => community.penalties(&mut chance),
                9 => community.statement(&mut chance),
                10 => community.gateway(&mut chance),
                _ => community.give_back_prepayment(&mut chance),
            }
            community.agrees();
        }
        community.read_meters(&mut chance);
        community.close_books();
    }
    community.at_the_end(&mut chance);
    community.seen
}

#[allow(clippy::disallowed_methods, reason = "the nightly run asks for more seeds")]
fn seeds() -> u64 {
    std::env::var("STEWARD_MONEY_SEEDS").ok().and_then(|given| given.parse().ok()).unwrap_or(24)
}

#[test]
fn years_of_a_community_keep_every_rule() {
    let mut seen: BTreeMap<&'static str, u64> = BTreeMap::new();
    for seed in 0..seeds() {
        for (what, count) in year(seed) {
            *seen.entry(what).or_default() += count;
        }
    }
    for what in [
        "billed",
        "broken off",
        "billed again",
        "paid",
        "back-dated",
        "sent again",
        "deducted",
        "credited",
        "voided",
        "penalty",
        "matched",
        "suspense",
        "held",
        "given up",
        "closed",
        "refused as closed",
        "first reading",
        "prepayment back",
    ] {
        assert!(seen.get(what).is_some_and(|count| *count > 0), "no year saw `{what}`: {seen:?}");
    }
}
