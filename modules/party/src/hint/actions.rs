//! What changes a hint.

use kernel::{Error, Message, Result};
use module::{Change, Context};

use super::{
    model::{GiveHint, HintLine, ThisHint},
    store,
};
use crate::{membership, person};

/// Tells the desk something about a place or a person.
pub async fn create(cx: &mut Context, input: GiveHint) -> Result<ThisHint> {
    let org = match (input.place_id, input.person_id) {
        (Some(place), _) => property::place(cx, place).await?.org_id,
        (None, Some(person)) => {
            person::actions::living(cx, person).await?;
            let scope = cx.scope().clone();
            *membership::store::communities(cx, &scope, person).await?.first().ok_or(Error::NotFound)?
        }
        (None, None) => return Err(Error::field("place_id", Message::of("invalid-required"))),
    };
    if let Some(person) = input.person_id {
        person::actions::living(cx, person).await?;
    }
    let hint = HintLine {
        org_id: org,
        id: cx.new_id(),
        place_id: input.place_id,
        person_id: input.person_id,
        text: input.text.trim().to_owned(),
        created_at: cx.now(),
    };
    store::insert(cx, &hint).await?;
    cx.record(Change::to(org, hint.id).after(&hint));
    touch(cx, &hint);
    Ok(ThisHint { id: hint.id })
}

/// Takes a hint back.
pub async fn end(cx: &mut Context, input: ThisHint) -> Result<ThisHint> {
    let hint = store::hold(cx, input.id).await?;
    let now = cx.now();
    store::end(cx, &hint, now).await?;
    cx.record(Change::to(hint.org_id, hint.id).before(&hint));
    touch(cx, &hint);
    Ok(input)
}

fn touch(cx: &mut Context, hint: &HintLine) {
    if let Some(place) = hint.place_id {
        cx.touch(format!("place:{place}"));
    }
    if let Some(person) = hint.person_id {
        cx.touch(format!("person:{person}"));
    }
}
