//! Who did what: rows with their own digest, chained into seals, and the proof that nobody has touched them since.
//!
//! A row is written with the change it speaks of. A sealer numbers committed rows in batches and chains the batches:
//! a row that is edited, removed, added or moved afterwards no longer fits its seal. Cutting off the newest end of the
//! chain with all its rows shows only against a head kept elsewhere ([`heads`]).

use futures::{StreamExt, TryStreamExt, stream};
use kernel::{Actor, ActorKind, Error, Instant, OrgId, Result, Scope, Span};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{args, db::Db, tx::Tx};

/// The most rows of one seal.
const BATCH: i64 = 2_000;
/// How many units are sealed at the same time.
const SIDE_BY_SIDE: usize = 8;
/// What the first seal of a chain follows.
const BEGINNING: &str = "";

/// One change to note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where.
    pub org: OrgId,
    /// The row's id.
    pub id: Uuid,
    /// When.
    pub at: Instant,
    /// The action: `case.assign`.
    pub action: String,
    /// What it was done to, as a written id: `case_0192…`.
    pub target: String,
    /// What it was before, as JSON; personal fields masked or encrypted by the caller.
    pub before: Option<String>,
    /// What it is now, as JSON.
    pub after: Option<String>,
}

#[derive(Debug, crate::Record)]
struct Row {
    org_id: OrgId,
    id: Uuid,
    at: i64,
    actor_kind: String,
    actor_id: Uuid,
    actor_name: String,
    origin: String,
    action: String,
    target: String,
    before: Option<String>,
    after: Option<String>,
    digest: String,
    import_id: Option<Uuid>,
}

/// Fields one after the other, each with its length, so that no two different rows are written alike.
struct Canonical(Sha256);

impl Canonical {
    fn of(kind: &str) -> Self {
        Self(Sha256::new()).add(kind.as_bytes())
    }
    fn add(mut self, field: &[u8]) -> Self {
        self.0.update((field.len() as u64).to_be_bytes());
        self.0.update(field);
        self
    }
    fn add_optional(mut self, field: Option<&str>) -> Self {
        match field {
            Some(text) => self.add(text.as_bytes()),
            None => {
                self.0.update(u64::MAX.to_be_bytes());
                self
            }
        }
    }
    fn finish(self) -> String {
        data_encoding::HEXLOWER.encode(&self.0.finalize())
    }
}

impl Row {
    fn computed(&self) -> String {
        let row = Canonical::of("steward audit row 1")
            .add(self.org_id.uuid().as_bytes())
            .add(self.id.as_bytes())
            .add(&self.at.to_be_bytes())
            .add(self.actor_kind.as_bytes())
            .add(self.actor_id.as_bytes())
            .add(self.actor_name.as_bytes())
            .add(self.origin.as_bytes())
            .add(self.action.as_bytes())
            .add(self.target.as_bytes())
            .add_optional(self.before.as_deref())
            .add_optional(self.after.as_deref());
        // Rows that came by no import are written as they were before there were imports.
        match self.import_id {
            Some(import) => row.add(import.as_bytes()).finish(),
            None => row.finish(),
        }
    }
}

/// Notes what an actor has done, in the transaction that does it.
pub async fn write(tx: &mut Tx, actor: &Actor, entries: Vec<Entry>) -> Result<()> {
    write_for(tx, actor, entries, None).await
}

/// The same for what an import brings: it is written when it happens, and read from the moment on when the import is seen
/// or has been taken back. Whoever lists the audit leaves out the rows of unfinished imports ([`crate::Select::shown`]).
pub async fn write_for(tx: &mut Tx, actor: &Actor, entries: Vec<Entry>, import: Option<Uuid>) -> Result<()> {
    let kind = match actor.kind {
        ActorKind::Staff => "staff",
        ActorKind::Resident => "resident",
        ActorKind::Anonymous => "anonymous",
        ActorKind::System => "system",
    };
    let rows = entries.into_iter().map(|entry| {
        let mut row = Row {
            org_id: entry.org,
            id: entry.id,
            at: entry.at.0,
            actor_kind: kind.to_owned(),
            actor_id: actor.id,
            actor_name: actor.name.clone(),
            origin: actor.from.clone(),
            action: entry.action,
            target: entry.target,
            before: entry.before,
            after: entry.after,
            digest: String::new(),
            import_id: import,
        };
        row.digest = row.computed();
        args![
            row.org_id,
            row.id,
            row.at,
            row.actor_kind,
            row.actor_id,
            row.actor_name,
            row.origin,
            row.action,
            row.target,
            row.before,
            row.after,
            row.digest,
            row.import_id,
        ]
    });
    const COLUMNS: &[&str] = &[
        "org_id",
        "id",
        "at",
        "actor_kind",
        "actor_id",
        "actor_name",
        "origin",
        "action",
        "target",
        "before",
        "after",
        "digest",
        "import_id",
    ];
    tx.insert_many("audit", COLUMNS, rows.collect()).await
}

