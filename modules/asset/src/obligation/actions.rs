//! Adapting what ships.

use kernel::{COMPANY, Error, Result};
use module::{Change, Context};

use super::{
    model::{Changed, EditObligation, ObligationDone},
    rules, store,
};
/// Sets other months for an obligation, or leaves it out.
pub async fn edit(cx: &mut Context, input: EditObligation) -> Result<ObligationDone> {
    cx.within(COMPANY)?;
    if rules::shipped(&input.key).is_none() {
        return Err(Error::NotFound);
    }
    let was = store::changed(cx).await?.into_iter().find(|c| c.key == input.key);
    let version = was.as_ref().map_or(1, |was| was.version + 1);
    let is = Changed { key: input.key, months: input.every_months, disabled: input.disabled, version };
    store::put(cx.tx(), &is).await?;
    // An obligation has no id of its own: what is changed is how the company goes about it.
    let change = Change::to(COMPANY, COMPANY).after(&is);
    cx.record(match &was {
        Some(was) => change.before(was),
        None => change,
    });
    Ok(ObligationDone { key: is.key })
}
