//! The gate: from a cookie or a token to an actor with his grants, expanded downwards over the tree.
//!
//! What was found is kept for a few seconds and forgotten at once when an account, a role, a grant or the tree changes,
//! so that a session costs a look into a map and not five statements.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

use kernel::{Actor, ActorKind, COMPANY, DEPUTY, Grant, Instant, OrgId, Result, Scope, Span};
use module::{Boxed, Gate, HOME_ZONE, Platform, Proof, Registry};
use org::OrgRow;
use store::Tx;
use tokio::sync::broadcast::{Receiver, error::TryRecvError};

use crate::{
    account::{model::AccountRow, store as accounts},
    model::{ACCESS, SessionId},
    password::digest,
    role::{queries as roles, store as role_rows},
    session::{rules as session_rules, store as sessions},
    token::store as tokens,
};

/// How long something is believed without looking again; other processes may have changed it.
const BELIEVED: Span = Span::seconds(5);
/// How seldom a session's last use is written down.
const SEEN: Span = Span::hours(1);
/// The most callers remembered.
const MOST: usize = 20_000;
/// The grant everybody who is signed in holds: the company itself, without a permission.
const MEMBER: &str = "member";

/// The tree of units, as far as the gate needs it.
struct Tree {
    home: OrgId,
    units: Vec<OrgRow>,
}

impl Tree {
    /// Every unit, and the company even before it is set up, so that setting it up may write its rows.
    fn reach(&self) -> BTreeSet<OrgId> {
        self.units.iter().map(|o| o.id).chain([COMPANY]).collect()
    }
}

struct Believed<T> {
    since: Instant,
    what: T,
}

#[derive(Clone)]
struct Caller {
    actor: Actor,
    expires_at: Instant,
    /// The session and when its use was last written down; absent for a token.
    seen: Option<(SessionId, Instant)>,
}

#[derive(Default)]
struct Memory {
    changes: Option<Receiver<String>>,
    tree: Option<Believed<Arc<Tree>>>,
    callers: HashMap<Vec<u8>, Believed<Caller>>,
}

impl Memory {
    /// Forgets everything when somebody's rights or the tree have changed since the last look.
    fn hear(&mut self, platform: &Platform) {
        let changes = self.changes.get_or_insert_with(|| platform.live.listen());
        let mut changed = false;
        loop {
            match changes.try_recv() {
                Ok(topic) => changed |= topic == ACCESS || topic == org::TOPIC,
                Err(TryRecvError::Lagged(_)) => changed = true,
                Err(TryRecvError::Empty | TryRecvError::Closed) => break,
            }
        }
        if changed || self.callers.len() > MOST {
            self.tree = None;
            self.callers.clear();
        }
    }
}

struct Doorkeeper(Mutex<Memory>);

/// The gate of the product.
pub fn gate() -> impl Gate {
    Doorkeeper(Mutex::default())
}

impl Gate for Doorkeeper {
    fn actor<'a>(&'a self, platform: &'a Arc<Platform>, proof: Proof, from: &'a str) -> Boxed<'a, Result<Actor>> {
        Box::pin(async move {
            let (secret, by_token) = match proof {
                Proof::None => return self.nobody(platform, from).await,
                Proof::Session(secret) => (secret, false),
                Proof::Token(secret) => (secret, true),
            };
            match self.somebody(platform, &digest(&secret), by_token).await? {
                Some(actor) => Ok(Actor { from: from.to_owned(), ..actor }),
                None => self.nobody(platform, from).await,
            }
        })
    }

    fn system<'a>(&'a self, platform: &'a Arc<Platform>, name: &'a str) -> Boxed<'a, Result<Actor>> {
        Box::pin(async move {
            let tree = self.tree(platform).await?;
            Ok(Actor::system(name, COMPANY, tree.reach()))
        })
    }
}

impl Doorkeeper {
    fn recall<T>(&self, platform: &Platform, read: impl FnOnce(&mut Memory) -> T) -> T {
        let mut memory = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        memory.hear(platform);
        read(&mut memory)
    }

