//! Naming deputies: everybody for himself, those who lead for others.

use kernel::{ActorKind, Error, Id, Result};
use module::{Change, Context};

use super::{
    model::{AddDeputy, DeputyDone, DeputyRow, ThisDeputy},
    rules, store,
};
use crate::{
    model::StaffId,
    staff::{self, model::StaffState},
};

/// Names who stands in for somebody for a span of time.
pub async fn create(cx: &mut Context, input: AddDeputy) -> Result<DeputyDone> {
    let me = own(cx);
    let Some(of) = input.staff_id.or(me) else {
        return Err(Error::field("staff_id", kernel::Message::of("invalid-required")));
    };
    let away = match staff::store::one(cx, of).await {
        // An account without a member of staff behind it says for whom.
        Err(Error::NotFound) if input.staff_id.is_none() => {
            return Err(Error::field("staff_id", kernel::Message::of("invalid-required")));
        }
        found => found?,
    };
    answers_for(cx, of, away.unit_id)?;
    let Some(named) = staff::queries::staff_names(cx, &[input.deputy_id]).await?.remove(&input.deputy_id) else {
        return Err(Error::NotFound);
    };
    if staff::store::state_of(cx, named.id).await? == StaffState::Left {
        return Err(Error::field("deputy_id", kernel::Message::of("org-staff-left")));
    }
    let span = (input.from_at, input.to_at);
    rules::check(of, named.id, span, &store::of_either(cx, of, named.id, input.from_at).await?, cx.now())?;
    let row = DeputyRow {
        id: cx.new_id(),
        unit_id: away.unit_id,
        staff_id: of,
        staff: away.name,
        deputy_id: named.id,
        deputy: named.name,
        from_at: input.from_at,
        to_at: input.to_at,
        reason: input.reason,
    };
    store::insert(cx, &row).await?;
    cx.record(Change::to(row.unit_id, row.id).after(&row));
    told(cx, &row);
    Ok(DeputyDone { id: row.id })
}

/// Ends it now; one that has not begun never takes place.
pub async fn end(cx: &mut Context, input: ThisDeputy) -> Result<DeputyDone> {
    let was = store::locked(cx, input.id).await?;
    answers_for(cx, was.staff_id, was.unit_id)?;
    let at = cx.now().max(was.from_at);
    if was.to_at <= at {
        return Err(Error::broken("org-deputy-over"));
    }
    store::end(cx, was.id, at).await?;
    let is = DeputyRow { to_at: at, ..was.clone() };
    cx.record(Change::to(is.unit_id, is.id).before(&was).after(&is));
    told(cx, &is);
    Ok(DeputyDone { id: is.id })
}

/// Himself, or one of those who may change the records of staff there.
fn answers_for(cx: &Context, of: StaffId, unit: kernel::OrgId) -> Result<()> {
    if own(cx) == Some(of) || cx.actor().may_in(crate::STAFF_EDIT, unit) {
        Ok(())
    } else {
        Err(Error::broken("org-deputy-of-others"))
    }
}

fn own(cx: &Context) -> Option<StaffId> {
    (cx.actor().kind == ActorKind::Staff).then(|| Id::from_uuid(cx.actor().id))
}

fn told(cx: &mut Context, row: &DeputyRow) {
    cx.touch("deputies");
    // Whoever stands in may do more from now on, or no longer.
    cx.touch(crate::tree::actions::TOPIC);
    for one in [row.staff_id, row.deputy_id] {
        cx.touch(format!("staff:{one}"));
    }
}
