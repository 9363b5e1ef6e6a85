//! What a phone carries along before it loses its signal.

use std::collections::{BTreeMap, BTreeSet};

use data_encoding::BASE64URL_NOPAD;
use kernel::{ActorKind, Result, Span};
use module::Context;
use round::procedure::{LastReading, Procedure};
use serde::Serialize;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::{
    model::{Carried, CarriedProcedure, CarriedTask, CarryWork},
    store,
};
use crate::{
    occurrence::{
        model::OccurrenceRow,
        queries::{sheet, tonight},
    },
    plan, vendor_worker,
    work::{self, rules::values},
};

/// How far back what was missed or finished is carried along.
const BACK: Span = Span::days(2);
/// Bytes by which the cursor knows a record and what it says.
const MARK: usize = 5;

/// What the device has, told by its cursor, and what it is to have: a few bytes for each record, so that what has changed is
/// known without any clock.
struct Marks {
    had: BTreeSet<Vec<u8>>,
    has: Vec<u8>,
    all: Vec<String>,
}

impl Marks {
    fn since(cursor: Option<&str>) -> Self {
        let had = BASE64URL_NOPAD.decode(cursor.unwrap_or_default().as_bytes()).unwrap_or_default();
        Self { had: had.chunks(MARK).map(<[u8]>::to_vec).collect(), has: Vec::new(), all: Vec::new() }
    }

    /// Notes a record; whether the device does not have it as it is now.
    fn is_new(&mut self, id: String, record: &impl Serialize) -> Result<bool> {
        let digest = Sha256::digest(serde_json::to_vec(&(&id, record))?);
        let mark = &digest[..MARK];
        self.has.extend_from_slice(mark);
        self.all.push(id);
        Ok(!self.had.contains(mark))
    }
}

/// Today's and tomorrow's tasks with all they need, and his cases.
pub async fn carry(cx: &mut Context, input: CarryWork) -> Result<Carried> {
    let mut marks = Marks::since(input.since.as_deref());
    let (mut tasks, mut procedures, mut cases) = (Vec::new(), Vec::new(), Vec::new());
    let mut needed: BTreeMap<_, Procedure> = BTreeMap::new();
    for row in rows(cx).await? {
        // A round on a route is scanned point by point, online.
        if plan::store::route_of(cx, &row).await?.is_some() {
            continue;
        }
        let (task, procedure) = task(cx, row).await?;
        needed.entry(task.procedure_id).or_insert(procedure);
        if marks.is_new(task.id.to_string(), &task)? {
            tasks.push(task);
        }
    }
    for (id, procedure) in needed {
        let procedure = CarriedProcedure { id, body: serde_json::to_value(procedure)? };
        if marks.is_new(id.to_string(), &procedure)? {
            procedures.push(procedure);
        }
    }
    // Whoever takes part by a link has tasks only.
    if cx.actor().kind == ActorKind::Staff && vendor_worker::queries::firm(cx).await?.is_none() {
        for case in desk::job_cards(cx).await? {
            if marks.is_new(case.id.to_string(), &case)? {
                cases.push(case);
            }
        }
    }
    let (person, name, cursor) = (cx.actor().id, cx.actor().name.clone(), BASE64URL_NOPAD.encode(&marks.has));
    Ok(Carried { now: cx.now(), person, name, cursor, all: marks.all, tasks, procedures, cases })
}

/// What is his to do until tomorrow night, what was missed and can be made up for, and what he has finished of late.
async fn rows(cx: &mut Context) -> Result<Vec<OccurrenceRow>> {
    let window = (cx.now() - BACK, tonight(cx) + Span::days(1));
    let mut rows = Vec::new();
    for (org, free) in work::queries::posts(cx).await? {
        rows.extend(store::carried(cx, org, &free, window).await?);
    }
    rows.sort_by_key(|row| (row.closes_at, row.id));
    Ok(rows)
}

async fn task(cx: &mut Context, row: OccurrenceRow) -> Result<(CarriedTask, Procedure)> {
    let sheet = sheet(cx, row).await?;
    let row = &sheet.row;
    let place = match row.place_id {
        Some(id) => Some(property::place_line(cx, id).await?),
        None => None,
    };
    let place = place.map(|line| if line.name.is_empty() { line.code } else { line.name });
    let readings: Map<String, Value> =
        sheet.known.readings.iter().map(|(step, last)| (step.clone(), json!(last.figure.to_string()))).collect();
    let usual = |last: &LastReading| last.usual.map(|usual| json!(usual.round_dp(3).normalize().to_string()));
    let usual: Map<String, Value> =
        sheet.known.readings.iter().filter_map(|(step, last)| Some((step.clone(), usual(last)?))).collect();
    let task = CarriedTask {
        id: row.id,
        org_id: row.org_id,
        title: row.title.clone(),
        thing: row.thing_name.clone(),
        place: place.filter(|place| !place.is_empty()),
        system: row.system,
        opens_at: row.opens_at,
        closes_at: row.closes_at,
        state: row.state,
        staff_name: row.staff_name.clone(),
        procedure_id: row.procedure_id,
        given: values(&sheet.given),
        readings: Value::Object(readings),
        usual: Value::Object(usual),
        place_codes: sheet.known.place_codes.clone(),
        asset_codes: sheet.known.asset_codes.clone(),
    };
    Ok((task, sheet.procedure))
}
