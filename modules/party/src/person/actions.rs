//! What changes a person.

use kernel::{COMPANY, Error, Message, OrgId, Result};
use module::{Change, Context};
use serde::Serialize;

use super::{
    model::{
        AddPerson, AddedPerson, EditPerson, ErasePerson, NoteConsent, PersonId, PersonKind, PersonRow, PersonState,
        Personal, PersonalField, RevealField, Revealed, ThisPerson,
    },
    queries::card,
    rules,
    store::{self, NewPerson, Plain},
};
use crate::{events, membership, occupancy};

/// Registers a person, and what he is to a room when one is named. Somebody who is known by his identity number and
/// bears the same name is taken for the same person.
pub async fn create(cx: &mut Context, input: AddPerson) -> Result<AddedPerson> {
    let org = community(cx, &input).await?;
    let kind = input.kind.unwrap_or(PersonKind::Person);
    let personal = rules::personal(
        kind,
        Personal {
            phone: input.phone.clone(),
            second_phone: input.second_phone.clone(),
            identity_number: input.identity_number.clone(),
            email: input.email.clone(),
        },
    )?;
    let plain = Plain {
        kind,
        name: rules::name(&input.name)?,
        gender: input.gender,
        born_on: input.born_on.or_else(|| personal.identity_number.as_deref().and_then(rules::birthday)),
        note: rules::given(input.note.as_deref()).map(str::to_owned),
    };
    let known = match &personal.identity_number {
        Some(number) => store::by_identity(cx, number).await?,
        None => None,
    };
    let (id, known) = match known {
        Some((id, name)) if name == plain.name => {
            membership::store::join(cx, org, &[(id, name)]).await?;
            let scope = cx.scope().only(org);
            if store::find(cx, &scope, id).await?.is_none() {
                return Err(Error::broken("party-being-imported"));
            }
            (id, true)
        }
        Some(_) => return Err(Error::field("identity_number", Message::of("party-identity-taken"))),
        None => {
            let new = NewPerson { id: cx.new_id(), plain, personal, external_no: None };
            store::insert(cx, std::slice::from_ref(&new)).await?;
            membership::store::join_new(cx, org, std::slice::from_ref(&new)).await?;
            (new.id, false)
        }
    };
    let row = load(cx, id).await?;
    let is = Noted::of(cx, &row)?;
    cx.record(Change::to(org, id).after(&is));
    if let (Some(place_id), Some(role)) = (input.place_id, input.role) {
        let from_on = input.from_on;
        let wish = occupancy::model::AddOccupancy {
            person_id: id,
            place_id,
            role,
            from_on,
            to_on: None,
            share: None,
            lives_here: None,
        };
        occupancy::actions::create(cx, wish).await?;
    } else {
        events::index(cx, &[org], id).await?;
    }
    cx.touch(format!("person:{id}"));
    Ok(AddedPerson { id, known })
}

/// Where a new person becomes known: the community of his room, the one named, or the company for those who act for it.
async fn community(cx: &mut Context, input: &AddPerson) -> Result<OrgId> {
    if input.place_id.is_some() != input.role.is_some() {
        let missing = if input.role.is_none() { "role" } else { "place_id" };
        return Err(Error::field(missing, Message::of("invalid-required")));
    }
    if let Some(place) = input.place_id {
        return property::place(cx, place).await.map(|place| place.org_id);
    }
    let org = input.community.unwrap_or(COMPANY);
    if cx.scope().contains(org) {
        Ok(org)
    } else if input.community.is_some() {
        Err(Error::NotFound)
    } else {
        Err(Error::field("community", Message::of("invalid-required")))
    }
}

/// The person, or [`Error::NotFound`] when no community of the scope knows him.
pub(crate) async fn load(cx: &mut Context, id: PersonId) -> Result<PersonRow> {
    let scope = cx.scope().clone();
    store::find(cx, &scope, id).await?.ok_or(Error::NotFound)
}

/// A person who is not erased.
pub(crate) async fn living(cx: &mut Context, id: PersonId) -> Result<PersonRow> {
    let row = load(cx, id).await?;
    if row.state == PersonState::Erased { Err(Error::broken("party-person-is-erased")) } else { Ok(row) }
}

/// Changes what is said; everything else stays. `clear` takes personal fields out.
pub async fn edit(cx: &mut Context, input: EditPerson) -> Result<ThisPerson> {
    let id = input.id;
    load(cx, id).await?;
    let version = store::lock(cx, id).await?;
    if input.version.is_some_and(|known| known != version) {
        return Err(Error::Conflict);
    }
    let row = living(cx, id).await?;
    let was = store::open(cx, &row)?;
    let (plain, personal) = changed(&row, &was, input)?;
    let renumbered =
        personal.identity_number.as_deref().filter(|number| Some(*number) != was.identity_number.as_deref());
    let bearer = match renumbered {
        Some(number) => store::by_identity(cx, number).await?,
        None => None,
    };
    if bearer.is_some_and(|(other, _)| other != id) {
        return Err(Error::field("identity_number", Message::of("party-identity-taken")));
    }
    let before = Noted::of(cx, &row)?;
    store::update(cx, id, &plain, &personal).await?;
    let row = load(cx, id).await?;
    let after = Noted::of(cx, &row)?;
    cx.record(Change::to(COMPANY, id).before(&before).after(&after));
    events::changed(cx, id).await?;
    Ok(ThisPerson { id })
}

