//! The appointments of whoever an address belongs to.

use std::collections::{BTreeMap, btree_map::Entry};

use kernel::{Date, Instant, Lang, OrgId, Result, Span};
use module::{Context, PublicAddress};
use org::StaffId;
use process::State;
use ui::Speech;
use uuid::Uuid;

use super::{
    model::{Appointment, AskCalendar},
    store,
};
use crate::{
    case::{
        queries::{engine, place_words, said},
        store as cases,
    },
    follow_up, sample,
};

/// The fields in which a process keeps when somebody is expected.
const APPOINTMENT: [&str; 2] = ["appointment", "appointment_at"];
/// Open cases looked at.
const MOST: i64 = 300;
/// How far back and ahead duties stand in it.
const BACK: Span = Span::hours(24 * 7);
const AHEAD: Span = Span::hours(24 * 60);
/// How many days second looks stand in it.
const DAYS: i64 = 14;

/// The digest of a key; the key itself is kept nowhere.
pub(crate) fn digest(cx: &Context, secret: &str) -> Vec<u8> {
    cx.platform().vault.digest("calendar", secret)
}

/// The name of the calendar and its appointments, next first.
pub(crate) async fn of(cx: &mut Context, ask: &AskCalendar) -> Result<(String, Vec<Appointment>)> {
    let secret = ask.token.strip_suffix(".ics").unwrap_or(&ask.token);
    let digest = digest(cx, secret);
    let feed = store::of_digest(cx, digest).await?;
    let lang = if feed.lang == Lang::En.tag() { Lang::En } else { Lang::Zh };
    let speech = Speech::new(cx.platform().texts.clone(), lang);
    let mut found = visits(cx, &speech, feed.staff_id).await?;
    found.extend(duties(cx, &speech, feed.staff_id).await?);
    found.extend(samples(cx, &speech, feed.staff_id).await?);
    found.extend(calls(cx, &speech, feed.staff_id).await?);
    found.sort_by_key(|a| a.at);
    Ok((speech.say("desk-calendar-name"), found))
}

/// When he is expected somewhere.
async fn visits(cx: &mut Context, speech: &Speech, staff: Uuid) -> Result<Vec<Appointment>> {
    let mut found = Vec::new();
    for row in cases::in_hands(cx, staff, MOST).await? {
        let state: State = serde_json::from_str(&row.state)?;
        let at = APPOINTMENT.iter().find_map(|name| state.fields.get(*name)).and_then(|v| v.as_str());
        let Some(at) = at.and_then(|text| text.parse::<Instant>().ok()) else { continue };
        let def = engine(cx)?.pinned(&row.definition).await?;
        let location = match row.place_id {
            Some(id) => property::place_line(cx, id).await.ok().map(|p| place_words(&p)),
            None => None,
        };
        let stage = def.stage(&row.stage).map(|s| said(speech, &s.label)).unwrap_or_default();
        found.push(Appointment {
            uid: format!("{}@steward", row.id),
            at,
            until: None,
            summary: format!("{} {}", said(speech, &def.title), row.title),
            location,
            description: format!("{} · {stage}", row.number),
            url: Some(PublicAddress::of(cx, &format!("/desk/cases/{}", row.id))),
            sequence: i64::from(state.events),
            changed_at: row.changed_at,
        });
    }
    Ok(found)
}

/// When he is on call.
async fn duties(cx: &mut Context, speech: &Speech, staff: Uuid) -> Result<Vec<Appointment>> {
    let now = cx.now();
    let duties = org::duties_of(cx, StaffId::from_uuid(staff), now - BACK, now + AHEAD).await?;
    let mut found = Vec::with_capacity(duties.len());
    for duty in duties {
        let trade = duty.trade.as_ref().map(|t| speech.say(&format!("choice-trade-{}", t.replace('_', "-"))));
        let unit = org::unit(cx, duty.org_id).await.map(|unit| unit.name).ok();
        found.push(Appointment {
            uid: format!("{}@steward", duty.id),
            at: duty.from_at,
            until: Some(duty.to_at),
            summary: [Some(speech.say("desk-calendar-duty")), trade]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" · "),
            location: unit,
            description: String::new(),
            url: None,
            sequence: 0,
            changed_at: duty.from_at.min(now),
        });
    }
    Ok(found)
}

/// The second looks that wait for somebody of his post, one line for each day.
async fn samples(cx: &mut Context, speech: &Speech, staff: Uuid) -> Result<Vec<Appointment>> {
    let (today, zone) = (cx.now().date(cx.zone()), cx.zone());
    let mut roles: BTreeMap<OrgId, Vec<String>> = BTreeMap::new();
    let mut days: BTreeMap<(OrgId, Date), u32> = BTreeMap::new();
    for (org, day, process) in sample::store::waiting(cx, today.plus_days(-DAYS)).await? {
        if let Entry::Vacant(place) = roles.entry(org) {
            place.insert(org::roles_of(cx, StaffId::from_uuid(staff), org).await?);
        }
        let rule = engine(cx)?.current(&process).ok().and_then(|def| def.sample.clone());
        if rule.is_some_and(|rule| rule.by.iter().any(|role| roles[&org].contains(role))) {
            *days.entry((org, day)).or_default() += 1;
        }
    }
    let line = |((org, day), count): ((OrgId, Date), u32)| {
        let at = day.start(zone) + Span::hours(9);
        Appointment {
            uid: format!("samples-{org}-{day}@steward"),
            at,
            until: None,
            summary: speech.say_with("desk-calendar-samples", &[("count", &count.to_string())]),
            location: None,
            description: String::new(),
            url: Some("/desk/samples".to_owned()),
            sequence: i64::from(count),
            changed_at: at,
        }
    };
    let mut found: Vec<Appointment> = days.into_iter().map(line).collect();
    for one in &mut found {
        one.url = one.url.as_ref().map(|path| PublicAddress::of(cx, path));
    }
    Ok(found)
}

/// The calls he promised to make at another time.
async fn calls(cx: &mut Context, speech: &Speech, staff: Uuid) -> Result<Vec<Appointment>> {
    let now = cx.now();
    let promised = follow_up::store::promised(cx, staff, now - BACK).await?;
    let cases: Vec<Uuid> = promised.iter().map(|(case, _, _)| case.uuid()).collect();
    let rows = cases::promised(cx, cases).await?;
    let mut found = Vec::new();
    for (case, at, until) in promised {
        let Some(row) = rows.iter().find(|row| row.id == case) else { continue };
        let def = engine(cx)?.pinned(&row.definition).await?;
        if def.follow_up.as_ref().is_none_or(|rule| rule.stage != row.stage) {
            continue;
        }
        found.push(Appointment {
            uid: format!("call-{case}-{}@steward", at.0),
            at: until,
            until: Some(until + Span::minutes(15)),
            summary: speech.say_with("desk-calendar-call", &[("title", &row.title)]),
            location: None,
            description: row.number.clone(),
            url: Some(PublicAddress::of(cx, &format!("/desk/follow_ups?case={case}"))),
            sequence: 0,
            changed_at: at,
        });
    }
    Ok(found)
}
