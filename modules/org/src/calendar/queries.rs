//! Which calendar a community works by.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Calendar, Date, Error, OrgId, Result, SIGNED_IN};
use module::Context;
use process::runtime::Engine;

use super::{
    model::{CalendarRow, CalendarShown, Calendars, Holidays, SHIPPED, WhoseCalendars},
    rules, store,
};
use crate::tree;

/// The units that may say something about a unit's calendars: itself and those above it.
async fn chain(cx: &mut Context, org: OrgId) -> Result<Vec<OrgId>> {
    let mut units = tree::rules::above(&tree::queries::tree(cx).await?, org);
    let home = cx.actor().home;
    if !units.contains(&home) {
        units.push(home);
    }
    Ok(units)
}

fn read(row: &CalendarRow) -> Result<Calendar> {
    Ok(serde_json::from_str(&row.written)?)
}

/// The newest version of the nearest unit.
fn nearest<'a>(units: &[OrgId], rows: &'a [CalendarRow], key: &str) -> Option<&'a CalendarRow> {
    units.iter().find_map(|unit| rows.iter().rev().find(|r| r.org_id == *unit && r.key == key))
}

/// The calendar that a unit works by under this key: its own, else that of a unit above it, else what comes with the product.
///
/// # Errors
/// [`Error::NotFound`] when nobody knows the key.
pub async fn calendar_of(cx: &mut Context, org: OrgId, key: &str) -> Result<Calendar> {
    let units = chain(cx, org).await?;
    let rows = store::published(cx, &units, Some(key)).await?;
    match nearest(&units, &rows, key) {
        Some(row) => read(row),
        None => rules::shipped(key)?.map(|(_, calendar)| calendar).ok_or(Error::NotFound),
    }
}

/// The version of a calendar that a case began with.
///
/// # Errors
/// [`Error::NotFound`] when it was never published for this unit or above it.
pub async fn pinned_calendar(cx: &mut Context, org: OrgId, key: &str, version: u32) -> Result<Calendar> {
    let units = chain(cx, org).await?;
    let rows = store::published(cx, &units, Some(key)).await?;
    match rows.iter().find(|r| r.version == i64::from(version)) {
        Some(row) => read(row),
        None if version == 1 => rules::shipped(key)?.map(|(_, calendar)| calendar).ok_or(Error::NotFound),
        None => Err(Error::NotFound),
    }
}

/// The calendars in force for a unit.
pub async fn list(cx: &mut Context, input: WhoseCalendars) -> Result<Calendars> {
    let org = input.org.unwrap_or(cx.actor().home);
    if !cx.actor().scope(SIGNED_IN).contains(org) {
        return Err(Error::NotFound);
    }
    let units = chain(cx, org).await?;
    let rows = store::published(cx, &units, None).await?;
    let mut found: BTreeMap<String, CalendarShown> = BTreeMap::new();
    for one in &SHIPPED {
        if let Some((_, calendar)) = rules::shipped(one.key)? {
            found.insert(one.key.to_owned(), shown(&calendar, one.name, one.observes_holidays, None));
        }
    }
    let keys: Vec<String> = rows.iter().map(|r| r.key.clone()).collect();
    for key in keys {
        if let Some(row) = nearest(&units, &rows, &key) {
            found.insert(key, shown(&read(row)?, &row.name, row.observes_holidays, Some(row.org_id)));
        }
    }
    let year_to_enter = rules::year_to_enter(&rules::days(&store::holidays(cx).await?), today(cx));
    Ok(Calendars { org_id: org, calendars: found.into_values().collect(), year_to_enter })
}

fn shown(calendar: &Calendar, name: &str, observes_holidays: bool, org_id: Option<OrgId>) -> CalendarShown {
    let written = calendar.written();
    CalendarShown {
        key: written.key.clone(),
        name: name.to_owned(),
        version: written.version,
        org_id,
        weekdays: rules::spoken(&written.week[0]),
        saturday: rules::spoken(&written.week[5]),
        sunday: rules::spoken(&written.week[6]),
        observes_holidays,
        covers_until: written.covers_until,
    }
}

/// The days that differ, with the company's own word over what was published for everybody.
pub async fn holidays(cx: &mut Context, _: crate::tree::pages::Nothing) -> Result<Holidays> {
    let own = store::holidays(cx).await?;
    let holidays = rules::days(&own);
    let year_to_enter = rules::year_to_enter(&holidays, today(cx));
    Ok(Holidays { holidays, year_to_enter })
}

fn today(cx: &Context) -> Date {
    cx.now().date(cx.zone())
}

/// What a unit may work by: its nearest calendars, and the earlier versions a case may have begun with. The newest of a key is the one
/// in force, so a newer version from farther above is left out.
fn known_to(units: &[OrgId], rows: &[CalendarRow]) -> Result<Vec<Calendar>> {
    let mut found = Vec::new();
    for one in &SHIPPED {
        found.extend(rules::shipped(one.key)?.map(|(_, calendar)| calendar));
    }
    for row in rows.iter().filter(|row| units.contains(&row.org_id)) {
        if nearest(units, rows, &row.key).is_some_and(|newest| row.version <= newest.version) {
            found.push(read(row)?);
        }
    }
    Ok(found)
}

/// Every calendar each unit may work by, for the engine, which keeps them for the cases that pin them.
pub async fn calendars(cx: &mut Context) -> Result<Vec<(OrgId, Calendar)>> {
    let tree = tree::queries::tree(cx).await?;
    let everywhere: Vec<OrgId> = tree.iter().map(|o| o.id).collect();
    let rows = store::published(cx, &everywhere, None).await?;
    let mut found = Vec::new();
    for unit in &everywhere {
        let known = known_to(&tree::rules::above(&tree, *unit), &rows)?;
        found.extend(known.into_iter().map(|calendar| (*unit, calendar)));
    }
    Ok(found)
}

/// Tells the engine of this process, after the commit, what these units work by from now on; each comes with the units above it, itself
/// first. Other processes learn it when they start.
pub async fn tell_engine(cx: &mut Context, units: Vec<Vec<OrgId>>) -> Result<()> {
    let Some(engine) = cx.platform().service::<Engine>() else { return Ok(()) };
    let all: BTreeSet<OrgId> = units.iter().flatten().copied().collect();
    let rows = store::published(cx, &all.into_iter().collect::<Vec<_>>(), None).await?;
    for chain in units {
        let (Some(unit), known) = (chain.first().copied(), known_to(&chain, &rows)?) else { continue };
        let engine = engine.clone();
        cx.tx().after_commit(move || known.into_iter().for_each(|one| engine.publish_calendar(Some(unit), one)));
    }
    Ok(())
}
