//! Who acts, what he may do, and where.

use std::{collections::BTreeSet, sync::Arc};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::id::{Id, Noun};

/// An organisation unit: the company, a branch, a community or a post. Every business row belongs to one.
#[derive(Debug)]
pub struct Org;
impl Noun for Org {
    const PREFIX: &'static str = "org";
}
/// The id of an organisation unit.
pub type OrgId = Id<Org>;

/// The id of the company. One installation serves one company, so it is the same everywhere – also before it is set up.
pub const COMPANY: OrgId = OrgId::from_uuid(Uuid::from_u128(1));

/// The name of a permission, `module.noun.verb`; the same word in table, URL, type and test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Permission(pub &'static str);

/// Allowed to everybody, signed in or not (sign-in itself, the public report page).
pub const PUBLIC: Permission = Permission("public");
/// Allowed to everybody who is signed in (his own profile, his own sessions).
pub const SIGNED_IN: Permission = Permission("signed_in");

/// The role of what somebody holds only because he stands in for a colleague who is away; it is no post of his own.
pub const DEPUTY: &str = "deputy";

/// What kind of person or machine acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActorKind {
    /// A member of staff.
    Staff,
    /// An owner, tenant or family member.
    Resident,
    /// Nobody signed in.
    Anonymous,
    /// The case engine or a schedule, acting by itself.
    System,
}

/// A role held over a part of the organisation.
#[derive(Debug, Clone)]
pub struct Grant {
    /// The role's key, as in `technician`.
    pub role: String,
    /// The organisation units it reaches, already expanded downwards.
    pub orgs: Arc<BTreeSet<OrgId>>,
    /// What the role may do.
    pub permissions: Arc<BTreeSet<String>>,
}

/// Who acts in this context.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The kind of actor.
    pub kind: ActorKind,
    /// The staff account's or the person's id; nil for nobody and for the system.
    pub id: Uuid,
    /// The name shown in audit and timelines.
    pub name: String,
    /// From where: an address, a device, `cli`, `sim`.
    pub from: String,
    /// The company; nil before it is set up.
    pub home: OrgId,
    /// The roles held.
    pub grants: Vec<Grant>,
    /// The session he came by; absent for nobody, the system and machine callers with a token.
    pub session: Option<Uuid>,
}

impl Actor {
    /// Somebody who has not signed in. He may read what is public in these organisation units.
    pub fn anonymous(from: impl Into<String>, home: OrgId, orgs: BTreeSet<OrgId>) -> Self {
        let grant = Grant { role: "visitor".into(), orgs: Arc::new(orgs), permissions: Arc::default() };
        Self {
            kind: ActorKind::Anonymous,
            id: Uuid::nil(),
            name: String::new(),
            from: from.into(),
            home,
            grants: vec![grant],
            session: None,
        }
    }

    /// The system itself, with every permission over these organisation units.
    pub fn system(name: impl Into<String>, home: OrgId, orgs: BTreeSet<OrgId>) -> Self {
        let grant = Grant {
            role: "system".into(),
            orgs: Arc::new(orgs),
            permissions: Arc::new(BTreeSet::from(["*".to_owned()])),
        };
        Self {
            kind: ActorKind::System,
            id: Uuid::nil(),
            name: name.into(),
            from: "system".into(),
            home,
            grants: vec![grant],
            session: None,
        }
    }

    /// Whether somebody is signed in (the system counts).
    pub fn is_known(&self) -> bool {
        self.kind != ActorKind::Anonymous
    }

    /// Where the actor may do this: the union over his grants. [`PUBLIC`] and [`SIGNED_IN`] reach all his units.
    pub fn scope(&self, permission: Permission) -> Scope {
        let anywhere = permission == PUBLIC || permission == SIGNED_IN;
        let held =
            |grant: &&Grant| anywhere || grant.permissions.contains("*") || grant.permissions.contains(permission.0);
        Scope(Arc::new(self.grants.iter().filter(held).flat_map(|g| g.orgs.iter().copied()).collect()))
    }

    /// Whether the actor may do this somewhere.
    pub fn may(&self, permission: Permission) -> bool {
        match permission {
            PUBLIC => true,
            SIGNED_IN => self.is_known(),
            held => !self.scope(held).0.is_empty(),
        }
    }

    /// Whether the actor may do this in that organisation unit.
    pub fn may_in(&self, permission: Permission, org: OrgId) -> bool {
        self.scope(permission).contains(org)
    }

    /// Whether he may do this in that organisation unit by himself, and not only in place of a colleague.
    pub fn may_himself_in(&self, permission: Permission, org: OrgId) -> bool {
        let held = |g: &&Grant| g.permissions.contains("*") || g.permissions.contains(permission.0);
        self.grants.iter().filter(|g| g.role != DEPUTY && g.orgs.contains(&org)).any(|g| held(&g))
    }

    /// Whether the actor holds the role in that organisation unit.
    pub fn holds(&self, role: &str, org: OrgId) -> bool {
        self.grants.iter().any(|g| (g.role == role || g.role == "system") && g.orgs.contains(&org))
    }

    /// The roles held in that organisation unit.
    pub fn roles_in(&self, org: OrgId) -> impl Iterator<Item = &str> {
        self.grants.iter().filter(move |g| g.orgs.contains(&org)).map(|g| g.role.as_str())
    }
}

/// The organisation units a context may touch: the fence in every statement.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope(pub Arc<BTreeSet<OrgId>>);

impl Scope {
    /// Whether the unit lies inside.
    pub fn contains(&self, org: OrgId) -> bool {
        self.0.contains(&org)
    }

    /// The same scope narrowed to one unit; empty when it lies outside.
    pub fn only(&self, org: OrgId) -> Self {
        Self(Arc::new(self.0.iter().copied().filter(|o| *o == org).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_may_what_asks_for_somebody_however_many_units_are_public() {
        let nobody = Actor::anonymous("test", COMPANY, BTreeSet::from([COMPANY]));
        assert!(nobody.may(PUBLIC));
        assert!(!nobody.may(SIGNED_IN));
        assert!(!nobody.may(Permission("org.org.view")));
    }
}