fn changed(row: &PersonRow, was: &Personal, input: EditPerson) -> Result<(Plain, Personal)> {
    let kind = input.kind.unwrap_or(row.kind);
    let clear = input.clear.unwrap_or_default();
    let keep = |field: PersonalField, new: Option<String>, old: &Option<String>| match new {
        Some(new) => Some(new),
        None if clear.contains(&field) => None,
        None => old.clone(),
    };
    let new = rules::personal(
        kind,
        Personal {
            phone: input.phone,
            second_phone: input.second_phone,
            identity_number: input.identity_number,
            email: input.email,
        },
    )?;
    let plain = Plain {
        kind,
        name: input.name.as_deref().map(rules::name).transpose()?.unwrap_or_else(|| row.name.clone()),
        gender: input.gender.or(row.gender),
        born_on: input.born_on.or(row.born_on),
        note: rules::given(input.note.as_deref()).map(str::to_owned).or_else(|| row.note.clone()),
    };
    let personal = Personal {
        phone: keep(PersonalField::Phone, new.phone, &was.phone),
        second_phone: keep(PersonalField::SecondPhone, new.second_phone, &was.second_phone),
        identity_number: keep(PersonalField::IdentityNumber, new.identity_number, &was.identity_number),
        email: keep(PersonalField::Email, new.email, &was.email),
    };
    Ok((plain, personal))
}

/// Shows one personal field in full to the actor, who is written down each time.
pub async fn reveal(cx: &mut Context, input: RevealField) -> Result<Revealed> {
    let row = living(cx, input.id).await?;
    let personal = store::open(cx, &row)?;
    let value = match input.personal {
        PersonalField::Name => Some(row.name),
        PersonalField::Phone => personal.phone,
        PersonalField::SecondPhone => personal.second_phone,
        PersonalField::IdentityNumber => personal.identity_number,
        PersonalField::Email => personal.email,
    };
    store::reveal(cx, input.id, input.personal).await?;
    cx.record(Change::to(COMPANY, input.id).after(&Seen { revealed: input.personal }));
    cx.touch(format!("person:{}", input.id));
    Ok(Revealed { id: input.id, personal: input.personal, value })
}

/// Destroys the key of a person: what was encrypted can never be read again, and he is found no more.
pub async fn erase(cx: &mut Context, input: ErasePerson) -> Result<ThisPerson> {
    let id = input.id;
    // Several communities may know him: only somebody who acts for the whole company may do it.
    cx.within(COMPANY)?;
    if !input.confirmed {
        return Err(Error::field("confirmed", Message::of("party-erase-unconfirmed")));
    }
    let row = living(cx, id).await?;
    store::lock(cx, id).await?;
    let scope = cx.scope().clone();
    let today = cx.now().date(cx.zone());
    if !occupancy::store::current_of(cx, &scope, &[id], today).await?.is_empty() {
        return Err(Error::broken("party-erase-lives-here"));
    }
    occupancy::store::refuse_arriving(cx, id).await?;
    store::erase(cx, id).await?;
    cx.record(
        Change::to(COMPANY, id)
            .before(&Stood { state: row.state })
            .after(&Erased { state: PersonState::Erased, reason: input.reason }),
    );
    events::changed(cx, id).await?;
    Ok(ThisPerson { id })
}

/// Writes down what a person allowed or refused.
pub async fn consent(cx: &mut Context, input: NoteConsent) -> Result<ThisPerson> {
    let id = input.person_id;
    living(cx, id).await?;
    store::consent(cx, id, input.purpose, input.given).await?;
    cx.record(Change::to(COMPANY, id).after(&Asked { purpose: input.purpose.word(), given: input.given }));
    cx.touch(format!("person:{id}"));
    Ok(ThisPerson { id })
}

/// A person in the audit: masked, with a digest of what is masked so that a change of it shows.
#[derive(Serialize)]
pub(crate) struct Noted {
    #[serde(flatten)]
    card: super::model::PersonCard,
    seen_apart: String,
}

impl Noted {
    fn of(cx: &Context, row: &PersonRow) -> Result<Self> {
        let personal = store::open(cx, row)?;
        Ok(Self::new(cx, &row.name, card(row, &personal), &personal))
    }

    /// The card of a person whose full name and fields are at hand.
    pub(crate) fn new(cx: &Context, name: &str, card: super::model::PersonCard, personal: &Personal) -> Self {
        let fields = [&personal.phone, &personal.second_phone, &personal.identity_number, &personal.email];
        let fields = fields.map(|text| text.as_deref().unwrap_or_default()).join("\n");
        let digest = cx.platform().vault.digest("audit", &format!("{}\n{name}\n{fields}", card.id));
        let seen_apart = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        Self { card, seen_apart }
    }
}

#[derive(Serialize)]
struct Seen {
    revealed: PersonalField,
}
#[derive(Serialize)]
struct Stood {
    state: PersonState,
}
#[derive(Serialize)]
struct Erased {
    state: PersonState,
    reason: String,
}
#[derive(Serialize)]
struct Asked {
    purpose: &'static str,
    given: bool,
}
