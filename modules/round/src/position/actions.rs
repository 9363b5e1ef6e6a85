//! Saying where things are, and reading where people were.

use kernel::{Error, Message, Result};
use module::{Change, Context};
use round::procedure::{Answer, Position};

use super::{
    model::{EditPosition, PositionDone, PositionRow, PositionsRead, PositionsSeen, RevealPositions},
    rules, store,
};
use crate::{
    occurrence::{self, queries::sheet},
    procedure::queries::said,
    route,
};

/// Says where a place or a piece of equipment is.
pub async fn edit(cx: &mut Context, input: EditPosition) -> Result<PositionDone> {
    let (org_id, thing_id) = match (input.place_id, input.asset_id) {
        (Some(id), None) => (property::place_line(cx, id).await?.org_id, id.uuid()),
        (None, Some(id)) => (asset::asset_line(cx, id).await?.org_id, id.uuid()),
        (Some(_), Some(_)) => return Err(Error::field("asset_id", Message::of("round-point-twice"))),
        (None, None) => return Err(Error::field("place_id", Message::of("invalid-required"))),
    };
    let (latitude, longitude) = rules::on_the_ground(input.location)?;
    let was = store::to_change(cx, org_id, thing_id).await?;
    let is = PositionRow {
        org_id,
        id: was.as_ref().map_or_else(|| cx.new_id(), |was| was.id),
        thing_id,
        latitude,
        longitude,
        accuracy: input.location.accuracy.map(rules::metres),
        radius: input.radius,
        made_name: cx.actor().name.clone(),
        made_at: cx.now(),
    };
    store::put(cx, &is).await?;
    let change = Change::to(org_id, is.id).after(&is);
    cx.record(match &was {
        Some(was) => change.before(was),
        None => change,
    });
    cx.touch(format!("routes:{org_id}"));
    Ok(PositionDone { id: is.id })
}

/// Tells a leader of the post once where people were on a task; that he read it is kept.
pub async fn reveal(cx: &mut Context, input: RevealPositions) -> Result<PositionsRead> {
    let row = occurrence::store::one(cx, input.id).await?;
    if !rules::leads(cx.actor().roles_in(row.org_id), row.role) {
        return cx.refuse(Message::of("round-position-not-yours"));
    }
    let sheet = sheet(cx, row).await?;
    let (speech, zone, now) = (cx.speech(), cx.zone(), cx.now());
    let line = |what: &str, who: &str, at, position: &Position| {
        let Position { latitude, longitude, accuracy } = position;
        format!("{what} {who} {}: {latitude:.5}, {longitude:.5} ±{accuracy:.0} m", speech.moment(at, now, zone))
    };
    let mut lines = Vec::new();
    for result in &sheet.results {
        let Some(given) = sheet.given.get(&result.step) else { continue };
        let ask = sheet.procedure.step(&result.step).map(|step| said(&speech, &step.ask)).unwrap_or_default();
        if let Some(Answer::Location(position)) = &given.answer {
            lines.push(line(&ask, &result.by_name, result.at, position));
        }
        let photo = format!("{ask} {}", speech.say("field-photo"));
        lines.extend(given.located.values().map(|position| line(&photo, &result.by_name, result.at, position)));
    }
    for scan in route::store::scans(cx, &sheet.row).await? {
        let Some(location) = &scan.location else { continue };
        let name = sheet.points.iter().find(|point| point.point == scan.point_id.to_string());
        let name = name.map(|point| point.name.as_str()).unwrap_or_default();
        lines.push(line(name, &scan.by_name, scan.at, &serde_json::from_str(location)?));
    }
    cx.record(Change::to(sheet.row.org_id, sheet.row.id).after(&PositionsSeen { positions_seen: lines.len() }));
    let positions = if lines.is_empty() { speech.say("round-position-none") } else { lines.join("；") };
    Ok(PositionsRead { id: sheet.row.id, positions })
}
