//! Writing invitations, taking them back, and what a shown code stands for.

use kernel::{Error, Message, Noun, OrgId, Result};
use module::{Change, Context};
use property::PlaceId;
use serde::Serialize;

use super::{
    model::{
        Bound, CancelledInvitation, Invitation, InvitationId, InvitationRow, InvitationState, Invite, Invited,
        ThisInvitation,
    },
    rules, store,
};
use crate::{
    occupancy,
    person::{self, model::PersonId},
};

/// Writes a code for a person; an earlier one that was not used is void from now on.
pub async fn create(cx: &mut Context, input: Invite) -> Result<Invited> {
    let who = person::actions::living(cx, input.person_id).await?;
    let (org, place) = room(cx, &input).await?;
    let (now, vault) = (cx.now(), cx.platform().vault.clone());
    let written = store::since(cx, org, who.id, now - rules::WINDOW).await?;
    rules::one_more(written.len())?;
    store::cancel(cx, org, who.id, now).await?;
    let code = rules::code(cx.random());
    let key = vault.unwrap_key(who.wrapped.as_deref().unwrap_or_default())?;
    let row = InvitationRow {
        org_id: org,
        id: cx.new_id(),
        person_id: who.id,
        place_id: Some(place),
        sealed: vault.seal(&key, &code)?,
        created_at: now,
        expires_at: now + rules::LIFE,
        used_at: None,
        cancelled_at: None,
    };
    store::insert(cx, &row, vault.digest(Invitation::PREFIX, &code)).await?;
    cx.record(Change::to(org, row.id).after(&Written { person_id: who.id, place_id: Some(place) }));
    cx.touch(format!("person:{}", who.id));
    Ok(Invited { id: row.id, person_id: who.id, code: rules::grouped(&code), expires_at: row.expires_at })
}

/// The room of the invitation: the one named, or the only one the person belongs to today.
async fn room(cx: &mut Context, input: &Invite) -> Result<(OrgId, PlaceId)> {
    let (scope, today) = (cx.scope().clone(), cx.now().date(cx.zone()));
    let mut rooms: Vec<(OrgId, PlaceId)> = occupancy::store::current_of(cx, &scope, &[input.person_id], today)
        .await?
        .iter()
        .filter(|o| o.role != occupancy::model::Role::EmergencyContact)
        .map(|o| (o.org_id, o.place_id))
        .collect();
    rooms.sort_unstable();
    rooms.dedup();
    rooms.retain(|(_, place)| input.place_id.is_none_or(|wanted| wanted == *place));
    match rooms.as_slice() {
        [room] => Ok(*room),
        [] => Err(Error::field("place_id", Message::of("party-invitation-no-room"))),
        _ => Err(Error::field("place_id", Message::of("invalid-required"))),
    }
}

/// Takes an invitation back.
pub async fn cancel(cx: &mut Context, input: ThisInvitation) -> Result<CancelledInvitation> {
    let row = store::find(cx, input.id).await?;
    let now = cx.now();
    if rules::state(&row, now) != InvitationState::Open {
        return Err(Error::broken("party-invitation-not-open"));
    }
    store::cancel(cx, row.org_id, row.person_id, now).await?;
    cx.record(Change::to(row.org_id, row.id).before(&Written { person_id: row.person_id, place_id: row.place_id }));
    cx.touch(format!("person:{}", row.person_id));
    Ok(CancelledInvitation { id: row.id, person_id: row.person_id })
}

/// Uses a code: answers whom it stands for and never works again. The caller binds the account in the same transaction,
/// asks for more proof when the person has a phone ([`crate::ends_with`]), and limits how often codes are tried.
///
/// # Errors
/// One refusal for every code that is wrong, used, expired or taken back, so that nothing is learnt by trying.
pub async fn bind(cx: &mut Context, typed: &str) -> Result<Bound> {
    let refused = || Error::field("code", Message::of("party-code-wrong"));
    let code = rules::typed(typed).ok_or_else(refused)?;
    let digest = cx.platform().vault.digest(Invitation::PREFIX, &code);
    let now = cx.now();
    let row = store::by_digest(cx, digest).await?.ok_or_else(refused)?;
    if rules::state(&row, now) != InvitationState::Open {
        return Err(refused());
    }
    let who = person::store::several(cx, &[row.person_id]).await?.into_iter().next().ok_or_else(refused)?;
    store::used(cx, &row, now).await?;
    let id: InvitationId = row.id;
    cx.record(Change::to(row.org_id, id).after(&Written { person_id: row.person_id, place_id: row.place_id }));
    Ok(Bound { id, org_id: row.org_id, person_id: row.person_id, place_id: row.place_id, name: who.name })
}

/// An invitation in the audit: never its code.
#[derive(Serialize)]
struct Written {
    person_id: PersonId,
    place_id: Option<PlaceId>,
}
