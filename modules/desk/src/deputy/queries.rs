//! For whom the reader stands in, and who stands in for others.

use std::{collections::BTreeMap, sync::Arc};

use kernel::{ActorKind, Id, OrgId, PUBLIC, Permission, Result, form::Form};
use module::Context;
use org::{StaffId, StaffName};
use process::{
    Person, Who,
    runtime::{Loaded, Represented, Sight, Standing},
};
use uuid::Uuid;

use crate::case::queries::{engine, is_requester, who};

/// A colleague as a case names him.
pub(crate) fn colleague(staff: &StaffName) -> Person {
    Person { kind: ActorKind::Staff, id: staff.id.uuid(), name: staff.name.clone() }
}

/// The colleagues who are away and for whom the reader stands in.
pub(crate) async fn represented(cx: &mut Context) -> Result<Vec<StaffName>> {
    if cx.actor().kind != ActorKind::Staff {
        return Ok(Vec::new());
    }
    let (now, me) = (cx.now(), cx.actor().id);
    Ok(org::absences(cx, now).await?.represented_by(Id::from_uuid(me)))
}

/// The reader and those he stands in for, whose work he sees as his own.
pub(crate) async fn own(cx: &mut Context) -> Result<Vec<Uuid>> {
    let me = cx.actor().id;
    let others = represented(cx).await?;
    Ok(std::iter::once(me).chain(others.iter().map(|s| s.id.uuid())).collect())
}

/// The colleagues the reader stands in for, with the roles each has in a unit.
pub(crate) async fn standings(cx: &mut Context, org: OrgId) -> Result<Vec<(Person, Vec<String>)>> {
    let mut found = Vec::new();
    for away in represented(cx).await? {
        let roles = org::roles_of(cx, away.id, org).await?;
        found.push((colleague(&away), roles));
    }
    Ok(found)
}

/// The roles by which the reader may do something in a unit: his own, and those of the colleagues he stands in for.
pub(crate) async fn roles(cx: &mut Context, org: OrgId) -> Result<Vec<String>> {
    let own: Vec<String> = cx.actor().roles_in(org).map(str::to_owned).collect();
    let others = standings(cx, org).await?.into_iter().flat_map(|(_, roles)| roles);
    Ok(own.into_iter().chain(others).collect())
}

/// In whose name the reader does what is not his own post's: of the colleagues he stands in for, those whose posts it is asked
/// of. Nobody when he does it in his own.
pub(crate) async fn principals(
    cx: &mut Context,
    permission: Permission,
    org: OrgId,
) -> Result<Vec<(Person, Vec<String>)>> {
    if cx.actor().kind != ActorKind::Staff || cx.actor().may_himself_in(permission, org) {
        return Ok(Vec::new());
    }
    let mut of = standings(cx, org).await?;
    let line = cx.platform().registry.permissions().find(|line| line.permission == permission);
    let asked = line.map_or(&[][..], |line| line.roles);
    let is_asked = |(_, roles): &(Person, Vec<String>)| roles.iter().any(|role| asked.contains(&role.as_str()));
    // Where a company lets other posts do it as well, it is one of theirs.
    if of.iter().any(is_asked) {
        of.retain(is_asked);
    }
    Ok(of)
}

/// The name under which the reader does what he may: with those of the colleagues he stands in for, when it is not his own post's.
pub(crate) async fn signing(cx: &mut Context, permission: Permission, org: OrgId) -> Result<String> {
    let of: Vec<String> = principals(cx, permission, org).await?.into_iter().map(|(person, _)| person.name).collect();
    Ok(signed(cx, &of))
}

/// The name under which the reader answers for what is asked of somebody: with the name of that one, when he stands in for him.
pub(crate) async fn answering(
    cx: &mut Context,
    asked: Option<Uuid>,
    permission: Permission,
    org: OrgId,
) -> Result<String> {
    let of = represented(cx).await?.into_iter().find(|away| Some(away.id.uuid()) == asked);
    match of {
        Some(of) => Ok(signed(cx, &[of.name])),
        None if asked == Some(cx.actor().id) => Ok(cx.actor().name.clone()),
        None => signing(cx, permission, org).await,
    }
}

