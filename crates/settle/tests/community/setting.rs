//! Rooms, tariffs and accounts of the little community.

use charge::{
    Anchor, AreaKind, Begins, Billing, DayCount, FeeClass, Measures, Payer, Price, Pricing, Relief, Relieved, Rhythm,
    Rounding, Step, Subject, Tariff, Timeline, Timing, Way,
};
use kernel::{Area, Date, Id, Label, Money, Rate};
use ledger::{
    Account, AccountId, Book, chart,
    series::{Restart, Series},
};
use uuid::Uuid;

pub const PAYERS: [&str; 7] = ["owner-0", "owner-1", "owner-2", "owner-3", "tenant-1", "developer", "tenant-3"];

/// An account that there is once.
#[derive(Clone, Copy)]
pub struct Single(u128, &'static str);

impl Single {
    pub const fn id(self) -> AccountId {
        Id::from_uuid(Uuid::from_u128(self.0))
    }
}

pub const CASH: Single = Single(1, chart::CASH);
pub const BANK: Single = Single(2, chart::BANK);
pub const CLEARING: Single = Single(3, chart::CLEARING);
pub const SUSPENSE: Single = Single(4, chart::SUSPENSE);
pub const WAIVED: Single = Single(5, chart::WAIVED);
pub const PENALTY: Single = Single(6, chart::PENALTY);
const MANAGEMENT: Single = Single(7, "6001.management");
const WATER: Single = Single(8, "2241.collected");
const PARKING: Single = Single(9, "6001.parking");

pub fn receivable(payer: &str) -> AccountId {
    let place = PAYERS.iter().position(|one| *one == payer).expect("a payer");
    Id::from_uuid(Uuid::from_u128(100 + place as u128))
}

pub fn prepaid(subject: &str) -> AccountId {
    Id::from_uuid(Uuid::from_u128(200 + subject.parse::<u128>().expect("a room")))
}

pub fn income(class: FeeClass) -> AccountId {
    match class {
        FeeClass::Management => MANAGEMENT.id(),
        FeeClass::Water => WATER.id(),
        _ => PARKING.id(),
    }
}

pub fn receipts() -> Series {
    Series { prefix: "SJ".into(), restart: Restart::Monthly, width: 6 }
}

pub fn book() -> Book {
    let mut book = Book::default();
    let singles =
        [CASH, BANK, CLEARING, SUSPENSE, WAIVED, PENALTY, MANAGEMENT, WATER, PARKING].map(|one| (one.id(), one.1));
    let claims = PAYERS.map(|payer| (receivable(payer), chart::RECEIVABLE));
    let purses = (0..4).map(|room| (prepaid(&room.to_string()), chart::PREPAID));
    for (id, code) in singles.into_iter().chain(claims).chain(purses) {
        let line = chart::line_of(code).expect("a line of the chart");
        book.open(Account {
            id,
            code: code.into(),
            kind: line.kind,
            holder: None,
            payee: None,
            floor: line.floor,
            opened_on: day("2025-01-01"),
            closed_on: None,
        });
    }
    book
}

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

pub fn rooms() -> Vec<Subject> {
    let room = |n: usize, area: i64, taken_over: &str| Subject {
        key: n.to_string(),
        measures: Timeline::always(Measures { built: Some(Area(area)), ..Measures::default() }),
        owners: Timeline::always(Some(format!("owner-{n}"))),
        developer: Some("developer".into()),
        taken_over: Some(day(taken_over)),
        ..Subject::default()
    };
    let days = charge::Period::of(day("2026-05-10"), day("2026-08-20"));
    let vacancy = Relief {
        kind: Relieved::Vacant,
        days,
        classes: vec![FeeClass::Management],
        pays: 7_000,
        off: Money::ZERO,
        approved: Some("V-1".into()),
    };
    vec![
        Subject { reliefs: vec![vacancy], ..room(0, 8_850, "2025-03-11") },
        Subject {
            tenants: Timeline::of([(day("2026-02-17"), Some("tenant-1".into())), (day("2026-09-03"), None)]),
            ..room(1, 12_345, "2025-08-31")
        },
        Subject {
            owners: Timeline::of([(day("2026-04-13"), Some("owner-2".into()))]),
            ..room(2, 10_001, "2025-12-05")
        },
        Subject {
            measures: Timeline::of([
                (day("2025-01-01"), Measures { built: Some(Area(9_999)), ..Measures::default() }),
                (day("2026-06-16"), Measures { built: Some(Area(9_871)), ..Measures::default() }),
            ]),
            tenants: Timeline::of([(day("2026-07-07"), Some("tenant-3".into()))]),
            ..room(3, 0, "2026-03-20")
        },
    ]
}

pub fn tariffs() -> Vec<Tariff> {
    let price = |version, pricing| Price { version, pricing, surcharge: Money::ZERO };
    let area = |version, rate| price(version, Pricing::Area { area: AreaKind::Built, rate: Rate(rate) });
    let management = Tariff {
        key: "management".into(),
        class: FeeClass::Management,
        title: Label::Both { zh: "物业费".into(), en: "Management fee".into() },
        billing: Billing::Periodic { rhythm: Rhythm::Monthly, anchor: Anchor::TakeOver },
        timing: Timing { ahead: Some(0), due_after: 20 },
        begins: Begins::TakeOver,
        prices: Timeline::of([(day("2025-01-01"), area(1, 23_500)), (day("2026-07-01"), area(2, 26_000))]),
        payers: Timeline::always(Payer::Tenant),
        rounding: Rounding::default(),
        day_count: DayCount::Actual,
    };
    let parking = Tariff {
        key: "parking".into(),
        class: FeeClass::Parking,
        billing: Billing::Periodic { rhythm: Rhythm::Quarterly, anchor: Anchor::Calendar },
        timing: Timing { ahead: None, due_after: 10 },
        prices: Timeline::always(price(1, Pricing::Fixed { amount: Money(30_033) })),
        payers: Timeline::always(Payer::Owner),
        rounding: Rounding { step: Step::Jiao, way: Way::HalfUp },
        ..management.clone()
    };
    let usage = |version, rate| price(version, Pricing::Usage { unit: "m³".into(), rate: Rate(rate) });
    let water = Tariff {
        key: "water".into(),
        class: FeeClass::Water,
        billing: Billing::Metered,
        timing: Timing { ahead: None, due_after: 15 },
        prices: Timeline::of([(day("2025-01-01"), usage(1, 34_500)), (day("2026-05-01"), usage(2, 38_800))]),
        ..management.clone()
    };
    vec![management, parking, water]
}