#[derive(Debug, Clone, crate::Record)]
struct Seal {
    seq: i64,
    at: i64,
    previous: String,
    root: String,
    count: i64,
    first_id: Uuid,
    last_id: Uuid,
    digest: String,
}

impl Seal {
    fn computed(&self, org: OrgId) -> String {
        Canonical::of("steward audit seal 1")
            .add(org.uuid().as_bytes())
            .add(&self.seq.to_be_bytes())
            .add(&self.at.to_be_bytes())
            .add(self.previous.as_bytes())
            .add(self.root.as_bytes())
            .add(&self.count.to_be_bytes())
            .add(self.first_id.as_bytes())
            .add(self.last_id.as_bytes())
            .finish()
    }
}

/// One digest over the rows of a batch, in the order of their ids.
fn root_of<'a>(rows: impl Iterator<Item = (&'a Uuid, &'a str)>) -> String {
    rows.fold(Canonical::of("steward audit batch 1"), |sum, (id, digest)| sum.add(id.as_bytes()).add(digest.as_bytes()))
        .finish()
}

/// Chains committed rows into seals.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sealer;

impl Sealer {
    /// Seals everything committed until now, unit by unit; how many rows. Two sealers do not hurt each other.
    pub async fn run_once(self, db: &Db, now: Instant) -> Result<u64> {
        let db = db.as_owner();
        let orgs: Vec<OrgId> = db
            .read(&Scope::default())
            .await?
            .fetch_values("SELECT DISTINCT org_id FROM audit WHERE seal IS NULL", Vec::new())
            .await?;
        // Side by side, so that the units share a COMMIT.
        let units = stream::iter(orgs).map(|org| seal_unit(&db, org, now)).buffered(SIDE_BY_SIDE);
        units.try_fold(0, async |all, rows| Ok(all + rows)).await
    }
}

async fn seal_unit(db: &Db, org: OrgId, now: Instant) -> Result<u64> {
    let mut sealed = 0;
    loop {
        let batch = db.transact(&Scope::default(), move |tx| Box::pin(seal_batch(tx, org, now))).await;
        match batch {
            Ok(rows) => {
                sealed += rows;
                if rows < BATCH.unsigned_abs() {
                    return Ok(sealed);
                }
            }
            // Another sealer took this number; what is left is sealed next time.
            Err(Error::Conflict) => return Ok(sealed),
            Err(error) => return Err(error),
        }
    }
}

async fn seal_batch(tx: &mut Tx, org: OrgId, now: Instant) -> Result<u64> {
    let last: Option<(i64, String)> = tx
        .fetch_optional("SELECT seq, digest FROM seals WHERE org_id = $1 ORDER BY seq DESC LIMIT 1", args![org])
        .await?;
    let (seq, previous) = last.map_or((1, BEGINNING.to_owned()), |(seq, digest)| (seq + 1, digest));
    let beyond: Option<Uuid> = tx
        .fetch_value_optional(
            "SELECT id FROM audit WHERE org_id = $1 AND seal IS NULL ORDER BY id LIMIT 1 OFFSET $2",
            args![org, BATCH],
        )
        .await?;
    // One statement both picks and marks the rows, so that a row committed meanwhile is in the seal or not, never half. A
    // bound on the id, not a list of ids: a planner that knows nothing of the table would compare every row with every other.
    let mut rows: Vec<(Uuid, String)> = match beyond {
        Some(beyond) => {
            let some = "UPDATE audit SET seal = $1 WHERE org_id = $2 AND seal IS NULL AND id < $3 RETURNING id, digest";
            tx.fetch_all(some, args![seq, org, beyond]).await?
        }
        None => {
            let all = "UPDATE audit SET seal = $1 WHERE org_id = $2 AND seal IS NULL RETURNING id, digest";
            tx.fetch_all(all, args![seq, org]).await?
        }
    };
    rows.sort_unstable();
    let (Some((first_id, _)), Some((last_id, _))) = (rows.first(), rows.last()) else {
        return Ok(0);
    };
    let mut seal = Seal {
        seq,
        at: now.0,
        previous,
        root: root_of(rows.iter().map(|(id, digest)| (id, digest.as_str()))),
        count: i64::try_from(rows.len()).unwrap_or(i64::MAX),
        first_id: *first_id,
        last_id: *last_id,
        digest: String::new(),
    };
    seal.digest = seal.computed(org);
    tx.write(
        "INSERT INTO seals (org_id, seq, at, previous, root, count, first_id, last_id, digest) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![org, seal.seq, seal.at, seal.previous, seal.root, seal.count, seal.first_id, seal.last_id, seal.digest],
    )
    .await?;
    Ok(rows.len() as u64)
}

