//! A standard, a room, and how they are put together.
#![allow(dead_code, reason = "each test binary uses its own part")]

use charge::{
    Anchor, AreaKind, Begins, Billing, DayCount, FeeClass, Given, Line, Measures, Payer, Period, Price, Pricing,
    Rhythm, Rounding, Subject, Tariff, Timeline, Timing,
};
use kernel::{Area, Date, Label, Money, Rate};

pub fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

pub fn period(from: &str, to: &str) -> Period {
    Period::of(day(from), day(to))
}

pub fn price(pricing: Pricing) -> Price {
    Price { version: 1, pricing, surcharge: Money::ZERO }
}

/// So many ten-thousandths of a yuan for 1 m² and month.
pub fn by_area(rate: i64) -> Price {
    price(Pricing::Area { area: AreaKind::Built, rate: Rate(rate) })
}

pub fn standard(price: Price) -> Tariff {
    Tariff {
        key: "management".into(),
        class: FeeClass::Management,
        title: Label::Both { zh: "物业费".into(), en: "Management fee".into() },
        billing: Billing::Periodic { rhythm: Rhythm::Monthly, anchor: Anchor::Calendar },
        timing: Timing { ahead: Some(0), due_after: 30 },
        begins: Begins::TakeOver,
        prices: Timeline::always(price),
        payers: Timeline::always(Payer::Owner),
        rounding: Rounding::default(),
        day_count: DayCount::Actual,
    }
}

pub fn measured(hundredths: i64) -> Measures {
    Measures { built: Some(Area(hundredths)), ..Measures::default() }
}

pub fn room(hundredths: i64) -> Subject {
    Subject {
        key: "1-101".into(),
        measures: Timeline::always(measured(hundredths)),
        owners: Timeline::always(Some("owner".into())),
        taken_over: Some(day("2025-01-01")),
        ..Subject::default()
    }
}

pub fn line(tariff: &Tariff, room: &Subject, period: Period) -> Line {
    charge::charge(tariff, room, period, &Given::default()).expect("a line")
}

pub fn said(line: &Line) -> Vec<String> {
    line.told().iter().map(|sentence| sentence.english(charge::WORDS.1)).collect()
}
