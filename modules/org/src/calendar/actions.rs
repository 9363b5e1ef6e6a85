//! Publishing calendars and settling holidays. A published version never changes; a new word makes a new version.

use kernel::{Error, Message, OrgId, Result, SIGNED_IN};
use module::{Change, Context};
use serde_json::json;

use super::{
    model::{AddHoliday, CalendarDone, CalendarRow, DayDone, EditCalendar, HolidayRow, SHIPPED, ThisDay},
    queries,
    rules::{self, Week},
    store,
};
use crate::tree;

/// The longest holiday that is settled at once, in days.
const LONGEST: i64 = 31;

/// Publishes a new version of a calendar for a unit and what lies below it.
pub async fn edit(cx: &mut Context, input: EditCalendar) -> Result<CalendarDone> {
    cx.within(input.org_id)?;
    let plain = input.key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if !plain || input.key == "always" {
        return Err(Error::field("key", Message::of("org-calendar-key")));
    }
    let week = Week {
        weekdays: rules::intervals("weekdays", input.weekdays.as_deref().unwrap_or_default())?,
        saturday: rules::intervals("saturday", input.saturday.as_deref().unwrap_or_default())?,
        sunday: rules::intervals("sunday", input.sunday.as_deref().unwrap_or_default())?,
        observes_holidays: input.observes_holidays,
    };
    if week.weekdays.is_empty() && week.saturday.is_empty() && week.sunday.is_empty() {
        return Err(Error::field("weekdays", Message::of("org-calendar-never-open")));
    }
    let version = publish(cx, input.org_id, &input.key, &input.name, &week).await?;
    spread(cx, input.org_id).await?;
    Ok(CalendarDone { key: input.key, version })
}

async fn publish(cx: &mut Context, org: OrgId, key: &str, name: &str, week: &Week) -> Result<u32> {
    let everywhere: Vec<OrgId> = cx.actor().scope(SIGNED_IN).0.iter().copied().collect();
    let newest = store::published(cx, &everywhere, Some(key)).await?.last().map_or(1, |row| row.version);
    let version = u32::try_from(newest + 1).unwrap_or(u32::MAX);
    let days = rules::days(&store::holidays(cx).await?);
    let calendar = rules::write(key, version, week, &days)?;
    let row = CalendarRow {
        org_id: org,
        id: cx.new_id(),
        key: key.to_owned(),
        version: i64::from(version),
        name: name.to_owned(),
        observes_holidays: week.observes_holidays,
        written: serde_json::to_string(&calendar)?,
        created_at: cx.now(),
    };
    store::publish(cx, &row).await?;
    cx.record(Change::to(org, row.id).after(&calendar));
    cx.touch("calendars");
    Ok(version)
}

/// Settles what some days are, and publishes every calendar that observes holidays anew.
pub async fn create_holiday(cx: &mut Context, input: AddHoliday) -> Result<DayDone> {
    let home = cx.actor().home;
    cx.within(home)?;
    let to = input.to_on.unwrap_or(input.day);
    if to < input.day || to > input.day.plus_days(LONGEST) {
        return Err(Error::field("to_on", Message::of("org-holiday-span").with("days", LONGEST)));
    }
    let mut day = input.day;
    while day <= to {
        let row = HolidayRow { day, name: input.name.clone(), effect: input.effect, own: true };
        store::put_holiday(cx, &row).await?;
        day = day.plus_days(1);
    }
    cx.record(Change::to(home, home).after(&input));
    publish_anew(cx).await?;
    Ok(DayDone { day: input.day })
}

/// Takes the company's own word on a day back.
pub async fn remove_holiday(cx: &mut Context, input: ThisDay) -> Result<DayDone> {
    let home = cx.actor().home;
    cx.within(home)?;
    if !store::remove_holiday(cx, input.day).await? {
        return Err(Error::NotFound);
    }
    cx.record(Change::to(home, home).before(&json!({"holiday": input.day})));
    publish_anew(cx).await?;
    Ok(DayDone { day: input.day })
}

async fn publish_anew(cx: &mut Context) -> Result<()> {
    let home = cx.actor().home;
    let everywhere: Vec<OrgId> = cx.actor().scope(SIGNED_IN).0.iter().copied().collect();
    let rows = store::published(cx, &everywhere, None).await?;
    let mut newest: Vec<(OrgId, String, String, Week)> = Vec::new();
    for row in rows.iter().rev() {
        if !newest.iter().any(|(org, key, ..)| *org == row.org_id && *key == row.key) {
            let calendar: kernel::Calendar = serde_json::from_str(&row.written)?;
            let week = Week::of(calendar.written(), row.observes_holidays);
            newest.push((row.org_id, row.key.clone(), row.name.clone(), week));
        }
    }
    for one in &SHIPPED {
        if !newest.iter().any(|(org, key, ..)| *org == home && key == one.key) {
            newest.push((home, one.key.to_owned(), one.name.to_owned(), Week::shipped(one)?));
        }
    }
    for (org, key, name, week) in newest.iter().filter(|(.., week)| week.observes_holidays) {
        publish(cx, *org, key, name, week).await?;
    }
    spread(cx, home).await
}

/// What was published for a unit holds for everything below it.
async fn spread(cx: &mut Context, org: OrgId) -> Result<()> {
    let tree = tree::queries::tree(cx).await?;
    let units = tree::rules::below(&tree, org).into_iter().map(|unit| tree::rules::above(&tree, unit)).collect();
    queries::tell_engine(cx, units).await
}
