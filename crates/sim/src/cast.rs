//! Who and what the founding has made: the people at work, the communities, the households.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use kernel::{Actor, ActorKind, Grant, OrgId};
use module::{Caller, Platform};
use uuid::Uuid;

/// From where the simulator's people act, as the audit says it.
const FROM: &str = "sim";

/// A log-in worth printing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// What is typed.
    pub login: String,
    /// Whose it is.
    pub name: String,
    /// His role, as a key of the glossary.
    pub role: String,
    /// The password, the same for all.
    pub password: String,
    /// Whether there is always something for him to pay, on the phone.
    pub owes: bool,
}

/// Everybody and everything that was founded.
pub struct Cast {
    /// The company.
    pub company: OrgId,
    /// The log-ins worth printing, one for each screen worth seeing.
    pub logins: Vec<Login>,
    pub(crate) staff: Vec<Member>,
    pub(crate) communities: Vec<Community>,
    /// Somebody who has not signed in: a passer-by with a telephone.
    pub(crate) nobody: Caller,
}

/// Somebody at work.
pub(crate) struct Member {
    /// As forms name him.
    pub id: String,
    pub login: String,
    pub role: String,
    pub trades: Vec<String>,
    /// The units over which he holds his role.
    pub reach: BTreeSet<OrgId>,
    pub caller: Caller,
}

/// A community as cases see it.
pub(crate) struct Community {
    pub key: String,
    pub org: OrgId,
    pub rooms: Vec<Room>,
    pub spots: Vec<Spot>,
    /// Cases a day for 1,000 rooms.
    pub cases_per_day: f64,
}

/// A room with those who have to do with it.
pub(crate) struct Room {
    pub place: String,
    pub code: String,
    pub purpose: String,
    pub dwellers: Vec<Dweller>,
    /// Whether it leaves its newest bills unpaid, for whoever tries to pay on the phone.
    pub pays_late: bool,
}

/// Somebody of a household.
#[derive(Clone)]
pub(crate) struct Dweller {
    pub person: String,
    /// Set when he signs in by himself.
    pub caller: Option<Caller>,
}

/// A public area, an equipment room, a parking space.
pub(crate) struct Spot {
    pub place: String,
    pub kind: String,
    pub tag: String,
    /// What is mended there, when it is a thing with a label.
    pub asset: Option<String>,
    /// The unit or building it hangs in, as in `3/1`; empty for the community.
    pub at: String,
}

/// The permissions each role holds out of the box.
pub(crate) struct Rights(BTreeMap<&'static str, Arc<BTreeSet<String>>>);

impl Rights {
    pub fn of(platform: &Platform) -> Self {
        let mut held: BTreeMap<&'static str, BTreeSet<String>> = BTreeMap::new();
        for line in platform.registry.permissions() {
            for role in line.roles {
                held.entry(role).or_default().insert(line.permission.0.to_owned());
            }
        }
        held.entry("admin").or_default().insert("*".to_owned());
        Self(held.into_iter().map(|(role, permissions)| (role, Arc::new(permissions))).collect())
    }

    fn grant(&self, role: &str, orgs: BTreeSet<OrgId>) -> Grant {
        let permissions = self.0.get(role).cloned().unwrap_or_default();
        Grant { role: role.to_owned(), orgs: Arc::new(orgs), permissions }
    }

    /// Everybody who is signed in belongs to the company, without a right in it.
    fn actor(&self, kind: ActorKind, id: Uuid, name: &str, company: OrgId, grant: Grant) -> Caller {
        let member = self.grant("member", BTreeSet::from([company]));
        Caller::new(Actor {
            kind,
            id,
            name: name.to_owned(),
            from: FROM.to_owned(),
            home: company,
            grants: vec![member, grant],
            session: None,
        })
    }

    /// A member of staff with his role over these units.
    pub fn staff(&self, id: Uuid, name: &str, role: &str, company: OrgId, reach: &BTreeSet<OrgId>) -> Caller {
        self.actor(ActorKind::Staff, id, name, company, self.grant(role, reach.clone()))
    }

    /// Somebody who lives in a community.
    pub fn resident(&self, id: Uuid, name: &str, company: OrgId, community: OrgId) -> Caller {
        let grant = self.grant("resident", BTreeSet::from([community]));
        self.actor(ActorKind::Resident, id, name, company, grant)
    }
}

impl Cast {
    /// Who holds a role in a community, those of the community before those of the company.
    pub(crate) fn holding(&self, role: &str, org: OrgId) -> Vec<usize> {
        let mut found: Vec<usize> = self
            .staff
            .iter()
            .enumerate()
            .filter(|(_, m)| m.role == role && m.reach.contains(&org))
            .map(|(at, _)| at)
            .collect();
        found.sort_by_key(|at| (self.staff[*at].reach.len(), *at));
        found
    }

    /// The technicians of a trade in a community; all of them when nobody has it.
    pub(crate) fn of_trade(&self, trade: &str, org: OrgId) -> Vec<usize> {
        let all = self.holding("technician", org);
        let able: Vec<usize> =
            all.iter().copied().filter(|at| self.staff[*at].trades.iter().any(|t| t == trade)).collect();
        if able.is_empty() { all } else { able }
    }
}
