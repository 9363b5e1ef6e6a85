//! How a working calendar is written from a week and the days that differ.

use std::collections::BTreeMap;

use kernel::{
    Calendar, Date, Error, Message, Result, Span,
    calendar::{Interval, Written},
};

use super::model::{Effect, HolidayRow, PUBLIC_HOLIDAYS, SHIPPED, Shipped};

/// The years a calendar covers that knows no holidays.
const ALL_YEARS: (i32, i32) = (2020, 2055);

/// A week as people write it, and whether holidays close it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Week {
    /// Monday to Friday.
    pub weekdays: Vec<Interval>,
    /// Saturday.
    pub saturday: Vec<Interval>,
    /// Sunday.
    pub sunday: Vec<Interval>,
    /// Whether public holidays close it.
    pub observes_holidays: bool,
}

impl Week {
    /// The week of a shipped calendar.
    pub fn shipped(from: &Shipped) -> Result<Self> {
        Ok(Self {
            weekdays: intervals("weekdays", from.weekdays)?,
            saturday: intervals("saturday", from.saturday)?,
            sunday: intervals("sunday", from.sunday)?,
            observes_holidays: from.observes_holidays,
        })
    }

    /// The week behind a published calendar.
    pub fn of(written: &Written, observes_holidays: bool) -> Self {
        let [monday, .., saturday, sunday] = written.week.clone();
        Self { weekdays: monday, saturday, sunday, observes_holidays }
    }
}

