//! What changes who is what to which place.

use kernel::{Date, Error, OrgId, Result};
use module::{Change, Context};
use property::{Place, PlaceId, PlaceKind};

use super::{
    model::{
        AddOccupancy, AdmitOccupant, DismissOccupant, EditOccupancy, EndOccupancy, Noted, OccupancyRow, Role,
        ThisOccupancy, TransferPlace, Transferred,
    },
    rules::{self, Wish},
    store,
};
use crate::{
    events, membership,
    person::{self, model::PersonId},
};

/// Makes a person something to a place.
pub async fn create(cx: &mut Context, input: AddOccupancy) -> Result<ThisOccupancy> {
    let place = property::place(cx, input.place_id).await?;
    let who = known(cx, input.person_id).await?;
    let from_on = input.from_on.unwrap_or_else(|| today(cx));
    let wish = Wish { person: input.person_id, role: input.role, share: input.share, from_on, to_on: input.to_on };
    store::refuse_coming(cx, place.org_id, place.id).await?;
    let others = store::of_place(cx, place.org_id, place.id).await?;
    rules::admit(&wish, &others)?;
    let row = begin(cx, &place, &wish, input.lives_here).await?;
    membership::store::join(cx, place.org_id, &[(who.0, who.1)]).await?;
    settle(cx, &place, &[row.person_id]).await?;
    Ok(ThisOccupancy { id: row.id, person_id: row.person_id, place_id: row.place_id })
}

/// A person somebody in sight knows, or one this very transaction has registered.
async fn known(cx: &mut Context, id: PersonId) -> Result<(PersonId, String)> {
    person::actions::living(cx, id).await.map(|row| (row.id, row.name))
}

async fn begin(cx: &mut Context, place: &Place, wish: &Wish, lives_here: Option<bool>) -> Result<OccupancyRow> {
    let row = row(cx, place.org_id, place.id, wish, lives_here);
    store::insert(cx, std::slice::from_ref(&row)).await?;
    note(cx, &row);
    Ok(row)
}

/// The row that fulfils a wish.
pub(crate) fn row(
    cx: &mut Context,
    org_id: OrgId,
    place_id: PlaceId,
    wish: &Wish,
    lives_here: Option<bool>,
) -> OccupancyRow {
    OccupancyRow {
        org_id,
        id: cx.new_id(),
        person_id: wish.person,
        place_id,
        role: wish.role,
        share: wish.share,
        lives_here: lives_here.unwrap_or(wish.role.usually_lives_here()),
        from_on: wish.from_on,
        to_on: wish.to_on,
        end_reason: None,
        version: 1,
    }
}

/// Notes a new occupancy for the audit.
pub(crate) fn note(cx: &mut Context, row: &OccupancyRow) {
    cx.record(Change::to(row.org_id, row.id).after(&Noted::from(row)));
}

/// Changes the last day, the share, or whether he lives there.
pub async fn edit(cx: &mut Context, input: EditOccupancy) -> Result<ThisOccupancy> {
    let was = store::hold(cx, input.id).await?;
    if input.version.is_some_and(|known| known != was.version) {
        return Err(Error::Conflict);
    }
    let mut is = was.clone();
    is.to_on = input.to_on.or(was.to_on);
    is.share = input.share.or(was.share);
    is.lives_here = input.lives_here.unwrap_or(was.lives_here);
    let place = property::place(cx, was.place_id).await?;
    let others: Vec<OccupancyRow> =
        store::of_place(cx, was.org_id, was.place_id).await?.into_iter().filter(|o| o.id != was.id).collect();
    let wish = Wish { person: is.person_id, role: is.role, share: is.share, from_on: is.from_on, to_on: is.to_on };
    rules::admit(&wish, &others)?;
    store::update(cx, &is).await?;
    cx.record(Change::to(is.org_id, is.id).before(&Noted::from(&was)).after(&Noted::from(&is)));
    settle(cx, &place, &[is.person_id]).await?;
    Ok(ThisOccupancy { id: is.id, person_id: is.person_id, place_id: is.place_id })
}

/// Gives an occupancy its last day; the row stays as history.
pub async fn end(cx: &mut Context, input: EndOccupancy) -> Result<ThisOccupancy> {
    let row = store::hold(cx, input.id).await?;
    let last = input.to_on.unwrap_or_else(|| today(cx));
    rules::end(&row, last)?;
    let place = property::place(cx, row.place_id).await?;
    finish(cx, &row, last, input.reason.as_deref()).await?;
    settle(cx, &place, &[row.person_id]).await?;
    Ok(ThisOccupancy { id: row.id, person_id: row.person_id, place_id: row.place_id })
}

