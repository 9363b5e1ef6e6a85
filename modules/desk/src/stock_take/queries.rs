//! The complaints of a morning.

use std::collections::BTreeMap;

use kernel::{Result, Span};
use module::Context;
use process::State;
use property::PlaceId;

use super::{
    model::{CauseWeeks, Repeated, StockTake},
    rules::{by_age, week_of, weeks},
};
use crate::{
    board::model::Everything,
    case::{
        model::{CaseFilter, CaseRow},
        queries::{engine, lines, place_words},
        store,
    },
};

/// The process that is taken stock of.
const COMPLAINT: &str = "complaint";
/// Complaints looked at.
const LOOKED_AT: i64 = 2_000;
/// Open ones shown.
const SHOWN: usize = 60;
/// Within how many days a second complaint of a place is a repetition.
const REPEATED_DAYS: i64 = 30;
/// Weeks shown.
const WEEKS: i64 = 5;

/// The stock-take of this morning.
pub async fn view(cx: &mut Context, _: Everything) -> Result<StockTake> {
    let (now, zone) = (cx.now(), cx.zone());
    let today = now.date(zone);
    let yesterday = today.plus_days(-1);
    let came = store::came_between(cx, COMPLAINT, (yesterday.start(zone), today.start(zone)), LOOKED_AT).await?;
    let filter = CaseFilter { process: Some(COMPLAINT.to_owned()), open: Some(true), ..CaseFilter::default() };
    let mut open = store::pressing(cx, &filter, LOOKED_AT).await?;
    let ages = by_age(open.iter().map(|r| r.opened_at), now);
    let unassigned = i64::try_from(open.iter().filter(|r| r.assignee_id.is_none()).count()).unwrap_or(i64::MAX);
    open.truncate(SHOWN);
    let weeks = weeks(today, WEEKS);
    let since = weeks.first().copied().unwrap_or(today).start(zone);
    let since = since.min(now + Span(-Span::hours(24 * REPEATED_DAYS).0));
    let recent = store::came_between(cx, COMPLAINT, (since, now + Span::seconds(1)), LOOKED_AT).await?;
    Ok(StockTake {
        yesterday,
        repeated: repeated(cx, &recent).await?,
        causes: causes(cx, &recent, &weeks)?,
        came: lines(cx, came).await?,
        open: lines(cx, open).await?,
        ages,
        unassigned,
        weeks,
    })
}

/// Places that complained more than once within the days, the most often first.
async fn repeated(cx: &mut Context, recent: &[CaseRow]) -> Result<Vec<Repeated>> {
    let since = cx.now() + Span(-Span::hours(24 * REPEATED_DAYS).0);
    let mut counts: BTreeMap<PlaceId, i64> = BTreeMap::new();
    for place in recent.iter().filter(|r| r.opened_at >= since).filter_map(|r| r.place_id) {
        *counts.entry(place).or_default() += 1;
    }
    counts.retain(|_, count| *count > 1);
    let ids: Vec<PlaceId> = counts.keys().copied().collect();
    let places = if ids.is_empty() { BTreeMap::new() } else { property::place_lines(cx, &ids).await? };
    let mut found: Vec<Repeated> = counts
        .into_iter()
        .filter_map(|(place_id, count)| Some(Repeated { place: place_words(places.get(&place_id)?), place_id, count }))
        .collect();
    found.sort_by_key(|r| std::cmp::Reverse(r.count));
    found.truncate(20);
    Ok(found)
}

/// How many complaints of each cause came in each week; those whose cause is not known yet last.
fn causes(cx: &Context, recent: &[CaseRow], weeks: &[kernel::Date]) -> Result<Vec<CauseWeeks>> {
    let mut counts: BTreeMap<Option<String>, Vec<i64>> = BTreeMap::new();
    for row in recent {
        let Some(week) = week_of(weeks, row.opened_at.date(cx.zone())) else { continue };
        let state: State = serde_json::from_str(&row.state)?;
        let cause = state.fields.get("cause").and_then(|v| v.as_str()).map(str::to_owned);
        counts.entry(cause).or_insert_with(|| vec![0; weeks.len()])[week] += 1;
    }
    let (def, speech) = (engine(cx)?.current(COMPLAINT)?, cx.speech());
    let label = |cause: &Option<String>| {
        let Some(value) = cause else { return speech.say("desk-stock-take-unknown") };
        let choice = def.field("cause").and_then(|f| f.choices.iter().find(|c| &c.value == value));
        let both = choice.map(|c| kernel::Label::Both { zh: c.zh.clone(), en: c.en.clone() });
        both.map_or_else(|| value.clone(), |both| speech.label(&both))
    };
    let mut found: Vec<CauseWeeks> =
        counts.into_iter().map(|(cause, counts)| CauseWeeks { label: label(&cause), cause, counts }).collect();
    found.sort_by_key(|c| (c.cause.is_none(), std::cmp::Reverse(c.counts.iter().sum::<i64>())));
    Ok(found)
}
