//! What an invitation is, and what is asked for to write one.

use kernel::{Id, Instant, Noun, OrgId, words};
use property::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::person::model::PersonId;

/// A code that binds an account to a person and his room, once.
#[derive(Debug)]
pub struct Invitation;
impl Noun for Invitation {
    const PREFIX: &'static str = "invitation";
}
/// The id of an invitation.
pub type InvitationId = Id<Invitation>;

words! {
    /// How an invitation stands.
    InvitationState {
        /// It can be used.
        Open = "open",
        /// It was used.
        Used = "used",
        /// Its time is over.
        Expired = "expired",
        /// It was taken back, or a later one took its place.
        Cancelled = "cancelled",
    }
}

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub(crate) struct InvitationRow {
    pub org_id: OrgId,
    pub id: InvitationId,
    pub person_id: PersonId,
    pub place_id: Option<PlaceId>,
    pub sealed: Vec<u8>,
    pub created_at: Instant,
    pub expires_at: Instant,
    pub used_at: Option<Instant>,
    pub cancelled_at: Option<Instant>,
}

/// A new invitation.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Invite {
    /// Who is invited.
    pub person_id: PersonId,
    /// To which of his rooms; the only one when absent.
    pub place_id: Option<PlaceId>,
}

/// An invitation that was written.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Invited {
    /// The invitation.
    pub id: InvitationId,
    /// Who is invited.
    pub person_id: PersonId,
    /// The code to hand over: `K7QM-3XRT`.
    pub code: String,
    /// Until when it can be used.
    pub expires_at: Instant,
}

/// An invitation named by its id.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ThisInvitation {
    /// The invitation.
    pub id: InvitationId,
}

/// An invitation taken back.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CancelledInvitation {
    /// The invitation.
    pub id: InvitationId,
    /// Who was invited.
    pub person_id: PersonId,
}

/// What a good code stands for: whoever shows it becomes this person, in this community.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// The invitation.
    pub id: InvitationId,
    /// The community.
    pub org_id: OrgId,
    /// The person.
    pub person_id: PersonId,
    /// The room, if the invitation names one.
    pub place_id: Option<PlaceId>,
    /// The full name, for the account.
    pub name: String,
}
