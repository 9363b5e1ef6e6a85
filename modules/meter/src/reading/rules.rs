//! What a reading must be, looked at between its neighbours – pure.

use charge::Finding;
use kernel::{Date, Error, Message, Result};
use rust_decimal::Decimal;

use super::model::{ReadingRow, SaidOfReading};
use crate::meter::rules::{Read, fits, shown};

/// So many times what is usual is asked about.
const UNUSUAL: Decimal = Decimal::from_parts(3, 0, 0, false, 0);

/// What is known of the days around a reading.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Days {
    /// Today, at the spot.
    pub today: Date,
    /// Up to which day what the meter showed is billed.
    pub billed_until: Option<Date>,
}

/// Looks at a reading before it is kept.
///
/// # Errors
/// At the field that is wrong, with what to do.
pub(crate) fn check(read: &Read, new: &ReadingRow, said: Option<SaidOfReading>, days: Days) -> Result<()> {
    let at_day = |message: Message| Err(Error::field("read_on", message));
    if read.meter.ended_on.is_some_and(|end| new.read_on > end) {
        return at_day(Message::of("meter-ended"));
    }
    if new.read_on > days.today {
        return at_day(Message::of("meter-in-the-future"));
    }
    if let Some(day) = days.billed_until.filter(|day| new.read_on <= *day) {
        return at_day(Message::of("meter-billed-already").with("day", day));
    }
    if let Some(same) = read.readings.iter().find(|other| other.read_on == new.read_on) {
        return at_day(Message::of("meter-read-already").with("figure", shown(same.figure)));
    }
    if !fits(new.figure, read.meter.digits) {
        return Err(Error::field("figure", Message::of("charge-reading-impossible")));
    }
    let before = read.readings.iter().rev().find(|other| other.read_on < new.read_on);
    let after = read.readings.iter().find(|other| other.read_on > new.read_on);
    if let Some(before) = before {
        since(read, before, new, said)?;
    }
    match after.map(|after| read.used(new, after)) {
        Some(Err(_)) => Err(Error::field("figure", Message::of("meter-above-later"))),
        _ => Ok(()),
    }
}

/// What was used since the reading before must be possible, and not out of the ordinary without a word.
fn since(read: &Read, before: &ReadingRow, new: &ReadingRow, said: Option<SaidOfReading>) -> Result<()> {
    let at_figure = |message: Message| Err(Error::field("figure", message));
    let usage = match read.used(before, new) {
        Ok(usage) => usage,
        // What was estimated too much is made good by the readings to come.
        Err(Finding::ReadingBackwards) if before.estimated => return Ok(()),
        Err(Finding::ReadingBackwards) => {
            return at_figure(Message::of("meter-below-last").with("last", shown(before.figure)));
        }
        Err(Finding::ReadingImpossible) if new.rolled_over => {
            return at_figure(Message::of("meter-not-rolled-over").with("last", shown(before.figure)));
        }
        Err(finding) => return at_figure(finding.message()),
    };
    let usual = read.usual(before.read_on).map(|usual| usual * Decimal::from(usage.days.days()));
    match usual.filter(|usual| usage.quantity > *usual * UNUSUAL) {
        Some(usual) if said != Some(SaidOfReading::Checked) && !new.estimated => at_figure(
            Message::of("meter-unusual")
                .with("used", usage.quantity.normalize())
                .with("usual", usual.round_dp(1).normalize()),
        ),
        _ => Ok(()),
    }
}

/// What a meter would show on a day by what is usual, in thousandths.
///
/// # Errors
/// Too little is known of it.
pub(crate) fn estimate(read: &Read, on: Date) -> Result<i64> {
    let unknown = || Error::field("figure", Message::of("meter-nothing-usual"));
    let before = read.readings.iter().rev().find(|other| other.read_on < on).ok_or_else(unknown)?;
    let usual = read.usual(before.read_on).ok_or_else(unknown)?;
    let used = usual * Decimal::from(on.days_since(before.read_on));
    let shown_by_it = used / shown(read.meter.multiplier);
    let more = (shown_by_it.round() * Decimal::from(1_000)).try_into().map_err(|_| unknown())?;
    before.figure.checked_add(more).ok_or_else(unknown)
}

#[cfg(test)]
mod tests {
    use kernel::Id;
    use uuid::Uuid;

    use super::*;
    use crate::{
        meter::model::{MeterKind, MeterRow, ReplacementRow},
        reading::model::ReadingSource,
    };

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    fn reading(on: &str, figure: i64) -> ReadingRow {
        ReadingRow {
            org_id: Id::from_uuid(Uuid::nil()),
            id: Id::from_uuid(Uuid::nil()),
            meter_id: Id::from_uuid(Uuid::nil()),
            read_on: day(on),
            figure: figure * 1_000,
            source: ReadingSource::Hand,
            rolled_over: false,
            estimated: false,
            reason: None,
            photo: None,
            by_name: String::new(),
            taken_at: kernel::Instant(0),
            superseded_by: None,
        }
    }

