//! The complaints of a morning.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Date, Result, Span};
use module::Context;
use process::State;
use property::PlaceId;

use super::{
    model::{CauseWeeks, Joint, MonthSummary, Repeated, StockTake, TopicMonths},
    rules::{by_age, is_rising, months, week_of, weeks},
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
/// Months shown.
const MONTHS: usize = 3;
/// From how many households of a building on a complaint of one thing is a joint one.
const HOUSEHOLDS: usize = 3;

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
    let (months, topics) = by_month(cx, today).await?;
    Ok(StockTake {
        months,
        topics,
        joint: joint(cx, &recent).await?,
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
    let label = labels(cx, "cause")?;
    let cause = |(cause, counts): (Option<String>, Vec<i64>)| {
        let is_rising = cause.is_some() && is_rising(&counts);
        CauseWeeks { label: label(cause.as_deref()), cause, counts, is_rising }
    };
    let mut found: Vec<CauseWeeks> = counts.into_iter().map(cause).collect();
    found.sort_by_key(|c| (c.cause.is_none(), std::cmp::Reverse(c.counts.iter().sum::<i64>())));
    Ok(found)
}

/// The words of the choices of a field of complaints.
fn labels(cx: &Context, field: &'static str) -> Result<impl Fn(Option<&str>) -> String> {
    let (def, speech) = (engine(cx)?.current(COMPLAINT)?, cx.speech());
    Ok(move |value: Option<&str>| {
        let Some(value) = value else { return speech.say("desk-stock-take-unknown") };
        let choice = def.field(field).and_then(|f| f.choices.iter().find(|c| c.value == value));
        let both = choice.map(|c| kernel::Label::Both { zh: c.zh.clone(), en: c.en.clone() });
        both.map_or_else(|| value.to_owned(), |both| speech.label(&both))
    })
}

/// Households of one building that complained of one thing within the days, the most first.
async fn joint(cx: &mut Context, recent: &[CaseRow]) -> Result<Vec<Joint>> {
    let since = cx.now() + Span(-Span::hours(24 * REPEATED_DAYS).0);
    let mut homes: BTreeMap<(PlaceId, &str), BTreeSet<PlaceId>> = BTreeMap::new();
    for row in recent.iter().filter(|r| r.opened_at >= since) {
        if let (Some(area), Some(place), Some(topic)) = (row.area_id, row.place_id, row.topic.as_deref()) {
            homes.entry((area, topic)).or_default().insert(place);
        }
    }
    homes.retain(|_, homes| homes.len() >= HOUSEHOLDS);
    let ids: Vec<PlaceId> = homes.keys().map(|(area, _)| *area).collect();
    let places = if ids.is_empty() { BTreeMap::new() } else { property::place_lines(cx, &ids).await? };
    let label = labels(cx, "topic")?;
    let joint = |((area_id, topic), homes): ((PlaceId, &str), BTreeSet<PlaceId>)| {
        let latest = recent.iter().find(|r| r.area_id == Some(area_id) && r.topic.as_deref() == Some(topic))?;
        Some(Joint {
            area: place_words(places.get(&area_id)?),
            area_id,
            topic: topic.to_owned(),
            label: label(Some(topic)),
            count: i64::try_from(homes.len()).unwrap_or(i64::MAX),
            case_id: latest.id,
        })
    };
    let mut found: Vec<Joint> = homes.into_iter().filter_map(joint).collect();
    found.sort_by_key(|j| std::cmp::Reverse(j.count));
    Ok(found)
}

/// The last months: what came, ended and was late, and how many of each topic.
async fn by_month(cx: &mut Context, today: Date) -> Result<(Vec<MonthSummary>, Vec<TopicMonths>)> {
    let (zone, firsts) = (cx.zone(), months(today, MONTHS));
    let mut topics: BTreeMap<Option<String>, Vec<i64>> = BTreeMap::new();
    let mut months = Vec::with_capacity(firsts.len());
    for (nth, month) in firsts.iter().enumerate() {
        let until = firsts.get(nth + 1).copied().unwrap_or_else(|| today.plus_days(1));
        let summed = store::summed_between(cx, COMPLAINT, (month.start(zone), until.start(zone))).await?;
        months.push(MonthSummary {
            month: *month,
            came: summed.iter().map(|s| s.came).sum(),
            ended: summed.iter().map(|s| s.ended).sum(),
            late: summed.iter().map(|s| s.late).sum(),
        });
        for of in summed {
            topics.entry(of.topic).or_insert_with(|| vec![0; firsts.len()])[nth] = of.came;
        }
    }
    let label = labels(cx, "topic")?;
    let topic =
        |(topic, counts): (Option<String>, Vec<i64>)| TopicMonths { label: label(topic.as_deref()), topic, counts };
    let mut topics: Vec<TopicMonths> = topics.into_iter().map(topic).collect();
    topics.sort_by_key(|t| (t.topic.is_none(), std::cmp::Reverse(t.counts.iter().sum::<i64>())));
    Ok((months, topics))
}
