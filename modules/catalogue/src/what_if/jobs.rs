//! Going through the cases: outside of any transaction, under a lease renewed as it goes, stopped when somebody asks.

use std::{collections::HashMap, sync::Arc};

use kernel::{Actor, COMPANY, Error, Instant, Result, Scope, Span};
use module::{Caller, Context, Platform};
use process::{
    Definition,
    runtime::{self, Engine, Question},
    what_if::{Posts, Walks, walks},
};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::{
    model::{Answer, WhatIfId, WhatIfRow, WhatIfState},
    store::{self, Progress},
};

/// The job that an action queues.
pub(crate) const BEGIN: &str = "catalogue.what_if.begin";
/// How often what nobody works on is looked for.
pub(crate) const LOOK_AGAIN: Span = Span::seconds(20);
/// What is written down about the progress is at least so far apart.
const TELL: Span = Span::millis(700);
/// Imagined cases walked through each version.
const WALKS: u64 = 300;

/// Which question is to be taken up.
#[derive(Debug, Deserialize)]
pub(crate) struct Which {
    id: WhatIfId,
}

/// Takes a question up.
pub(crate) async fn begin(cx: &mut Context, which: Which) -> Result<()> {
    take_up(cx, which.id).await
}

/// Takes up what another process left lying.
pub(crate) async fn resume(cx: &mut Context, _: Value) -> Result<()> {
    let now = cx.now();
    for id in store::abandoned(cx.tx(), now).await? {
        take_up(cx, id).await?;
    }
    Ok(())
}

/// The work begins when the lease is durable and goes on outside of this transaction.
async fn take_up(cx: &mut Context, id: WhatIfId) -> Result<()> {
    let (now, runner) = (cx.now(), cx.new_uuid());
    if store::claim(cx.tx(), id, runner, now).await? {
        let (platform, system) = (cx.platform().clone(), cx.actor().clone());
        cx.tx().after_commit(move || {
            tokio::spawn(async move {
                if let Err(error) = work(&platform, system, id, runner).await {
                    tracing::warn!(what_if = %id, %error, "going through the cases of a process stopped");
                }
            });
        });
    }
    Ok(())
}

/// A process at work on a question.
struct Work<'w> {
    platform: &'w Platform,
    at: Progress,
    told: Instant,
}

async fn work(platform: &Arc<Platform>, system: Actor, id: WhatIfId, runner: Uuid) -> Result<()> {
    let row = store::of_company(&mut platform.db.as_owner().read(&Scope::default()).await?, id).await?;
    if row.state != WhatIfState::Running {
        return Ok(());
    }
    let now = platform.clock.now();
    let at = Progress { id, runner, state: WhatIfState::Running, done: 0, total: 0, answer: None, now };
    let mut work = Work { platform, at, told: Instant(0) };
    match work.find_out(platform, system, &row).await {
        Ok(Some(answer)) => {
            work.at.answer = Some(answer);
            work.end(WhatIfState::Done).await
        }
        Ok(None) => work.end(WhatIfState::Stopped).await,
        // Another process has it.
        Err(Error::Conflict) => Ok(()),
        Err(error) => {
            work.end(WhatIfState::Failed).await?;
            Err(error)
        }
    }
}

impl Work<'_> {
    /// The answer; none when somebody stopped it.
    async fn find_out(&mut self, platform: &Arc<Platform>, system: Actor, row: &WhatIfRow) -> Result<Option<Answer>> {
        let engine = platform.service::<Engine>().ok_or_else(|| Error::Internal("the case engine".into()))?;
        let def = Arc::new(store::definition(row).clone());
        let own = engine.current(&def.key).unwrap_or_else(|_| def.clone());
        let mut cx = platform.reading(&Caller::new(system)).await?;
        let units = org::tree(&mut cx).await?.into_iter().map(|unit| unit.id).collect();
        let posts = Arc::new(posts(&mut cx, &[&def, &own]).await?);
        drop(cx);
        let question = Question { def: def.clone(), units, since: row.since, until: row.until, posts };
        let mut cases = runtime::WhatIf::new(&platform.db, engine.clone(), question);
        self.at.total = count(cases.total().await?);
        while cases.step().await? {
            self.at.done = count(cases.findings().cases);
            if self.tell().await? {
                return Ok(None);
            }
        }
        self.at.done = count(cases.findings().cases);
        let (cals, begins) = (engine.calendars(COMPANY), row.since);
        let walked = tokio::task::spawn_blocking(move || Walks {
            was: walks(&own, &cals, begins, 1, WALKS),
            would: walks(&def, &cals, begins, 1, WALKS),
        });
        let walks = walked.await.map_err(|e| Error::Internal(format!("the walks broke off: {e}")))?;
        Ok(Some(Answer { findings: cases.findings().clone(), walks }))
    }

    /// Writes down how far it is, not too often; whether it was asked to stop.
    async fn tell(&mut self) -> Result<bool> {
        let now = self.platform.clock.now();
        if now - self.told < TELL {
            return Ok(false);
        }
        self.told = now;
        self.keep().await
    }

    async fn end(&mut self, state: WhatIfState) -> Result<()> {
        self.at.state = state;
        self.keep().await.map(|_| ())
    }

    async fn keep(&mut self) -> Result<bool> {
        self.at.now = self.platform.clock.now();
        let at = Arc::new(self.at.clone());
        let (db, everywhere) = (self.platform.db.as_owner(), Scope::default());
        let stopping = db
            .transact(&everywhere, move |tx| {
                let at = at.clone();
                Box::pin(async move { store::keep(tx, &at).await })
            })
            .await?;
        self.platform.live.tell(&format!("what_if:{}", self.at.id.uuid().simple()));
        Ok(stopping)
    }
}

/// Who holds today the roles that either version names.
async fn posts(cx: &mut Context, versions: &[&Definition]) -> Result<Posts> {
    let actions = versions.iter().flat_map(|def| def.actions.iter().flat_map(|a| &a.by));
    let items = versions.iter().flat_map(|def| def.work_items.iter().flat_map(|w| &w.by));
    let mut roles: Vec<&String> = actions.chain(items).chain(versions.iter().flat_map(|def| &def.open.by)).collect();
    roles.sort();
    roles.dedup();
    let mut posts = HashMap::<Uuid, Vec<String>>::new();
    for role in roles {
        for person in org::staff_of(cx, COMPANY, Some(role), None).await? {
            posts.entry(person.id.uuid()).or_default().push(role.clone());
        }
    }
    Ok(Posts(posts))
}

fn count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
