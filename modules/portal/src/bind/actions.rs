//! From a code to an account. Wrong codes, used codes and wrong digits are answered alike, so that nothing is learnt by trying.

use std::sync::Arc;

use identity::NewResident;
use kernel::{ActorKind, Error, Message, Result};
use module::{Boxed, Caller, Context, Platform};
use serde_json::Value;

use super::{
    model::{Bind, Bound, Proven},
    rules,
};

/// Before the transaction: the try is counted, and the password hashed when one is asked for. A try that turns out right is
/// forgotten again.
pub fn prove(platform: Arc<Platform>, caller: Caller, input: Value) -> Boxed<'static, Result<Value>> {
    Box::pin(async move {
        let typed: Bind = serde_json::from_value(input)?;
        let password = if caller.actor.kind == ActorKind::Resident {
            None
        } else {
            let missing = |field: &str| Error::field(field, Message::of("invalid-required"));
            let login = typed.login.as_deref().ok_or_else(|| missing("login"))?;
            let password = typed.new_password.clone().ok_or_else(|| missing("new_password"))?;
            identity::check_password("new_password", &password, login)?;
            Some(password)
        };
        let tries = rules::counted(&platform.vault, &caller.actor, &typed.invitation_code);
        let tried_at = identity::note_try(&platform, tries).await?;
        let hash = match password {
            Some(password) => Some(identity::hash_password(&platform, password).await?),
            None => None,
        };
        let Bind { invitation_code, phone_tail, login, .. } = typed;
        Ok(serde_json::to_value(Proven { invitation_code, phone_tail, login, hash, tried_at })?)
    })
}

/// Uses the code: a first account is made and signed in, an account there is gains the community.
pub async fn bind(cx: &mut Context, proven: Proven) -> Result<Bound> {
    let bound = party::bind(cx, &proven.invitation_code).await.map_err(alike)?;
    if !party::ends_with(cx, bound.person_id, proven.phone_tail.trim()).await? {
        return Err(wrong());
    }
    let tries = rules::counted(&cx.platform().vault, cx.actor(), &proven.invitation_code);
    for (subject, _) in tries {
        identity::forget_try(cx, &subject, proven.tried_at).await?;
    }
    let person = bound.person_id.uuid();
    if cx.actor().kind == ActorKind::Resident {
        // A code is for the person it was written for, and for nobody who finds it.
        if cx.actor().id != person {
            return Err(wrong());
        }
        identity::admit(cx, person, bound.org_id).await?;
        return Ok(Bound { session: None });
    }
    let (Some(login), Some(password)) = (proven.login, proven.hash) else { return Err(wrong()) };
    let account = identity::open_resident(cx, NewResident { person, name: bound.name, login, password }).await?;
    identity::admit(cx, person, bound.org_id).await?;
    let session = identity::begin_session(cx, account).await?;
    Ok(Bound { session: Some(session) })
}

/// What is wrong with a code is not said; that the house has a problem is.
fn alike(error: Error) -> Error {
    if matches!(error, Error::Invalid(_) | Error::NotFound) { wrong() } else { error }
}

fn wrong() -> Error {
    Error::field("invitation_code", Message::of("portal-bind-wrong"))
}
