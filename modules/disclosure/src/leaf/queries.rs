//! One's own payments in a sheet, each reckoned up to its root.

use kernel::Result;
use module::Context;
use party::PersonId;

use super::{
    model::{LeafRow, Nothing, OwnLeaf, OwnLeaves, OwnSheets},
    rules, store,
};
use crate::sheet::{self, model::WhichSheet};

/// Sheets shown at most.
const MOST: i64 = 60;

/// What is published where somebody lives, the latest first.
pub async fn sheets(cx: &mut Context, _: Nothing) -> Result<OwnSheets> {
    let rows = sheet::store::published(cx, None, MOST).await?;
    Ok(OwnSheets { rows: rows.iter().map(sheet::queries::listed).collect() })
}

/// One's own payments in a published sheet; nobody sees those of others.
pub async fn view(cx: &mut Context, which: WhichSheet) -> Result<OwnLeaves> {
    let row = sheet::store::one_published(cx, which.id).await?;
    let root = row.read()?.root;
    let me = PersonId::from_uuid(cx.actor().id);
    let own = store::own(cx, row.org_id, row.id, me).await?;
    let all = store::all(cx.tx(), row.org_id, row.id).await?;
    let digests: Vec<rules::Digest> = all.iter().filter_map(|leaf| rules::read(&leaf.digest)).collect();
    let leaves = own.iter().filter_map(|leaf| shown(leaf, &digests, &root)).collect();
    Ok(OwnLeaves { sheet: sheet::queries::listed(&row), root, leaves })
}

/// A leaf reckoned anew from what it tells, and its way up.
fn shown(leaf: &LeafRow, digests: &[rules::Digest], root: &str) -> Option<OwnLeaf> {
    let digest = rules::leaf(&rules::read(&leaf.salt)?, &leaf.told);
    let steps = rules::steps(digests, usize::try_from(leaf.nth).ok()?);
    let reached = rules::hex(&rules::walked(digest, &steps)?);
    Some(OwnLeaf {
        told: leaf.told.clone(),
        salt: leaf.salt.clone(),
        digest: rules::hex(&digest),
        included: reached == root,
        steps,
        root: reached,
    })
}
