//! One's own tokens.

use kernel::Result;
use module::Context;

use super::{model::OwnTokens, store};
use crate::{account, session::model::Nothing};

/// The tokens of whoever asks.
pub async fn own(cx: &mut Context, _: Nothing) -> Result<OwnTokens> {
    let account = account::queries::own(cx).await?;
    Ok(OwnTokens { tokens: store::of(cx.tx(), account.id).await? })
}
