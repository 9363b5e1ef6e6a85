//! Limits that ended: the list behind the shares, and the shares.

use std::collections::{BTreeMap, BTreeSet};

use ::store::{Cursor, args};
use kernel::{Date, Label, Result};
use module::{Ask, Context, Listing, Waiting, Waits};
use org::StaffId;
use property::PlaceId;
use uuid::Uuid;

use super::{
    model::{ClockRate, Ended, Kept, KeptBoard, LimitFilter, LimitLine, Rate, Rates},
    rules::{explain_by, explanation, named, rates},
    store::{self, By},
};
use crate::{
    case::queries::{WAITING, engine, place_words, said, topics},
    deputy,
};

/// People, buildings and classes shown.
const SHOWN: usize = 40;

/// Limits that ended, latest first.
pub async fn list(cx: &mut Context, ask: Ask<LimitFilter>) -> Result<Listing<LimitLine>> {
    let people = match ask.filter.role {
        Some(role) => {
            let staff = org::staff_of(cx, kernel::COMPANY, Some(role.word()), None).await?;
            Some(staff.into_iter().map(|s| s.id.uuid()).collect::<Vec<_>>())
        }
        None => None,
    };
    listed(cx, ask, people).await
}

/// The missed limits the reader, or whom he stands in for, has not yet said the cause of.
pub async fn mine(cx: &mut Context, ask: Ask<LimitFilter>) -> Result<Listing<LimitLine>> {
    let own = deputy::queries::own(cx).await?;
    let filter = unexplained(ask.filter);
    listed(cx, Ask { filter, page: ask.page }, Some(own)).await
}

fn unexplained(filter: LimitFilter) -> LimitFilter {
    LimitFilter { outcome: Some(Kept::Missed), explained: Some(filter.explained.unwrap_or(false)), ..filter }
}

/// How many of them there are.
pub(crate) async fn waiting(cx: &mut Context, (): ()) -> Result<Waits> {
    let count = awaited(cx).await?;
    Ok(Waits { entries: vec![Waiting { path: "/desk/limits/mine", count, alarm: true }], topics: topics(cx) })
}

/// How many causes the reader and those he stands in for have to give.
pub(crate) async fn awaited(cx: &mut Context) -> Result<i64> {
    let own = deputy::queries::own(cx).await?;
    store::count(cx, &unexplained(LimitFilter::default()), &own, WAITING).await
}

/// How many causes are awaited in the reader's communities; this month's, as far back as anybody is reminded.
pub(crate) async fn open(cx: &mut Context, (): ()) -> Result<Waits> {
    let since = cx.now().date(cx.zone()).plus_days(-31);
    let filter = LimitFilter { from: Some(since), ..unexplained(LimitFilter::default()) };
    let count = store::count_open(cx, &filter, WAITING).await?;
    Ok(Waits { entries: vec![Waiting { path: "/desk/limits", count, alarm: false }], topics: topics(cx) })
}

async fn listed(cx: &mut Context, ask: Ask<LimitFilter>, people: Option<Vec<Uuid>>) -> Result<Listing<LimitLine>> {
    let (rows, count) = store::list(cx, &ask.page, &ask.filter, people.as_deref()).await?;
    let places: Vec<PlaceId> = rows.iter().filter_map(|r| r.place_id).collect();
    let places = if places.is_empty() { BTreeMap::new() } else { property::place_lines(cx, &places).await? };
    let (engine, speech, now) = (engine(cx)?, cx.speech(), cx.now());
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let def = engine.pinned(&row.definition).await?;
        let missed = row.outcome == Kept::Missed.word();
        let clock = def.clock(&row.clock).map_or_else(|| row.clock.clone(), |c| said(&speech, &c.label));
        lines.push(LimitLine {
            id: format!("{}/{}/{}", row.case_id, row.clock, row.activation),
            case_id: row.case_id,
            number: row.number,
            title: row.title,
            process_label: said(&speech, &def.title),
            clock_label: clock,
            commitment: row.commitment,
            outcome: row.outcome,
            at: row.at,
            org_id: row.org_id,
            answerable: row.person_name,
            answerable_id: row.person_id,
            place: row.place_id.and_then(|id| places.get(&id)).map(place_words),
            explanation: (missed).then(|| explanation(row.cause.is_some(), row.at, now)),
            explain_by: (missed).then(|| explain_by(row.at)),
            cause: row.cause,
            words: row.words,
            given_name: row.given_name,
        });
    }
    let cursor = |l: &LimitLine| {
        let mut parts = l.id.rsplit('/');
        let activation = parts.next().and_then(|n| n.parse::<i64>().ok()).unwrap_or_default();
        let clock = parts.next().unwrap_or_default().to_owned();
        Cursor(args![l.at, l.case_id, clock, activation]).to_string()
    };
    Ok(Listing::cut(lines, &ask.page, count, cursor))
}

