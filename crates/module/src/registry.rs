//! The table of everything the product can do, put together from the modules' tables.

use std::collections::{BTreeMap, BTreeSet};

use kernel::Permission;
use store::Migrations;

use crate::{
    counter::Counter,
    fence::Fence,
    importable::Importable,
    line::{Action, Hook, Job, Listener, Page, Query, Surface},
};

/// One entry of the navigation.
#[derive(Debug, Clone, Copy)]
pub struct Nav {
    /// The surface it stands on.
    pub surface: Surface,
    /// The section, a key `nav-section-…`; empty for the first, untitled one.
    pub section: &'static str,
    /// The order inside the surface.
    pub order: u16,
    /// The key of the words.
    pub label: &'static str,
    /// The icon's name.
    pub icon: &'static str,
    /// Where it leads.
    pub path: &'static str,
    /// Who sees it.
    pub permission: Permission,
}

impl Nav {
    /// An entry of the office's navigation, in its first, untitled section.
    pub const fn desk(
        order: u16,
        label: &'static str,
        icon: &'static str,
        path: &'static str,
        permission: Permission,
    ) -> Self {
        Self { surface: Surface::Desk, section: "", order, label, icon, path, permission }
    }

    /// The same entry under a heading.
    #[must_use]
    pub const fn under(mut self, section: &'static str) -> Self {
        self.section = section;
        self
    }

    /// The same entry on another surface: a tab of a phone.
    #[must_use]
    pub const fn on(mut self, surface: Surface) -> Self {
        self.surface = surface;
        self
    }
}

/// The words of a module in both languages, in Fluent's form.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    /// 中文
    pub zh: &'static str,
    /// English
    pub en: &'static str,
}

/// A permission and the roles that hold it out of the box.
#[derive(Debug, Clone, Copy)]
pub struct Permitted {
    /// The permission.
    pub permission: Permission,
    /// The keys of the roles.
    pub roles: &'static [&'static str],
}

impl Permitted {
    /// Permissions, each with its roles.
    pub fn lines<const N: usize>(lines: [(Permission, &'static [&'static str]); N]) -> Vec<Self> {
        lines.into_iter().map(|(permission, roles)| Self { permission, roles }).collect()
    }
}

/// Everything a module adds to the product.
pub struct Module {
    /// The module's name: folder, crate and first word of its permissions.
    pub name: &'static str,
    /// Its permissions.
    pub permissions: Vec<Permitted>,
    /// Those of its permissions that pass to whoever stands in for a holder who is away: what is asked of a post.
    pub passed_on: Vec<Permission>,
    /// Its entries of the navigation.
    pub nav: Vec<Nav>,
    /// What it counts at entries of the navigation.
    pub counters: Vec<Counter>,
    /// Its verbs.
    pub actions: Vec<Action>,
    /// Its questions.
    pub queries: Vec<Query>,
    /// Its own pages.
    pub pages: Vec<Page>,
    /// Its background work.
    pub jobs: Vec<Job>,
    /// What it does on others' events.
    pub listeners: Vec<Listener>,
    /// Where services outside tell it something.
    pub hooks: Vec<Hook>,
    /// The registers it takes from workbooks.
    pub imports: Vec<Importable>,
    /// Its records that are not for everybody who reaches their unit.
    pub fences: Vec<Fence>,
    /// Its process definitions, in TOML.
    pub processes: Vec<&'static str>,
    /// Its tables.
    pub migrations: Migrations,
    /// Its words.
    pub words: Words,
}

impl Module {
    /// A module with nothing but a name, its tables and its words.
    pub fn new(name: &'static str, migrations: Migrations, words: Words) -> Self {
        Self {
            name,
            permissions: Vec::new(),
            passed_on: Vec::new(),
            nav: Vec::new(),
            counters: Vec::new(),
            actions: Vec::new(),
            queries: Vec::new(),
            pages: Vec::new(),
            jobs: Vec::new(),
            listeners: Vec::new(),
            hooks: Vec::new(),
            imports: Vec::new(),
            fences: Vec::new(),
            processes: Vec::new(),
            migrations,
            words,
        }
    }
}

/// All modules, with look-up by name.
pub struct Registry {
    modules: Vec<Module>,
    actions: BTreeMap<&'static str, (usize, usize)>,
    queries: BTreeMap<&'static str, (usize, usize)>,
    jobs: BTreeMap<&'static str, (usize, usize)>,
}

