//! What a role may do.

use std::collections::BTreeSet;

use kernel::{Error, Result};
use module::{Context, Registry};
use org::Role;

use super::{
    model::{RoleRow, RoleShown, Roles, ThisRole},
    store,
};
use crate::session::model::Nothing;

/// The permissions of a role: what the company says, else what the modules say. `admin` may everything.
pub fn permissions_of(registry: &Registry, said: &[RoleRow], key: &str) -> Result<BTreeSet<String>> {
    if key == Role::Admin.word() {
        return Ok(BTreeSet::from(["*".to_owned()]));
    }
    match said.iter().find(|row| row.key == key) {
        Some(row) => Ok(serde_json::from_str(&row.permissions)?),
        None => Ok(shipped(registry, key)),
    }
}

/// The permissions of a role as the modules ship it.
pub fn shipped(registry: &Registry, key: &str) -> BTreeSet<String> {
    registry.permissions().filter(|p| p.roles.contains(&key)).map(|p| p.permission.0.to_owned()).collect()
}

/// Whether there is such a role.
pub fn is_known(said: &[RoleRow], key: &str) -> bool {
    Role::ALL.iter().any(|r| r.word() == key) || said.iter().any(|row| row.key == key)
}

/// All roles: the product's and the company's own.
pub async fn list(cx: &mut Context, _: Nothing) -> Result<Roles> {
    let home = cx.actor().home;
    let said = store::all(cx.tx(), home).await?;
    let registry = &cx.platform().registry;
    let mut keys: BTreeSet<&str> = Role::ALL.iter().map(|r| r.word()).collect();
    keys.extend(said.iter().map(|row| row.key.as_str()));
    let shown = |key: &str| {
        let row = said.iter().find(|row| row.key == key);
        Ok(RoleShown {
            key: key.to_owned(),
            name: row.map(|r| r.name.clone()),
            permissions: permissions_of(registry, &said, key)?.into_iter().collect(),
            shipped: row.is_none(),
        })
    };
    Ok(Roles { roles: keys.into_iter().map(shown).collect::<Result<_>>()? })
}

/// One role.
pub async fn one(cx: &mut Context, input: ThisRole) -> Result<RoleShown> {
    let all = list(cx, Nothing {}).await?;
    all.roles.into_iter().find(|r| r.key == input.key).ok_or(Error::NotFound)
}
