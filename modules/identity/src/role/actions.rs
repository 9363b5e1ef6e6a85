//! What the company says about roles.

use std::collections::BTreeSet;

use kernel::{Error, FieldError, Message, Result};
use module::{Change, Context};
use org::Role;

use super::{
    model::{AddRole, EditRole, RoleDone, RoleRow, ThisRole},
    queries, store,
};
use crate::{account::rules, model::ACCESS};

/// Makes a role of the company's own; what it may do is ticked on its page.
pub async fn create(cx: &mut Context, input: AddRole) -> Result<RoleDone> {
    let home = cx.actor().home;
    let said = store::all(cx.tx(), home).await?;
    if queries::is_known(&said, &input.key) {
        return Err(Error::field("key", Message::of("identity-role-taken")));
    }
    let permissions = match input.like_role {
        None => BTreeSet::new(),
        Some(like) if like != Role::Admin.word() && queries::is_known(&said, &like) => {
            queries::permissions_of(&cx.platform().registry, &said, &like)?
        }
        Some(like) => {
            return Err(Error::field("like_role", Message::of("identity-role-unknown").with("role", like)));
        }
    };
    edit(cx, EditRole { key: input.key, name: input.name, permissions: Some(permissions.into_iter().collect()) }).await
}

/// Says what a role may do; a key nobody knows makes a new role.
pub async fn edit(cx: &mut Context, input: EditRole) -> Result<RoleDone> {
    let home = cx.actor().home;
    cx.within(home)?;
    check_key(&input.key)?;
    let wanted: BTreeSet<String> = input.permissions.unwrap_or_default().into_iter().collect();
    let known: BTreeSet<&str> = cx.platform().registry.permissions().map(|p| p.permission.0).collect();
    let strange: Vec<FieldError> = wanted
        .iter()
        .filter(|p| !known.contains(p.as_str()))
        .map(|p| FieldError {
            field: "permissions".into(),
            message: Message::of("identity-permission-unknown").with("permission", p),
        })
        .collect();
    if !strange.is_empty() {
        return Err(Error::Invalid(strange));
    }
    rules::may_grant(cx.actor(), home, &wanted)?;
    let said = store::all(cx.tx(), home).await?;
    let was = queries::permissions_of(&cx.platform().registry, &said, &input.key)?;
    let row = RoleRow { key: input.key, name: input.name, permissions: serde_json::to_string(&wanted)? };
    store::put(cx, &row).await?;
    let change = |list: &BTreeSet<String>| serde_json::json!({"role": row.key, "permissions": list});
    cx.record(Change::to(home, home).before(&change(&was)).after(&change(&wanted)));
    cx.touch(ACCESS);
    Ok(RoleDone { key: row.key })
}

/// Takes the company's word back: the role is again as the product ships it, or is gone when it was the company's own.
pub async fn remove(cx: &mut Context, input: ThisRole) -> Result<RoleDone> {
    let home = cx.actor().home;
    cx.within(home)?;
    let own = !Role::ALL.iter().any(|r| r.word() == input.key);
    if own && store::is_granted(cx, &input.key).await? {
        return Err(Error::broken("identity-role-granted"));
    }
    if !store::remove(cx, &input.key).await? {
        return Err(Error::NotFound);
    }
    cx.record(Change::to(home, home).before(&input));
    cx.touch(ACCESS);
    Ok(RoleDone { key: input.key })
}

fn check_key(key: &str) -> Result<()> {
    let plain = key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    if key == Role::Admin.word() {
        Err(Error::broken("identity-admin-stays"))
    } else if !plain || key == "member" || key == "system" {
        Err(Error::field("key", Message::of("identity-role-key")))
    } else {
        Ok(())
    }
}