/// How limits were kept between two days, by clock, person, building and class.
pub(crate) async fn kept(cx: &mut Context, (from, until): (Date, Date)) -> Result<KeptBoard> {
    let zone = cx.zone();
    let (start, end) = (from.start(zone), until.start(zone));
    let people = store::ended(cx, By::Person, start, end).await?;
    let overall = rates(&people, |_| ()).pop().map(|(_, rates)| rates).unwrap_or_default();
    let mut by_person = Vec::new();
    let found = first(rates(&people, |e| e.id));
    let names = people_names(cx, &found).await?;
    let nobody = cx.speech().say("desk-nobody-yet");
    for (id, shares) in found {
        let name = id.and_then(|id| names.get(&id).cloned()).unwrap_or_else(|| nobody.clone());
        by_person.push(Rates { id, ..named(name, shares) });
    }
    let areas = first(rates(&store::ended(cx, By::Area, start, end).await?, |e| e.id));
    let ids: Vec<PlaceId> = areas.iter().filter_map(|(id, _)| *id).map(PlaceId::from_uuid).collect();
    let places = if ids.is_empty() { BTreeMap::new() } else { property::place_lines(cx, &ids).await? };
    let outside = cx.speech().say("desk-outside-buildings");
    let building = |(id, shares): (Option<Uuid>, _)| {
        let place = id.and_then(|id| places.get(&PlaceId::from_uuid(id)));
        Rates { id, ..named(place.map_or_else(|| outside.clone(), |p| p.name.clone()), shares) }
    };
    let by_building = areas.into_iter().map(building).collect();
    let clocks = store::ended(cx, By::Clock, start, end).await?;
    let classes = store::ended(cx, By::Topic, start, end).await?;
    let (by_clock, by_class) = (by_clock(cx, &clocks)?, by_class(cx, &classes)?);
    let overall = named(String::new(), overall);
    Ok(KeptBoard { from, until, overall, by_clock, by_person, by_building, by_class })
}

fn first<K>(mut list: Vec<(K, [Rate; 3])>) -> Vec<(K, [Rate; 3])> {
    list.truncate(SHOWN);
    list
}

async fn people_names(cx: &mut Context, found: &[(Option<Uuid>, [Rate; 3])]) -> Result<BTreeMap<Uuid, String>> {
    let ids: Vec<StaffId> = found.iter().filter_map(|(id, _)| *id).map(StaffId::from_uuid).collect();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    Ok(org::staff_names(cx, &ids).await?.into_values().map(|s| (s.id.uuid(), s.name)).collect())
}

fn by_clock(cx: &Context, ended: &[Ended]) -> Result<Vec<ClockRate>> {
    let (engine, speech) = (engine(cx)?, cx.speech());
    let mut found: BTreeMap<(&str, &str), Rate> = BTreeMap::new();
    for one in ended {
        found.entry((&one.process, &one.word)).or_default().add(&one.outcome, one.count);
    }
    let mut list = Vec::new();
    let processes: BTreeSet<&str> = found.keys().map(|(process, _)| *process).collect();
    for def in processes.into_iter().filter_map(|process| engine.current(process).ok()) {
        for clock in &def.clocks {
            let Some(rate) = found.get(&(def.key.as_str(), clock.id.as_str())) else { continue };
            list.push(ClockRate {
                process: def.key.clone(),
                process_label: said(&speech, &def.title),
                clock: clock.id.clone(),
                label: said(&speech, &clock.label),
                rate: *rate,
            });
        }
    }
    Ok(list)
}

fn by_class(cx: &Context, ended: &[Ended]) -> Result<Vec<Rates>> {
    let (engine, speech) = (engine(cx)?, cx.speech());
    let mut list = Vec::new();
    for (key, shares) in first(rates(ended, |e| e.process.clone())) {
        let (process, topic) = key.split_once('/').unwrap_or((&key, ""));
        let Ok(def) = engine.current(process) else { continue };
        let choices = def.list.topic.as_ref().and_then(|name| def.field(name)).map(|f| &f.choices);
        let choice = choices.and_then(|c| c.iter().find(|c| c.value == topic));
        let class = choice.map(|c| speech.label(&Label::Both { zh: c.zh.clone(), en: c.en.clone() }));
        let class = class.unwrap_or_else(|| speech.say("desk-board-no-class"));
        list.push(Rates {
            topic: Some(topic.to_owned()),
            process: Some(process.to_owned()),
            ..named(format!("{} · {class}", said(&speech, &def.title)), shares)
        });
    }
    Ok(list)
}
