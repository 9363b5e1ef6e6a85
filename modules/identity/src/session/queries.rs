//! The devices that are signed in.

use kernel::Result;
use module::Context;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    model::{Nothing, SessionRow},
    store,
};
use crate::account;

/// The sessions of one's own account.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct OwnSessions {
    /// Last used first.
    pub sessions: Vec<SessionRow>,
}

/// The sessions of whoever asks.
pub async fn own(cx: &mut Context, _: Nothing) -> Result<OwnSessions> {
    let account = account::queries::own(cx).await?;
    let now = cx.now();
    Ok(OwnSessions { sessions: store::of(cx.tx(), account.id, now).await? })
}
