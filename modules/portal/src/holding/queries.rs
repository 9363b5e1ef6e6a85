//! What is held of the money of whoever is signed in.

use kernel::Result;
use module::Context;
use party::PersonId;
use payment::OwnHoldings;

use crate::home::model::Nothing;

/// His deposits, and what is left in advance for the rooms he pays for.
pub async fn list(cx: &mut Context, _: Nothing) -> Result<OwnHoldings> {
    let person = PersonId::from_uuid(cx.actor().id);
    payment::own_holdings(cx, person).await
}
