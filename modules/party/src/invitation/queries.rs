//! Read model of an invitation.

use kernel::{Instant, Result};
use module::Context;
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    model::{InvitationId, InvitationState, ThisInvitation},
    rules, store,
};
use crate::person::{self, model::PersonId};

/// An invitation as it is shown and printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct InvitationRecord {
    /// The invitation.
    pub id: InvitationId,
    /// Who is invited.
    pub person_id: PersonId,
    /// His masked name.
    pub name: String,
    /// The code of his room.
    pub place: String,
    /// The room.
    pub place_id: Option<PlaceId>,
    /// How it stands.
    pub state: InvitationState,
    /// The code, as long as it can be used.
    pub code: Option<String>,
    /// Until when it can be used.
    pub expires_at: Instant,
}

/// One invitation.
pub async fn view(cx: &mut Context, which: ThisInvitation) -> Result<InvitationRecord> {
    let row = store::find(cx, which.id).await?;
    let state = rules::state(&row, cx.now());
    let who = person::actions::load(cx, row.person_id).await?;
    let vault = cx.platform().vault.clone();
    let code = match (state, &who.wrapped) {
        (InvitationState::Open, Some(wrapped)) => Some(vault.open(&vault.unwrap_key(wrapped)?, &row.sealed)?),
        _ => None,
    };
    let place = match row.place_id {
        Some(id) => property::place_line(cx, id).await?.code,
        None => String::new(),
    };
    Ok(InvitationRecord {
        id: row.id,
        person_id: row.person_id,
        name: person::rules::mask_name(who.kind, &who.name),
        place,
        place_id: row.place_id,
        state,
        code: code.map(|code| rules::grouped(&code)),
        expires_at: row.expires_at,
    })
}