/// Makes sure that a person is this to a place: what he is already stays, with the last day that is given now.
pub async fn admit(cx: &mut Context, input: AdmitOccupant) -> Result<ThisOccupancy> {
    let AdmitOccupant { person_id, place_id, role, to_on } = input;
    match lasting(cx, person_id, place_id, role).await? {
        Some(row) if to_on.is_none() || to_on == row.to_on => Ok(ThisOccupancy { id: row.id, person_id, place_id }),
        Some(row) => edit(cx, EditOccupancy { id: row.id, version: None, to_on, share: None, lives_here: None }).await,
        None => {
            let from_on = None;
            create(cx, AddOccupancy { person_id, place_id, role, from_on, to_on, share: None, lives_here: None }).await
        }
    }
}

/// Ends what a person is to a place, whoever knows its id.
pub async fn dismiss(cx: &mut Context, input: DismissOccupant) -> Result<ThisOccupancy> {
    match lasting(cx, input.person_id, input.place_id, input.role).await? {
        Some(row) => end(cx, EndOccupancy { id: row.id, to_on: input.to_on, reason: None }).await,
        None => Err(Error::broken("party-occupancy-not-there")),
    }
}

/// What a person is to a place today in this role.
async fn lasting(cx: &mut Context, person: PersonId, place: PlaceId, role: Role) -> Result<Option<OccupancyRow>> {
    let place = property::place(cx, place).await?;
    let rows = store::of_place(cx, place.org_id, place.id).await?;
    let today = today(cx);
    Ok(rows.into_iter().find(|o| o.person_id == person && o.role == role && rules::lasts_on(o, today)))
}

async fn finish(cx: &mut Context, row: &OccupancyRow, last: Date, reason: Option<&str>) -> Result<()> {
    store::end(cx, row, last, reason).await?;
    let is = OccupancyRow { to_on: Some(last), ..row.clone() };
    cx.record(Change::to(row.org_id, row.id).before(&Noted::from(row)).after(&Noted::from(&is)));
    Ok(())
}

/// Passes the title of a place to somebody else: the former owners' rows end the day before and stay as history.
pub async fn transfer(cx: &mut Context, input: TransferPlace) -> Result<Transferred> {
    let place = property::place(cx, input.place_id).await?;
    let who = known(cx, input.person_id).await?;
    let from_on = input.from_on.unwrap_or_else(|| today(cx));
    store::refuse_coming(cx, place.org_id, place.id).await?;
    let rows = store::of_place(cx, place.org_id, place.id).await?;
    let family_stays = input.family_stays.unwrap_or(false);
    let (last, ending) = rules::transfer(&rows, input.person_id, from_on, family_stays)?;
    for row in &ending {
        finish(cx, row, last, Some("transfer")).await?;
    }
    let wish = Wish { person: input.person_id, role: Role::Owner, share: input.share, from_on, to_on: None };
    let others = store::of_place(cx, place.org_id, place.id).await?;
    rules::admit(&wish, &others)?;
    let row = begin(cx, &place, &wish, input.lives_here).await?;
    membership::store::join(cx, place.org_id, &[(who.0, who.1)]).await?;
    let mut touched: Vec<PersonId> = ending.iter().map(|o| o.person_id).collect();
    touched.push(row.person_id);
    settle(cx, &place, &touched).await?;
    Ok(Transferred { id: row.id, person_id: row.person_id, ended: ending.len() })
}

/// After any change: the room's state, the search box and open pages follow.
async fn settle(cx: &mut Context, place: &Place, persons: &[PersonId]) -> Result<()> {
    let rows = store::of_place(cx, place.org_id, place.id).await?;
    if let (PlaceKind::Room, Some(was)) = (place.kind, place.state) {
        let is = rules::room_state(was, &rows, today(cx));
        if is != was {
            property::set_state(cx, place.id, is).await?;
        }
    }
    for person in persons {
        events::index(cx, &[place.org_id], *person).await?;
        cx.touch(format!("person:{person}"));
    }
    cx.touch(format!("place:{}", place.id));
    Ok(())
}

fn today(cx: &Context) -> Date {
    cx.now().date(cx.zone())
}