impl Registry {
    /// Puts the modules together; panics at start-up when two lines claim one name or path, since that is a mistake in the code.
    pub fn new(modules: Vec<Module>) -> Self {
        let mut paths = BTreeSet::new();
        let mut actions = BTreeMap::new();
        let mut queries = BTreeMap::new();
        let mut jobs = BTreeMap::new();
        for (m, module) in modules.iter().enumerate() {
            for (i, action) in module.actions.iter().enumerate() {
                assert!(actions.insert(action.name, (m, i)).is_none(), "two actions are called {}", action.name);
                assert!(paths.insert(("POST", action.path)), "two actions answer POST {}", action.path);
            }
            for (i, query) in module.queries.iter().enumerate() {
                assert!(queries.insert(query.name, (m, i)).is_none(), "two queries are called {}", query.name);
                assert!(paths.insert(("QUERY", query.path)), "two queries answer {}", query.path);
                if query.list.as_ref().is_some_and(|l| l.page) {
                    assert!(paths.insert(("PAGE", query.path)), "two pages answer {}", query.path);
                }
            }
            for page in &module.pages {
                assert!(paths.insert(("PAGE", page.path)), "two pages answer {}", page.path);
            }
            for hook in &module.hooks {
                assert!(paths.insert(("POST", hook.path)), "two lines answer POST {}", hook.path);
            }
            for (i, job) in module.jobs.iter().enumerate() {
                assert!(jobs.insert(job.kind, (m, i)).is_none(), "two jobs are called {}", job.kind);
            }
        }
        Self { modules, actions, queries, jobs }
    }

    /// The modules in the order they were given: a module after those it stands on.
    pub fn modules(&self) -> &[Module] {
        &self.modules
    }

    /// The action with this name.
    pub fn action(&self, name: &str) -> Option<&Action> {
        self.actions.get(name).map(|(m, i)| &self.modules[*m].actions[*i])
    }

    /// The query with this name.
    pub fn query(&self, name: &str) -> Option<&Query> {
        self.queries.get(name).map(|(m, i)| &self.modules[*m].queries[*i])
    }

    /// The job of this kind.
    pub fn job(&self, kind: &str) -> Option<&Job> {
        self.jobs.get(kind).map(|(m, i)| &self.modules[*m].jobs[*i])
    }

    /// All actions.
    pub fn actions(&self) -> impl Iterator<Item = &Action> {
        self.modules.iter().flat_map(|m| &m.actions)
    }

    /// All queries.
    pub fn queries(&self) -> impl Iterator<Item = &Query> {
        self.modules.iter().flat_map(|m| &m.queries)
    }

    /// All pages of the modules' own making.
    pub fn pages(&self) -> impl Iterator<Item = &Page> {
        self.modules.iter().flat_map(|m| &m.pages)
    }

    /// All jobs.
    pub fn jobs(&self) -> impl Iterator<Item = &Job> {
        self.modules.iter().flat_map(|m| &m.jobs)
    }

    /// All addresses at which services outside tell something.
    pub fn hooks(&self) -> impl Iterator<Item = &Hook> {
        self.modules.iter().flat_map(|m| &m.hooks)
    }

    /// All listeners to this event.
    pub fn listeners<'a>(&'a self, event: &'a str) -> impl Iterator<Item = &'a Listener> {
        self.modules.iter().flat_map(|m| &m.listeners).filter(move |l| l.event == event)
    }

    /// The listener with this name.
    pub fn listener(&self, name: &str) -> Option<&Listener> {
        self.modules.iter().flat_map(|m| &m.listeners).find(|l| l.name == name)
    }

    /// The registers that take workbooks.
    pub fn imports(&self) -> impl Iterator<Item = &Importable> {
        self.modules.iter().flat_map(|m| &m.imports)
    }

    /// Who says which records of a noun somebody may know of.
    pub fn fence(&self, noun: &str) -> Option<&Fence> {
        self.modules.iter().flat_map(|m| &m.fences).find(|f| f.noun == noun)
    }

    /// The list that shows the records of a noun.
    pub fn list_of(&self, noun: &str) -> Option<&Query> {
        self.queries().find(|q| q.list.as_ref().is_some_and(|l| l.noun == Some(noun)))
    }

    /// Every permission with the roles that hold it out of the box.
    pub fn permissions(&self) -> impl Iterator<Item = &Permitted> {
        self.modules.iter().flat_map(|m| &m.permissions)
    }

    /// The permissions that pass to whoever stands in for a holder.
    pub fn passed_on(&self) -> impl Iterator<Item = Permission> {
        self.modules.iter().flat_map(|m| m.passed_on.iter().copied())
    }

    /// What the modules count at entries of the navigation.
    pub fn counters(&self) -> impl Iterator<Item = &Counter> {
        self.modules.iter().flat_map(|m| &m.counters)
    }

    /// The navigation of a surface, in its order.
    pub fn nav(&self, surface: Surface) -> Vec<&Nav> {
        let mut entries: Vec<&Nav> =
            self.modules.iter().flat_map(|m| &m.nav).filter(|n| n.surface == surface).collect();
        entries.sort_by_key(|n| n.order);
        entries
    }
}
