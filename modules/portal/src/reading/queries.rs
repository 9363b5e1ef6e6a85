//! The meters of a resident's rooms.

use kernel::{Error, Message, Result};
use meter::{Dial, MeterId};
use module::Context;
use property::PlaceLine;

use super::model::{OwnMeter, OwnMeters};
use crate::{case::queries::rooms, home::model::Nothing};

/// The meters in use at the rooms he has now, each with its room.
pub(crate) async fn meters(cx: &mut Context) -> Result<Vec<(PlaceLine, Dial)>> {
    let tomorrow = cx.now().date(cx.zone()).plus_days(1);
    let mut found = Vec::new();
    for (place, _) in rooms(cx).await?.now {
        let dials = meter::dials_at(cx, place.id, tomorrow).await?;
        found.extend(dials.into_iter().map(|dial| (place.clone(), dial)));
    }
    Ok(found)
}

/// One of them; somebody else's is none of his.
pub(crate) async fn meter_of(cx: &mut Context, id: MeterId) -> Result<(PlaceLine, Dial)> {
    let not_his = || Error::field("meter_id", Message::of("portal-not-your-meter"));
    meters(cx).await?.into_iter().find(|(_, dial)| dial.meter.id == id).ok_or_else(not_his)
}

/// His meters with what they showed last.
pub async fn list(cx: &mut Context, _: Nothing) -> Result<OwnMeters> {
    let own = |(place, dial): (PlaceLine, Dial)| OwnMeter {
        meter_id: dial.meter.id,
        number: dial.meter.number,
        meter_kind: dial.meter.kind,
        place: place.name,
        figure: dial.last.map(|figure| figure.normalize().to_string()),
        unit: dial.meter.kind.unit().to_owned(),
    };
    Ok(OwnMeters { rows: meters(cx).await?.into_iter().map(own).collect() })
}