    async fn tree(&self, platform: &Arc<Platform>) -> Result<Arc<Tree>> {
        let now = platform.clock.now();
        let known = self.recall(platform, |memory| {
            memory.tree.as_ref().filter(|b| now - b.since < BELIEVED && b.since <= now).map(|b| b.what.clone())
        });
        if let Some(tree) = known {
            return Ok(tree);
        }
        let mut tx = platform.db.as_owner().read(&Scope::default()).await?;
        let tree = Arc::new(tree_of(&mut tx).await?);
        self.recall(platform, |memory| memory.tree = Some(Believed { since: now, what: tree.clone() }));
        Ok(tree)
    }

    async fn nobody(&self, platform: &Arc<Platform>, from: &str) -> Result<Actor> {
        let tree = self.tree(platform).await?;
        Ok(Actor::anonymous(from, tree.home, tree.reach()))
    }

    async fn somebody(&self, platform: &Arc<Platform>, kept: &[u8], by_token: bool) -> Result<Option<Actor>> {
        let now = platform.clock.now();
        let known = self.recall(platform, |memory| {
            let known = memory.callers.get(kept).filter(|b| now - b.since < BELIEVED && b.since <= now);
            known.filter(|b| now < b.what.expires_at).map(|b| b.what.clone())
        });
        let caller = match known {
            Some(caller) => caller,
            None => {
                let mut tx = platform.db.as_owner().read(&Scope::default()).await?;
                let found = if by_token {
                    by_its_token(platform, &mut tx, kept, now).await?
                } else {
                    by_its_session(platform, &mut tx, kept, now).await?
                };
                drop(tx);
                let Some(caller) = found else { return Ok(None) };
                self.recall(platform, |memory| {
                    memory.callers.insert(kept.to_vec(), Believed { since: now, what: caller.clone() })
                });
                caller
            }
        };
        if let Some((session, seen)) = caller.seen.filter(|(_, seen)| now - *seen > SEEN) {
            self.note_use(platform, kept, session, seen, now).await;
        }
        Ok(Some(caller.actor))
    }

    /// Writes down that a session is in use. A failure costs nothing but an older time.
    async fn note_use(&self, platform: &Arc<Platform>, kept: &[u8], session: SessionId, seen: Instant, now: Instant) {
        let (db, scope) = (platform.db.as_owner(), Scope::default());
        let written = db.transact(&scope, move |tx| Box::pin(async move { sessions::seen(tx, session, now).await }));
        if let Err(error) = written.await {
            tracing::warn!(%error, "the use of a session was not written down");
            return;
        }
        self.recall(platform, |memory| {
            if let Some(known) = memory.callers.get_mut(kept) {
                known.what.seen = Some((session, now.max(seen)));
            }
        });
    }
}

async fn tree_of(tx: &mut Tx) -> Result<Tree> {
    let units = org::everything(tx).await?;
    let home = units.iter().find(|o| o.parent_id.is_none()).map_or(OrgId::from_uuid(uuid::Uuid::nil()), |o| o.id);
    Ok(Tree { home, units })
}

async fn by_its_session(platform: &Platform, tx: &mut Tx, kept: &[u8], now: Instant) -> Result<Option<Caller>> {
    let Some(session) = sessions::by_digest(tx, kept).await? else { return Ok(None) };
    if !session_rules::is_alive(&session, now) {
        return Ok(None);
    }
    let Some(account) = accounts::active(tx, session.account_id).await? else { return Ok(None) };
    let mut actor = actor(platform, tx, &account, now).await?;
    actor.session = Some(session.id.uuid());
    Ok(Some(Caller { actor, expires_at: session.expires_at, seen: Some((session.id, session.seen_at)) }))
}

async fn by_its_token(platform: &Platform, tx: &mut Tx, kept: &[u8], now: Instant) -> Result<Option<Caller>> {
    let Some(token) = tokens::by_digest(tx, kept).await?.filter(|t| now < t.expires_at) else { return Ok(None) };
    let Some(account) = accounts::active(tx, token.account_id).await? else { return Ok(None) };
    let mut actor = actor(platform, tx, &account, now).await?;
    let scopes: BTreeSet<String> = serde_json::from_str(&token.scopes)?;
    for grant in &mut actor.grants {
        grant.permissions = Arc::new(narrowed(&grant.permissions, &scopes));
    }
    Ok(Some(Caller { actor, expires_at: token.expires_at, seen: None }))
}

