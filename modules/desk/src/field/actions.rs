//! Asking for the number of whoever waits: written down each time, shown to whoever asked for a moment.

use kernel::{Error, Result};
use module::Context;

use super::{model::Revealed, queries};
use crate::case::{model::ThisCase, queries::load};

/// Asks for the contact's number.
pub async fn reveal(cx: &mut Context, input: ThisCase) -> Result<Revealed> {
    let case = load(cx, input.id).await?;
    let person = queries::contact(&case.state).ok_or(Error::NotFound)?;
    party::show_phone(cx, person).await?;
    Ok(Revealed { id: case.id })
}