/// Something that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// The row's fields do not give its digest.
    RowEdited(OrgId, Uuid),
    /// The rows under this seal are not the ones it was set on: some were removed, added, moved or rewritten.
    RowsDiffer {
        /// Where.
        org: OrgId,
        /// The seal.
        seq: i64,
        /// How many rows were sealed.
        sealed: i64,
        /// How many there are.
        found: i64,
    },
    /// The seal itself was edited, or the one before it was.
    SealBroken(OrgId, i64),
    /// There are rows under this number but no seal, or a number was skipped.
    SealMissing(OrgId, i64),
    /// The row was committed long ago and is still unsealed.
    Unsealed(OrgId, Uuid),
}

/// Looks through every row and every seal. Rows younger than `patience` may still be unsealed.
pub async fn verify(db: &Db, now: Instant, patience: Span) -> Result<Vec<Finding>> {
    let mut tx = db.as_owner().read(&Scope::default()).await?;
    let orgs: Vec<OrgId> = tx
        .fetch_values("SELECT DISTINCT org_id FROM audit UNION SELECT DISTINCT org_id FROM seals", Vec::new())
        .await?;
    let mut findings = Vec::new();
    for org in orgs {
        verify_chain(&mut tx, org, &mut findings).await?;
        verify_unsealed(&mut tx, org, now - patience, &mut findings).await?;
    }
    Ok(findings)
}

async fn verify_chain(tx: &mut Tx, org: OrgId, findings: &mut Vec<Finding>) -> Result<()> {
    let (mut previous, mut expected) = (BEGINNING.to_owned(), 1);
    loop {
        let seals: Vec<Seal> = tx
            .fetch_all(
                "SELECT seq, at, previous, root, count, first_id, last_id, digest FROM seals \
                 WHERE org_id = $1 AND seq >= $2 ORDER BY seq LIMIT 500",
                args![org, expected],
            )
            .await?;
        if seals.is_empty() {
            break;
        }
        for seal in seals {
            findings.extend((expected..seal.seq).map(|seq| Finding::SealMissing(org, seq)));
            if seal.digest != seal.computed(org) || (seal.seq == expected && seal.previous != previous) {
                findings.push(Finding::SealBroken(org, seal.seq));
            }
            verify_rows(tx, org, &seal, findings).await?;
            expected = seal.seq + 1;
            previous = seal.digest;
        }
    }
    let beyond: Vec<i64> = tx
        .fetch_values(
            "SELECT DISTINCT seal FROM audit WHERE org_id = $1 AND (seal >= $2 OR seal < 1)",
            args![org, expected],
        )
        .await?;
    findings.extend(beyond.into_iter().map(|seq| Finding::SealMissing(org, seq)));
    Ok(())
}

async fn verify_rows(tx: &mut Tx, org: OrgId, seal: &Seal, findings: &mut Vec<Finding>) -> Result<()> {
    let rows: Vec<Row> = tx
        .fetch_all(
            "SELECT org_id, id, at, actor_kind, actor_id, actor_name, origin, action, target, before, after, digest, \
             import_id FROM audit WHERE org_id = $1 AND seal = $2 ORDER BY id",
            args![org, seal.seq],
        )
        .await?;
    let edited = rows.iter().filter(|row| row.digest != row.computed());
    findings.extend(edited.map(|row| Finding::RowEdited(org, row.id)));
    let found = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    if found != seal.count || root_of(rows.iter().map(|row| (&row.id, row.digest.as_str()))) != seal.root {
        findings.push(Finding::RowsDiffer { org, seq: seal.seq, sealed: seal.count, found });
    }
    Ok(())
}

async fn verify_unsealed(tx: &mut Tx, org: OrgId, before: Instant, findings: &mut Vec<Finding>) -> Result<()> {
    let rows: Vec<Uuid> = tx
        .fetch_values(
            "SELECT id FROM audit WHERE org_id = $1 AND seal IS NULL AND at < $2 ORDER BY id LIMIT 1000",
            args![org, before],
        )
        .await?;
    findings.extend(rows.into_iter().map(|id| Finding::Unsealed(org, id)));
    Ok(())
}

/// The newest seal of every chain – unit, number, digest – to be kept somewhere the database's keeper cannot reach.
pub async fn heads(db: &Db) -> Result<Vec<(OrgId, i64, String)>> {
    db.as_owner()
        .read(&Scope::default())
        .await?
        .fetch_all(
            "SELECT s.org_id, s.seq, s.digest FROM seals s WHERE s.seq = \
             (SELECT MAX(m.seq) FROM seals m WHERE m.org_id = s.org_id) ORDER BY s.org_id",
            Vec::new(),
        )
        .await
}