fn signed(cx: &Context, of: &[String]) -> String {
    let name = cx.actor().name.clone();
    if of.is_empty() { name } else { cx.speech().say_with("desk-for", &[("words", &name), ("name", &of.join("、"))]) }
}

/// What the reader is to cases that he hands on: himself, or in the place of a colleague.
pub(crate) async fn standing(cx: &mut Context, permission: Permission, org: OrgId) -> Result<Standing> {
    let of = principals(cx, permission, org).await?.into_iter().next();
    Ok(of.map_or(Standing::Himself, |(of, roles)| Standing::Deputy { of, roles }))
}

/// What of the cases the reader may know of, in his own name and for those he stands in for; found out once in a context.
///
/// # Errors
/// Those of the database.
pub async fn sight(cx: &mut Context) -> Result<Arc<Sight>> {
    if let Some(known) = cx.remembered::<Sight>() {
        return Ok(known);
    }
    let engine = engine(cx)?;
    let own = Sight::of(&engine, cx.actor(), &[]);
    let others = if own.is_narrowed() { represented(cx).await? } else { Vec::new() };
    if others.is_empty() {
        return Ok(cx.remember(own));
    }
    let (units, mut represented) = (cx.actor().scope(PUBLIC), Vec::with_capacity(others.len()));
    for away in others {
        let mut roles = BTreeMap::new();
        for unit in units.0.iter() {
            roles.insert(*unit, org::roles_of(cx, away.id, *unit).await?);
        }
        represented.push(Represented { id: away.id.uuid(), roles });
    }
    let sight = Sight::of(&engine, cx.actor(), &represented);
    Ok(cx.remember(sight))
}

/// The reader as the engine sees him: as himself, then as each colleague he stands in for.
pub(crate) async fn sides(cx: &mut Context, case: &Loaded) -> Result<Vec<Who>> {
    let own = who(cx, case.org, is_requester(cx, &case.state));
    let mut sides = vec![own.clone()];
    for (of, roles) in standings(cx, case.org).await? {
        let roles = own.roles.iter().cloned().chain(roles).collect();
        sides.push(Who { roles, stands_for: Some(of), ..own.clone() });
    }
    Ok(sides)
}

/// What the reader may do on a case, and for whom when not in his own name.
pub(crate) async fn offers(cx: &mut Context, case: &Loaded) -> Result<Vec<(process::Offer, Option<Person>)>> {
    let mut offers: Vec<(process::Offer, Option<Person>)> = Vec::new();
    let today = cx.now().date(cx.zone());
    for side in sides(cx, case).await? {
        for offer in process::offers(&case.def, &case.state, &side, today) {
            if !offers.iter().any(|(known, _)| known.action == offer.action) {
                offers.push((offer, side.stands_for.clone()));
            }
        }
    }
    Ok(offers)
}

/// The work items the reader may record now, in his own name or for a colleague he stands in for.
pub(crate) async fn work_offers(cx: &mut Context, case: &Loaded) -> Result<Vec<(String, process::Words, Form)>> {
    let mut items: Vec<(String, process::Words, Form)> = Vec::new();
    for side in sides(cx, case).await? {
        for item in process::work_offers(&case.def, &case.state, &side) {
            if !items.iter().any(|(known, ..)| *known == item.0) {
                items.push(item);
            }
        }
    }
    Ok(items)
}

/// The form of what the reader may correct, in his own name or else for a colleague he stands in for.
pub(crate) async fn edit_form(cx: &mut Context, case: &Loaded) -> Result<Form> {
    let forms = sides(cx, case).await?.into_iter().map(|side| process::edit_form(&case.def, &case.state, &side));
    Ok(forms.into_iter().find(|form| !form.fields.is_empty()).unwrap_or_default())
}

/// Whoever stands in for a colleague now; `None` when he is there himself.
pub(crate) async fn stand_in(cx: &mut Context, of: StaffId) -> Result<Option<StaffName>> {
    let now = cx.now();
    Ok(org::absences(cx, now).await?.stand_in(of).cloned())
}