    fn meter(readings: &[(&str, i64)]) -> Read {
        let meter = MeterRow {
            org_id: Id::from_uuid(Uuid::nil()),
            id: Id::from_uuid(Uuid::nil()),
            number: "S1".into(),
            kind: MeterKind::Water,
            place_id: None,
            asset_id: None,
            parent_id: None,
            sort_key: String::new(),
            digits: 4,
            multiplier: 1_000,
            loss: 0,
            ended_on: None,
            created_at: kernel::Instant(0),
            version: 1,
        };
        let readings = readings.iter().map(|(on, figure)| reading(on, *figure)).collect();
        Read { meter, replacements: Vec::new(), readings }
    }

    fn said(read: &Read, new: &ReadingRow, said: Option<SaidOfReading>, billed_until: Option<&str>) -> String {
        let days = Days { today: day("2026-12-31"), billed_until: billed_until.map(day) };
        match check(read, new, said, days) {
            Ok(()) => String::new(),
            Err(Error::Invalid(fields)) => fields[0].message.key.to_string(),
            Err(other) => other.to_string(),
        }
    }

    #[test]
    fn a_reading_is_looked_at_between_its_neighbours() {
        let read = meter(&[("2026-01-01", 100), ("2026-02-01", 110), ("2026-03-01", 120)]);
        let look = |on: &str, figure: i64| said(&read, &reading(on, figure), None, None);
        assert_eq!(look("2026-04-01", 131), "");
        assert_eq!(look("2026-04-01", 119), "meter-below-last");
        assert_eq!(look("2026-04-01", 200), "meter-unusual");
        assert_eq!(look("2026-04-01", 10_000), "charge-reading-impossible");
        assert_eq!(look("2026-02-15", 115), "");
        assert_eq!(look("2026-02-15", 125), "meter-above-later");
        assert_eq!(look("2026-03-01", 121), "meter-read-already");
        assert_eq!(look("2027-01-01", 130), "meter-in-the-future");
        let checked = said(&read, &reading("2026-04-01", 200), Some(SaidOfReading::Checked), None);
        assert_eq!(checked, "");
        let billed = said(&read, &reading("2026-02-15", 115), None, Some("2026-03-01"));
        assert_eq!(billed, "meter-billed-already");
    }

    #[test]
    fn a_meter_that_began_again_at_zero_is_told_from_one_that_was_misread() {
        let read = meter(&[("2026-01-01", 9_985), ("2026-02-01", 9_995)]);
        let over = ReadingRow { rolled_over: true, ..reading("2026-03-01", 5) };
        assert_eq!(said(&read, &reading("2026-03-01", 5), None, None), "meter-below-last");
        assert_eq!(said(&read, &over, None, None), "");
        let forward = ReadingRow { rolled_over: true, ..reading("2026-03-01", 9_999) };
        assert_eq!(said(&read, &forward, None, None), "meter-not-rolled-over");
    }

    #[test]
    fn what_was_estimated_too_much_is_made_good_by_the_next_readings() {
        let mut read = meter(&[("2026-01-01", 100), ("2026-02-01", 110), ("2026-03-01", 120)]);
        assert_eq!(
            estimate(&read, day("2026-04-01")).expect("an estimate"),
            131_000,
            "twenty in 59 days, so eleven in 31"
        );
        read.readings.push(ReadingRow { estimated: true, ..reading("2026-04-01", 131) });
        assert_eq!(said(&read, &reading("2026-05-01", 125), None, None), "");
        read.readings.push(reading("2026-05-01", 125));
        let (usages, findings) = read.usages();
        assert_eq!((usages.len(), findings[0].1.clone()), (3, Finding::BelowEstimate(day("2026-05-01"))));
        read.readings.push(reading("2026-06-01", 140));
        let last = read.usages().0.pop().expect("a usage");
        assert_eq!((last.days.from, last.quantity), (day("2026-04-01"), Decimal::from(9)), "131 were billed already");
    }

    #[test]
    fn a_replaced_meter_is_reckoned_by_what_hung_there() {
        let mut read = meter(&[("2026-01-01", 100), ("2026-02-01", 110), ("2026-03-01", 8)]);
        read.meter.multiplier = 10_000;
        read.replacements.push(ReplacementRow {
            org_id: read.meter.org_id,
            id: Id::from_uuid(Uuid::nil()),
            meter_id: read.meter.id,
            replaced_on: day("2026-02-20"),
            old_end: 116_000,
            old_digits: 4,
            old_multiplier: 1_000,
            new_start: 3_000,
            reason: String::new(),
            by_name: String::new(),
            done_at: kernel::Instant(0),
        });
        let used: Vec<Decimal> = read.usages().0.iter().map(|usage| usage.quantity).collect();
        assert_eq!(used, [Decimal::from(10), Decimal::from(6 + 50)], "10 by the old one, then 6 of it and 5 tens");
    }
}
