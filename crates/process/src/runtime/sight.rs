//! What of the cases somebody may know of, within the units he reaches: one answer for lists, records, counts, search and files.

use std::collections::{BTreeMap, BTreeSet};

use ::store::{Arg, Args, Select};
use kernel::{Actor, ActorKind, OrgId, PUBLIC};
use uuid::Uuid;

use super::{Engine, Loaded};
use crate::readers::ALWAYS;

/// The people of a case, in a condition over `cases c`.
const PEOPLE: &str =
    "EXISTS (SELECT 1 FROM case_readers r WHERE r.org_id = c.org_id AND r.case_id = c.id AND r.person_id {})";

/// A colleague somebody stands in for, with the roles that one has in each unit.
#[derive(Debug, Clone, Default)]
pub struct Represented {
    /// The colleague.
    pub id: Uuid,
    /// His roles by unit.
    pub roles: BTreeMap<OrgId, Vec<String>>,
}

/// What of the cases somebody may know of. Whoever nothing is hidden from costs no statement anything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sight {
    /// Processes whose cases are hidden, with the units where they are; every unit he reaches when none are named.
    hidden: Vec<(Vec<String>, Vec<OrgId>)>,
    /// He himself and those he stands in for: their own cases he reads all the same.
    own: Vec<Uuid>,
}

impl Sight {
    /// Of an actor who stands in for these colleagues.
    pub fn of(engine: &Engine, actor: &Actor, represented: &[Represented]) -> Self {
        let confidential: Vec<_> = engine.outlines().into_iter().filter(|o| o.readers.is_some()).collect();
        if actor.kind == ActorKind::System || confidential.is_empty() {
            return Self::default();
        }
        let units = actor.scope(PUBLIC);
        let mut by_hidden: BTreeMap<Vec<String>, Vec<OrgId>> = BTreeMap::new();
        for org in units.0.iter() {
            let others = represented.iter().filter_map(|r| r.roles.get(org)).flatten().map(String::as_str);
            let roles: BTreeSet<&str> = actor.roles_in(*org).chain(others).collect();
            if ALWAYS.iter().any(|role| roles.contains(role)) {
                continue;
            }
            let reads = |readers: &Vec<String>| readers.iter().any(|role| roles.contains(role.as_str()));
            let hidden = confidential.iter().filter(|o| !o.readers.as_ref().is_some_and(reads));
            by_hidden.entry(hidden.map(|o| o.key.clone()).collect()).or_default().push(*org);
        }
        let everywhere = |orgs: Vec<OrgId>| if orgs.len() == units.0.len() { Vec::new() } else { orgs };
        let hidden = by_hidden.into_iter().filter(|(processes, _)| !processes.is_empty());
        Self {
            hidden: hidden.map(|(processes, orgs)| (processes, everywhere(orgs))).collect(),
            own: represented.iter().map(|r| r.id).chain([actor.id]).filter(|id| !id.is_nil()).collect(),
        }
    }

    /// Whether anything is hidden at all.
    pub fn is_narrowed(&self) -> bool {
        !self.hidden.is_empty()
    }

    /// Whether the cases of a process are hidden in a unit, but for his own.
    pub fn hides(&self, org: OrgId, process: &str) -> bool {
        let here = |orgs: &[OrgId]| orgs.is_empty() || orgs.contains(&org);
        self.hidden.iter().any(|(processes, orgs)| here(orgs) && processes.iter().any(|p| p == process))
    }

    /// Whether the cases of a process are hidden in some unit he reaches, but for his own.
    pub fn hides_somewhere(&self, process: &str) -> bool {
        self.hidden.iter().any(|(processes, _)| processes.iter().any(|p| p == process))
    }

    /// Whether he may know of this case.
    pub fn knows(&self, case: &Loaded) -> bool {
        let is_his = || case.def.people_of(&case.state).iter().any(|id| self.own.contains(id));
        !self.hides(case.org, &case.def.key) || is_his()
    }

    /// Keeps the cases he may know of: a statement over `cases c`.
    #[must_use]
    pub fn keep(&self, select: Select) -> Select {
        let group = |(processes, orgs): &(Vec<String>, Vec<OrgId>)| {
            let mut group: Vec<(&'static str, Args)> =
                vec![("c.process", processes.iter().map(|p| Arg::from(p.as_str())).collect())];
            if !orgs.is_empty() {
                group.push(("c.org_id", orgs.iter().map(Arg::from).collect()));
            }
            group
        };
        select.without(self.hidden.iter().map(group).collect(), PEOPLE, self.own.iter().map(Arg::from).collect())
    }
}