/// What a token may do of what its owner may.
fn narrowed(held: &BTreeSet<String>, scopes: &BTreeSet<String>) -> BTreeSet<String> {
    match (held.contains("*"), scopes.contains("*")) {
        (true, _) => scopes.clone(),
        (false, true) => held.clone(),
        (false, false) => held.intersection(scopes).cloned().collect(),
    }
}

/// The actor behind an account, with what is granted to it today.
async fn actor(platform: &Platform, tx: &mut Tx, account: &AccountRow, now: Instant) -> Result<Actor> {
    let tree = tree_of(tx).await?;
    let today = now.date(HOME_ZONE);
    let said = role_rows::all(tx, account.org_id).await?;
    let member =
        Grant { role: MEMBER.into(), orgs: Arc::new(BTreeSet::from([tree.home])), permissions: Arc::default() };
    let mut grants = vec![member];
    for grant in accounts::grants_on(tx, account.id, today).await? {
        grants.push(Grant {
            orgs: Arc::new(org::below(&tree.units, grant.org_id)),
            permissions: Arc::new(roles::permissions_of(&platform.registry, &said, &grant.role)?),
            role: grant.role,
        });
    }
    // What is asked of the posts of those who are away.
    let away = match account.staff_id {
        Some(staff) => org::represented(tx, tree.home, staff, now).await?,
        None => Vec::new(),
    };
    for colleague in away {
        let Some(his) = accounts::of_staff(tx, account.org_id, colleague.id).await? else { continue };
        for grant in accounts::grants_on(tx, his.id, today).await? {
            let held = roles::permissions_of(&platform.registry, &said, &grant.role)?;
            grants.push(Grant {
                orgs: Arc::new(org::below(&tree.units, grant.org_id)),
                permissions: Arc::new(passed_on(&platform.registry, &held)),
                role: DEPUTY.into(),
            });
        }
    }
    Ok(Actor {
        kind: if account.person_id.is_some() { ActorKind::Resident } else { ActorKind::Staff },
        id: account.actor_id(),
        name: account.name.clone(),
        from: String::new(),
        home: tree.home,
        grants,
        session: None,
    })
}

/// What of a colleague's permissions passes to whoever stands in for him.
fn passed_on(registry: &Registry, held: &BTreeSet<String>) -> BTreeSet<String> {
    let all = registry.passed_on().map(|permission| permission.0);
    all.filter(|name| held.contains("*") || held.contains(*name)).map(str::to_owned).collect()
}

/// The actor behind a log-in name, as the gate would make him: for the simulator, the command line and tests.
///
/// # Errors
/// [`kernel::Error::NotFound`] when there is no such account or it is disabled.
pub async fn actor_of(platform: &Arc<Platform>, login: &str, from: &str) -> Result<Actor> {
    let mut tx = platform.db.as_owner().read(&Scope::default()).await?;
    let found = accounts::by_login(&mut tx, login).await?.filter(AccountRow::is_active);
    let account = found.ok_or(kernel::Error::NotFound)?;
    let actor = actor(platform, &mut tx, &account, platform.clock.now()).await?;
    Ok(Actor { from: from.to_owned(), ..actor })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(words: &[&str]) -> BTreeSet<String> {
        words.iter().map(|w| (*w).to_owned()).collect()
    }

    #[test]
    fn a_token_never_does_more_than_its_owner_may() {
        assert_eq!(narrowed(&set(&["a", "b"]), &set(&["b", "c"])), set(&["b"]));
        assert_eq!(narrowed(&set(&["*"]), &set(&["b"])), set(&["b"]));
        assert_eq!(narrowed(&set(&["a"]), &set(&["*"])), set(&["a"]));
        assert_eq!(narrowed(&set(&[]), &set(&["*"])), set(&[]));
    }
}
