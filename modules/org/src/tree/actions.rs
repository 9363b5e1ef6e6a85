//! Making, renaming and ending units.

use kernel::{Error, Message, OrgId, Result};
use module::{Change, Context};

use super::{
    model::{AddOrg, EditOrg, OrgDone, OrgKind, OrgRow, OrgState, ThisOrg},
    rules, store,
};
use crate::calendar;

/// The topic of everything about the tree; the gate forgets what it knew.
pub const TOPIC: &str = "orgs";
/// The calendar of a unit that names none.
const ORDINARY: &str = "office";

/// Enters a unit below another.
pub async fn create(cx: &mut Context, input: AddOrg) -> Result<OrgDone> {
    let parent = store::locked(cx, input.parent_id).await?;
    rules::check_place(input.kind, &parent)?;
    let id: OrgId = cx.new_id();
    if store::code_is_taken(cx, &input.code, id).await? {
        return Err(taken(&input.code));
    }
    let unit = OrgRow {
        id,
        parent_id: Some(parent.id),
        kind: input.kind,
        code: input.code,
        name: input.name,
        path: rules::path_below(Some(&parent.path), id),
        profile: input.profile.map(|p| p.word().to_owned()),
        address: input.address,
        phone: input.phone,
        calendar: input.calendar.unwrap_or_else(|| ORDINARY.into()),
        state: OrgState::Active,
        created_at: cx.now(),
    };
    store::insert(cx, &unit).await?;
    // The new unit is in nobody's scope yet; its beginning is told by the one above.
    cx.record(Change::to(parent.id, id).after(&unit));
    cx.touch(TOPIC);
    let mut chain = vec![id];
    chain.extend(rules::above(&super::queries::tree(cx).await?, parent.id));
    calendar::queries::tell_engine(cx, vec![chain]).await?;
    Ok(OrgDone { id })
}

/// Writes the words of a unit anew.
pub async fn edit(cx: &mut Context, input: EditOrg) -> Result<OrgDone> {
    let was = store::locked(cx, input.id).await?;
    if store::code_is_taken(cx, &input.code, was.id).await? {
        return Err(taken(&input.code));
    }
    let is = OrgRow {
        code: input.code,
        name: input.name,
        profile: input.profile.map(|p| p.word().to_owned()),
        address: input.address,
        phone: input.phone,
        calendar: input.calendar.unwrap_or_else(|| ORDINARY.into()),
        ..was.clone()
    };
    save(cx, &was, &is).await
}

/// Ends a unit: it stays in the tree, and nothing more is opened in it.
pub async fn end(cx: &mut Context, input: ThisOrg) -> Result<OrgDone> {
    let was = store::locked(cx, input.id).await?;
    let scope = cx.scope().clone();
    let tree = store::within(cx.tx(), &scope).await?;
    rules::check_end(&was, &tree)?;
    let is = OrgRow { state: OrgState::Ended, ..was.clone() };
    save(cx, &was, &is).await
}

/// Makes the company itself, with this id; once only. Called by the set-up.
///
/// # Errors
/// [`Error::Broken`] when there is a company already.
pub async fn found_company(cx: &mut Context, id: OrgId, name: &str, code: &str) -> Result<()> {
    if store::company(cx.tx()).await?.is_some() {
        return Err(Error::broken("org-company-exists"));
    }
    let unit = OrgRow {
        id,
        parent_id: None,
        kind: OrgKind::Company,
        code: code.to_owned(),
        name: name.to_owned(),
        path: rules::path_below(None, id),
        profile: None,
        address: None,
        phone: None,
        calendar: ORDINARY.into(),
        state: OrgState::Active,
        created_at: cx.now(),
    };
    store::insert(cx, &unit).await?;
    cx.record(Change::to(id, id).after(&unit));
    cx.touch(TOPIC);
    calendar::queries::tell_engine(cx, vec![vec![id]]).await
}

/// Makes the first community of a company that is being set up.
pub async fn found_community(cx: &mut Context, company: OrgId, name: &str, code: &str) -> Result<OrgId> {
    let id: OrgId = cx.new_id();
    let unit = OrgRow {
        id,
        parent_id: Some(company),
        kind: OrgKind::Community,
        code: code.to_owned(),
        name: name.to_owned(),
        path: rules::path_below(Some(&rules::path_below(None, company)), id),
        profile: None,
        address: None,
        phone: None,
        calendar: ORDINARY.into(),
        state: OrgState::Active,
        created_at: cx.now(),
    };
    store::insert(cx, &unit).await?;
    cx.record(Change::to(company, id).after(&unit));
    calendar::queries::tell_engine(cx, vec![vec![id, company]]).await?;
    Ok(id)
}

async fn save(cx: &mut Context, was: &OrgRow, is: &OrgRow) -> Result<OrgDone> {
    store::update(cx, is).await?;
    cx.record(Change::to(is.id, is.id).before(was).after(is));
    cx.touch(TOPIC);
    cx.touch(format!("org:{}", is.id));
    Ok(OrgDone { id: is.id })
}

fn taken(code: &str) -> Error {
    Error::field("code", Message::of("org-code-taken").with("code", code))
}
