//! Making a secret address, and taking it back.

use kernel::{ActorKind, Error, Result};
use module::{Change, Context, PublicAddress};
use serde_json::json;

use super::{
    model::{CalendarFeedId, CalendarMade, CalendarRemoved, OwnCalendar},
    queries::digest,
    store,
};

/// Makes the address of one's own appointments; an earlier one is worth nothing from then on.
pub async fn create(cx: &mut Context, _: OwnCalendar) -> Result<CalendarMade> {
    if cx.actor().kind != ActorKind::Staff {
        return Err(Error::Forbidden(crate::VIEW.0.into()));
    }
    let (me, now, home) = (cx.actor().id, cx.now(), cx.actor().home);
    store::remove(cx, me, now).await?;
    let secret: String = cx.random::<24>().iter().map(|byte| format!("{byte:02x}")).collect();
    let id: CalendarFeedId = cx.new_id();
    let digest = digest(cx, &secret);
    store::insert(cx, id, digest).await?;
    cx.record(Change::to(home, id).after(&json!({ "made": true })));
    Ok(CalendarMade { id, url: PublicAddress::of(cx, &format!("/desk/calendar/{secret}.ics")) })
}

/// Takes one's addresses back.
pub async fn remove(cx: &mut Context, _: OwnCalendar) -> Result<CalendarRemoved> {
    let (me, now, home) = (cx.actor().id, cx.now(), cx.actor().home);
    let count = store::remove(cx, me, now).await?;
    if count == 0 {
        return Err(Error::broken("desk-calendar-none"));
    }
    cx.record(Change::to(home, home).after(&json!({ "calendars_removed": count })));
    Ok(CalendarRemoved { count })
}
