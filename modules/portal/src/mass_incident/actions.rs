//! One press in place of a report.

use kernel::{Error, Message, Result};
use module::Context;

use super::model::{WatchHere, WatchIncident, Watched, WatchedHere};
use crate::{case::queries::rooms, report::queries::labelled};

/// Notes that it reaches one of the resident's rooms; he sees on his first page how it goes on.
pub async fn watch(cx: &mut Context, input: WatchIncident) -> Result<Watched> {
    let rooms = rooms(cx).await?.now;
    let not_his = || Error::field("place_id", Message::of("portal-not-your-room"));
    let (place, _) = rooms.into_iter().find(|(place, _)| place.id == input.place_id).ok_or_else(not_his)?;
    desk::watch_mass_incident(cx, input.id, &place).await?;
    Ok(Watched { id: input.id })
}

/// Notes that it reaches whoever scanned the code of a place.
pub async fn watch_here(cx: &mut Context, input: WatchHere) -> Result<WatchedHere> {
    let thing = labelled(cx, &input.code).await?;
    let place = thing.place().ok_or(Error::NotFound)?;
    desk::watch_mass_incident(cx, input.id, place).await?;
    Ok(WatchedHere { code: input.code })
}
