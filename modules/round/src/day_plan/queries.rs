//! The days of one's posts, and who of a post has read its day.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{ActorKind, COMPANY, OrgId, Result};
use module::Context;
use org::StaffId;
use round::procedure::Procedure;

use super::{
    model::{OwnDay, Receipt},
    rules, store as rows,
};
use crate::{
    PLAN_EDIT, WORK_VIEW,
    procedure::{model::ProcedureRow, store},
};

/// The days of the posts whoever asks fills, in the order of the library.
pub(crate) async fn own(cx: &mut Context) -> Result<Vec<OwnDay>> {
    if cx.actor().kind != ActorKind::Staff {
        return Ok(Vec::new());
    }
    let actor = cx.actor();
    let communities = actor.scope(WORK_VIEW);
    let fills: BTreeMap<OrgId, Vec<String>> = communities
        .0
        .iter()
        .filter(|org| **org != COMPANY)
        .map(|org| (*org, actor.roles_in(*org).map(str::to_owned).collect()))
        .collect();
    let mut editions: Vec<(ProcedureRow, Procedure)> = Vec::new();
    for row in store::day_plans(cx).await? {
        let procedure = serde_json::from_str(&row.body)?;
        editions.push((row, procedure));
    }
    let told: Vec<_> =
        editions.iter().map(|(row, what)| (row.key.as_str(), row.community_id, what.roles.as_slice())).collect();
    let mut holding: BTreeMap<usize, Vec<OrgId>> = rules::holding(&told, &fills).into_iter().collect();
    let mut days = Vec::new();
    for (place, (row, procedure)) in editions.into_iter().enumerate() {
        let Some(orgs) = holding.remove(&place) else { continue };
        let me = StaffId::from_uuid(cx.actor().id);
        let read = rows::readings(cx, row.id, &orgs).await?;
        let own: Vec<_> = read.iter().filter(|one| one.staff_id == me).map(|one| one.read_at).collect();
        let read_at = if own.len() == orgs.len() { own.last().copied() } else { None };
        days.push(OwnDay { row, procedure, orgs, read_at });
    }
    Ok(days)
}

/// Who fills the posts of a day in the communities whoever asks leads, and when each has read this edition; those who have not come first.
pub(crate) async fn receipts(cx: &mut Context, row: &ProcedureRow, what: &Procedure) -> Result<Vec<Receipt>> {
    let led = cx.actor().scope(PLAN_EDIT);
    let of = |org: &&OrgId| **org != COMPANY && row.community_id.is_none_or(|community| community == **org);
    let orgs: Vec<OrgId> = led.0.iter().filter(of).copied().collect();
    let own: BTreeSet<OrgId> = match row.community_id {
        Some(_) => BTreeSet::new(),
        None => {
            let all = store::day_plans(cx).await?;
            all.into_iter().filter(|other| other.key == row.key).filter_map(|other| other.community_id).collect()
        }
    };
    let orgs: Vec<OrgId> = orgs.into_iter().filter(|org| !own.contains(org)).collect();
    let read = rows::readings(cx, row.id, &orgs).await?;
    let mut people: BTreeMap<(OrgId, StaffId), String> = BTreeMap::new();
    for org in &orgs {
        for role in &what.roles {
            let filling = org::staff_of(cx, *org, Some(role.as_str()), None).await?;
            people.extend(filling.into_iter().map(|one| ((*org, one.id), one.name)));
        }
    }
    let at = |(org, id): (OrgId, StaffId)| read.iter().find(|one| (one.org_id, one.staff_id) == (org, id));
    let mut list: Vec<Receipt> =
        people.into_iter().map(|(key, name)| Receipt { name, read_at: at(key).map(|one| one.read_at) }).collect();
    list.sort_by_key(|one| one.read_at);
    Ok(list)
}
