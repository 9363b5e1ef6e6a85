//! How work fills the hours of a post – pure.

use chrono::Datelike;
use kernel::Date;
use ui::Tone;

use super::model::DayLoad;

/// What a task takes whose procedure does not say, in minutes.
pub(crate) const USUAL: i64 = 15;
/// Days that are shown.
pub(crate) const DAYS: i64 = 14;

/// The days from one on.
pub(crate) fn days(from: Date) -> Vec<Date> {
    (0..DAYS).map(|n| from.plus_days(n)).collect()
}

/// The minutes a post has on a day.
pub(crate) fn capacity(hours: Option<[i64; 7]>, day: Date) -> Option<i64> {
    hours.and_then(|week| week.get(day.0.weekday().num_days_from_monday() as usize).map(|hours| hours * 60))
}

/// How much of the minutes is taken, in hundredths; a post without minutes on that day is filled twice over by any work.
pub(crate) fn filled(load: DayLoad) -> Option<i64> {
    match load.capacity? {
        0 => Some(if load.minutes > 0 { 200 } else { 0 }),
        minutes => Some(load.minutes * 100 / minutes),
    }
}

/// How that is judged: more than there is, hardly any room left, or well.
pub(crate) const fn tone(filled: i64) -> Tone {
    match filled {
        101.. => Tone::Late,
        86.. => Tone::Risk,
        _ => Tone::Active,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_fills_the_hours_of_the_weekday() {
        let saturday: Date = "2026-11-21".parse().expect("a day");
        let hours = Some([16, 16, 16, 16, 16, 8, 0]);
        assert_eq!([capacity(hours, saturday), capacity(hours, saturday.plus_days(1))], [Some(480), Some(0)]);
        assert_eq!(capacity(None, saturday), None);
        let load = |minutes, capacity| filled(DayLoad { tasks: 1, minutes, capacity });
        assert_eq!(
            [load(480, Some(480)), load(481, Some(480)), load(5, Some(0)), load(5, None)],
            [Some(100), Some(100), Some(200), None]
        );
        assert_eq!([tone(100), tone(101), tone(85)], [Tone::Risk, Tone::Late, Tone::Active]);
    }
}
