//! Keeping the search box true: within the transaction for the communities in sight, by event for all others.

use kernel::{COMPANY, OrgId, Result};
use module::{Context, search};
use serde::{Deserialize, Serialize};

use crate::{
    membership, occupancy,
    person::{
        self,
        model::{Person, PersonId, PersonState, Personal},
        rules,
    },
};

/// Told when a person's name, phone or state has changed.
pub const PERSON_CHANGED: &str = "party.person.changed";

/// Which person.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct PersonChanged {
    /// The person.
    pub id: PersonId,
}

/// Notes that a person has changed: communities in sight find him anew at once, the others when the event is heard.
pub(crate) async fn changed(cx: &mut Context, id: PersonId) -> Result<()> {
    let scope = cx.scope().clone();
    let orgs = membership::store::communities(cx, &scope, id).await?;
    index(cx, &orgs, id).await?;
    cx.emit(COMPANY, PERSON_CHANGED, &PersonChanged { id }).await?;
    cx.touch(format!("person:{id}"));
    Ok(())
}

/// Hears that a person has changed, for every community that knows him.
pub async fn reindex(cx: &mut Context, event: PersonChanged) -> Result<()> {
    membership::store::rename_memberships(cx, event.id).await?;
    let orgs = membership::store::all_communities(cx, event.id).await?;
    index(cx, &orgs, event.id).await
}

/// Makes a person findable in these communities by what he is known by now; not at all once he is erased.
pub(crate) async fn index(cx: &mut Context, orgs: &[OrgId], id: PersonId) -> Result<()> {
    let Some(row) = person::store::several(cx, &[id]).await?.into_iter().next() else { return Ok(()) };
    if row.state == PersonState::Erased {
        for org in orgs {
            search::remove(cx.tx(), *org, id.uuid()).await?;
        }
        return Ok(());
    }
    let personal = person::store::open(cx, &row)?;
    let speech = cx.speech();
    for org in orgs {
        let places = occupancy::queries::places_of(cx, *org, id).await?;
        let words = |(code, role): &(String, occupancy::model::Role)| {
            format!("{code} {}", occupancy::queries::role_words(&speech, *role))
        };
        let mut entry = entry(cx, *org, id, &row.name, rules::mask_name(row.kind, &row.name), &personal);
        entry.subtitle = places.iter().take(3).map(words).collect::<Vec<_>>().join(" · ");
        search::put(cx.tx(), entry).await?;
    }
    Ok(())
}

/// How a person is found in a community: by name, sound and phones; shown masked.
pub(crate) fn entry(
    cx: &Context,
    org: OrgId,
    id: PersonId,
    name: &str,
    masked_name: String,
    personal: &Personal,
) -> search::Entry {
    let mut terms = rules::name_terms(name);
    for number in [&personal.phone, &personal.second_phone].into_iter().flatten() {
        terms.extend(search::phone_terms(&cx.platform().vault, number));
    }
    search::Entry {
        org,
        id: id.uuid(),
        kind: <Person as kernel::Noun>::PREFIX,
        title: masked_name,
        subtitle: String::new(),
        path: format!("/party/persons/{id}"),
        terms,
    }
}