/// Reads `08:30-12:00, 13:30-17:30`; nothing is a day off.
pub fn intervals(field: &str, text: &str) -> Result<Vec<Interval>> {
    text.split([',', '，', '、', ';'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| {
            let wrong = |_| Error::field(field, Message::of("org-not-an-interval").with("given", part));
            part.parse().map_err(wrong)
        })
        .collect()
}

/// Writes intervals as people do.
pub fn spoken(list: &[Interval]) -> String {
    list.iter().map(Interval::to_string).collect::<Vec<_>>().join(", ")
}

/// The days that differ: what was published for everybody, and over it the company's own word.
pub fn days(own: &[HolidayRow]) -> Vec<HolidayRow> {
    let mut known: BTreeMap<Date, HolidayRow> = BTreeMap::new();
    let mut say = |day: Date, name: &str, effect| {
        known.insert(day, HolidayRow { day, name: name.to_owned(), effect, own: false });
    };
    for (name, from, to, worked) in PUBLIC_HOLIDAYS {
        let (Ok(mut day), Ok(to)) = (from.parse::<Date>(), to.parse::<Date>()) else { continue };
        while day <= to {
            say(day, name, Effect::Holiday);
            day = day.plus_days(1);
        }
        for day in worked.iter().filter_map(|day| day.parse().ok()) {
            say(day, name, Effect::MakeupWorkday);
        }
    }
    known.extend(own.iter().map(|row| (row.day, HolidayRow { own: true, ..row.clone() })));
    known.into_values().collect()
}

/// In which month the arrangement of the next year is published.
const PUBLISHED_IN: u32 = 11;

/// The year whose days off and make-up workdays should be known by now and are not: this year, or the next one from the month on
/// in which it is published. An arrangement is known by its make-up workdays: without them there are only the days of the law.
pub fn year_to_enter(days: &[HolidayRow], today: Date) -> Option<i32> {
    use chrono::Datelike;
    let until = today.year() + i32::from(today.0.month() >= PUBLISHED_IN);
    let is_entered = |year: &i32| days.iter().any(|d| d.effect == Effect::MakeupWorkday && d.day.year() == *year);
    (today.year()..=until).find(|year| !is_entered(year))
}

/// A calendar from a week and the days that differ.
pub fn write(key: &str, version: u32, week: &Week, days: &[HolidayRow]) -> Result<Calendar> {
    let zone = module::HOME_ZONE;
    let days = if week.observes_holidays { days } else { &[] };
    let exceptions: BTreeMap<Date, Vec<Interval>> = days
        .iter()
        .filter_map(|row| match row.effect {
            Effect::Holiday => Some((row.day, Vec::new())),
            Effect::MakeupWorkday => Some((row.day, week.weekdays.clone())),
            Effect::Ordinary => None,
        })
        .collect();
    let years = days.iter().map(|row| row.day.year());
    let (first, last) = (years.clone().min().unwrap_or(ALL_YEARS.0), years.max().unwrap_or(ALL_YEARS.1));
    let day = |year, month, day| Date::of(year, month, day).ok_or_else(|| Error::Internal("no such day".into()));
    let plain = &week.weekdays;
    let mut written = Written {
        key: key.to_owned(),
        version,
        zone,
        week: [plain, plain, plain, plain, plain, &week.saturday, &week.sunday].map(Clone::clone),
        exceptions: BTreeMap::new(),
        covers_from: day(first, 1, 1)?,
        covers_until: day(last, 12, 31)?,
        workday: Span::days(1),
    };
    let unfit = |_| Error::field("weekdays", Message::of("org-calendar-unfit"));
    // The nominal workday is what an ordinary Monday holds.
    let monday = day(first, 1, 8)?;
    let monday = (0..7).map(|n| monday.plus_days(n)).find(|d| weekday(*d) == 0).unwrap_or(monday);
    let ordinary = Written { covers_from: monday, covers_until: monday, ..written.clone() };
    let ordinary = Calendar::try_from(ordinary).map_err(unfit)?;
    let workday = ordinary.business_between(monday.start(zone), monday.plus_days(1).start(zone));
    if workday > Span::ZERO {
        written.workday = workday;
    }
    written.exceptions = exceptions;
    Calendar::try_from(written).map_err(unfit)
}

fn weekday(day: Date) -> u32 {
    use chrono::Datelike;
    day.0.weekday().num_days_from_monday()
}

/// The first version of a calendar that comes with the product.
pub fn shipped(key: &str) -> Result<Option<(Shipped, Calendar)>> {
    let Some(found) = SHIPPED.iter().find(|s| s.key == key) else { return Ok(None) };
    Ok(Some((*found, write(key, 1, &Week::shipped(found)?, &days(&[]))?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> kernel::Instant {
        format!("{text}:00+08:00").parse().unwrap()
    }

    fn office(own: &[HolidayRow]) -> Calendar {
        write("office", 1, &Week::shipped(&SHIPPED[1]).unwrap(), &days(own)).unwrap()
    }

    fn row(day: &str, effect: Effect) -> HolidayRow {
        HolidayRow { day: day.parse().unwrap(), name: "台风".into(), effect, own: true }
    }

    #[test]
    fn every_shipped_calendar_stands() {
        for one in &SHIPPED {
            let (_, calendar) = shipped(one.key).unwrap().unwrap();
            assert_eq!(calendar.key(), one.key);
            assert!(calendar.workday() > Span::ZERO);
        }
        assert!(shipped("nonsense").unwrap().is_none());
        assert_eq!(office(&[]).workday(), Span::minutes(450));
    }

    #[test]
    fn the_office_keeps_holidays_and_make_up_workdays() {
        let office = office(&[]);
        assert!(office.is_open(at("2026-09-30T10:00")), "a Wednesday");
        assert!(!office.is_open(at("2026-10-01T10:00")), "国庆节");
        assert!(office.is_open(at("2026-10-10T10:00")), "a Saturday worked in exchange");
        assert!(!office.is_open(at("2026-10-17T10:00")), "an ordinary Saturday");
    }

    #[test]
    fn the_company_has_the_last_word_on_a_day() {
        let own = [
            row("2026-10-12", Effect::Holiday),
            row("2026-10-10", Effect::Ordinary),
            row("2027-01-01", Effect::Holiday),
        ];
        let office = office(&own);
        assert!(!office.is_open(at("2026-10-12T10:00")), "closed for a typhoon");
        assert!(!office.is_open(at("2026-10-10T10:00")), "not worked after all");
        assert_eq!(office.written().covers_until, Date::of(2027, 12, 31).unwrap());
    }

    #[test]
    fn a_year_without_make_up_workdays_has_not_been_entered() {
        let on = |day: &str| day.parse::<Date>().unwrap();
        assert_eq!(year_to_enter(&days(&[]), on("2026-10-31")), None, "not published yet");
        assert_eq!(year_to_enter(&days(&[]), on("2026-11-01")), Some(2027));
        assert_eq!(year_to_enter(&days(&[row("2027-03-10", Effect::Holiday)]), on("2026-12-01")), Some(2027));
        assert_eq!(year_to_enter(&days(&[row("2027-02-20", Effect::MakeupWorkday)]), on("2027-03-01")), None);
        assert_eq!(year_to_enter(&days(&[]), on("2028-01-01")), Some(2028), "nobody told us of it");
    }

    #[test]
    fn an_interval_that_is_none_is_refused_at_its_field() {
        assert_eq!(spoken(&intervals("saturday", "9:00-12:00，13:30-17:00").unwrap()), "09:00-12:00, 13:30-17:00");
        assert!(matches!(intervals("saturday", "9-12"), Err(Error::Invalid(list)) if list[0].field == "saturday"));
    }
}
