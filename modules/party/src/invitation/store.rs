//! Every statement over invitations.

use kernel::{Instant, OrgId, Result};
use module::Context;
use store::{Select, Sql, args};

use super::model::{InvitationId, InvitationRow};
use crate::person::model::PersonId;

const COLUMNS: &str = "i.org_id, i.id, i.person_id, i.place_id, i.sealed, i.created_at, i.expires_at, i.used_at, \
     i.cancelled_at";

/// Writes a new invitation.
pub(crate) async fn insert(cx: &mut Context, i: &InvitationRow, digest: Vec<u8>) -> Result<()> {
    let sql = "INSERT INTO invitations (org_id, id, person_id, place_id, digest, sealed, created_at, expires_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let row = args![i.org_id, i.id, i.person_id, i.place_id, digest, &i.sealed, i.created_at, i.expires_at];
    cx.tx().execute(sql, row).await.map(|_| ())
}

/// When invitations were written for a person in a community, since an instant.
pub(crate) async fn since(cx: &mut Context, org: OrgId, person: PersonId, at: Instant) -> Result<Vec<Instant>> {
    let sql = "SELECT created_at FROM invitations WHERE org_id = $1 AND person_id = $2 AND created_at > $3";
    cx.tx().fetch_values(sql, args![org, person, at]).await
}

/// An invitation of a community in the scope.
pub(crate) async fn find(cx: &mut Context, id: InvitationId) -> Result<InvitationRow> {
    let scope = cx.scope().clone();
    let (sql, args) =
        Select::from("invitations i").columns(COLUMNS).scope("i.org_id", &scope).filter("i.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// The invitation a code was written for, held until the transaction ends.
pub(crate) async fn by_digest(cx: &mut Context, digest: Vec<u8>) -> Result<Option<InvitationRow>> {
    let sql = Sql::from(
        "SELECT i.org_id, i.id, i.person_id, i.place_id, i.sealed, i.created_at, i.expires_at, i.used_at, \
         i.cancelled_at FROM invitations i WHERE i.digest = $1",
    );
    cx.tx().fetch_optional(sql.for_update(), args![digest]).await
}

/// Marks an invitation as used.
pub(crate) async fn used(cx: &mut Context, i: &InvitationRow, at: Instant) -> Result<()> {
    let sql = "UPDATE invitations SET used_at = $1 WHERE org_id = $2 AND id = $3";
    cx.tx().execute(sql, args![at, i.org_id, i.id]).await.map(|_| ())
}

/// Takes back what is still open of a person's invitations in a community.
pub(crate) async fn cancel(cx: &mut Context, org: OrgId, person: PersonId, at: Instant) -> Result<u64> {
    let sql = "UPDATE invitations SET cancelled_at = $1 WHERE org_id = $2 AND person_id = $3 AND used_at IS NULL \
               AND cancelled_at IS NULL";
    cx.tx().execute(sql, args![at, org, person]).await
}
