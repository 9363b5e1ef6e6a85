//! Definitions: the proof of all that ship, the dry run of a migration over very many open cases, and what another version
//! would have changed of very many recorded ones.

use std::{
    sync::Arc,
    time::{Duration, Instant as Started},
};

use anyhow::{Context, Result, ensure};
use kernel::{Actor, OrgId, Scope, Span};
use module::Caller;
use process::{
    Definition,
    runtime::{self, CaseId, Engine, Question, WhatIf},
    what_if::{Findings, Posts},
};
use serde_json::{Value, json};
use store::{Db, args};
use uuid::Uuid;

use crate::{
    Setting,
    herd::Herd,
    report::{Figure, Report, Wanted},
    town::{Town, communities},
};

/// Copies are numbered from here, the open ones from twice as far.
const FIRST: usize = 0x2000_0000;
const ENDED: &str =
    "SELECT org_id, id FROM cases WHERE process = 'repair' AND ended_at IS NOT NULL ORDER BY org_id, id";
const OPEN: &str = "SELECT org_id, id FROM cases WHERE process = 'repair' AND ended_at IS NULL ORDER BY org_id, id";
/// Rows read at once by a yardstick.
const CHUNK: i64 = 5_000;

/// Runs the bench.
pub async fn run(setting: &Setting, report: &mut Report) -> Result<()> {
    proof(report)?;
    let folder = setting.folder()?;
    let town = Town::found(folder.path(), 1, setting.scale.clamp(0.05, 0.3)).await?;
    let cases = setting.sized(100_000, 1_000);
    let db = &town.house.platform.db;
    multiply(db, ENDED, FIRST, cases).await?;
    multiply(db, OPEN, 2 * FIRST, cases).await?;
    what_if(&town, cases, report).await?;
    dry_run(&town, cases, report).await?;
    db.close().await;
    Ok(())
}

fn texts() -> Vec<&'static str> {
    server::modules().iter().flat_map(|m| m.processes.iter().copied()).collect()
}

fn repair() -> Result<&'static str> {
    texts().into_iter().find(|t| t.lines().any(|l| l == "key = \"repair\"")).context("the repair ships")
}

fn proof(report: &mut Report) -> Result<()> {
    let texts = texts();
    let begun = Started::now();
    let all = runtime::definitions(&texts)?;
    let measured = begun.elapsed();
    let kept: Vec<String> = all.iter().map(|d| serde_json::to_string(&**d)).collect::<Result<_, _>>()?;
    let begun = Started::now();
    for text in &kept {
        serde_json::from_str::<Definition>(text)?;
    }
    report.add(Figure {
        what: format!("proof of all {} definitions that ship", all.len()),
        measured: measured.as_secs_f64(),
        yardstick: Some(("reading them without proof", begun.elapsed().as_secs_f64())),
        unit: "s",
        wanted: Wanted::Within(2.0, "s"),
    });
    Ok(())
}

/// Copies some cases of each community until there are so many more.
async fn multiply(db: &Db, which: &'static str, first: usize, cases: usize) -> Result<()> {
    let found: Vec<(OrgId, CaseId)> = db.as_owner().read(&Scope::default()).await?.fetch_all(which, args![]).await?;
    let mut of_orgs = Vec::new();
    for org in communities(db).await? {
        let ids: Vec<CaseId> = found.iter().filter(|(of, _)| *of == org).map(|(_, id)| *id).take(200).collect();
        if !ids.is_empty() {
            of_orgs.push(Herd::of(db, org, &ids).await?);
        }
    }
    ensure!(!of_orgs.is_empty(), "the simulator left no case to copy");
    let share = cases.div_ceil(of_orgs.len());
    for (nth, herd) in of_orgs.iter().enumerate() {
        let from = first + nth * share;
        herd.multiply(db, from..from + share, |_, _| {}).await?;
    }
    Ok(())
}

/// A shorter limit, over everything that was recorded.
async fn what_if(town: &Town, cases: usize, report: &mut Report) -> Result<()> {
    let (platform, units) = (&town.house.platform, communities(&town.house.platform.db).await?);
    let engine = platform.service::<Engine>().context("the case engine")?;
    let shorter = repair()?.replace("response = \"2 work hours\"", "response = \"10 minutes\"");
    let def = Arc::new(engine.read(&shorter)?);
    let now = platform.clock.now();
    let posts = Arc::new(Posts::default());
    let question = Question { def, units: units.clone(), since: now - Span::days(400), until: now, posts };
    let (found, took) = searched(town, engine, question).await?;
    ensure!(found.cases >= u64::try_from(2 * cases)?, "of {} cases only {} were gone through", 2 * cases, found.cases);
    ensure!(found.later.count > 0, "ten minutes are missed by nobody");
    let per_case = took.as_secs_f64() / f64::from(u32::try_from(found.cases)?);
    let raw = logs_alone(&platform.db, &units).await?.as_secs_f64() / f64::from(u32::try_from(found.cases)?);
    report.add(Figure {
        what: format!("what-if of {cases} cases ({} gone through)", found.cases),
        measured: per_case * f64::from(u32::try_from(cases)?),
        yardstick: Some(("reading their logs alone", raw * f64::from(u32::try_from(cases)?))),
        unit: "s",
        wanted: Wanted::Within(30.0, "s"),
    });
    report.note(format!(
        "{} cases would have missed more limits; copies have ids of their own, so other ones are drawn for a call",
        found.later.count
    ));
    Ok(())
}

async fn searched(town: &Town, engine: Arc<Engine>, question: Question) -> Result<(Findings, Duration)> {
    let begun = Started::now();
    let mut search = WhatIf::new(&town.house.platform.db, engine, question);
    while search.step().await? {}
    Ok((search.findings().clone(), begun.elapsed()))
}

async fn logs_alone(db: &Db, units: &[OrgId]) -> Result<Duration> {
    let begun = Started::now();
    let mut tx = db.as_owner().read(&Scope::default()).await?;
    for unit in units {
        let mut behind = (Uuid::nil(), 0_i64);
        loop {
            let sql = "SELECT case_id, version, events FROM case_events WHERE org_id = $1 AND case_id >= $2 \
                       AND (case_id > $2 OR version > $3) ORDER BY case_id, version LIMIT $4";
            let rows: Vec<(Uuid, i64, String)> = tx.fetch_all(sql, args![*unit, behind.0, behind.1, CHUNK]).await?;
            let Some(last) = rows.last() else { break };
            behind = (last.0, last.1);
        }
    }
    Ok(begun.elapsed())
}

/// A version in which a stage is called otherwise, and what moving every open case to it would do.
async fn dry_run(town: &Town, cases: usize, report: &mut Report) -> Result<()> {
    let platform = &town.house.platform;
    let standing = "SELECT stage FROM cases WHERE process = 'repair' AND ended_at IS NULL \
                    AND stage NOT IN ('pool', 'waiting') \
                    GROUP BY stage ORDER BY count(*) DESC, stage LIMIT 1";
    let stage: String = platform.db.as_owner().read(&Scope::default()).await?.fetch_value(standing, args![]).await?;
    let other = format!("{stage}_too");
    let renamed = repair()?
        .replace(&format!("\"{stage}\""), &format!("\"{other}\""))
        .replace(&format!("'{stage}'"), &format!("'{other}'"));
    let somebody = |nth: u128, actor: &Actor| Caller::new(Actor { id: Uuid::from_u128(nth), ..actor.clone() });
    let system = town.house.system("bench").await?;
    let (author, reviewer) = (somebody(1, &system.actor), somebody(2, &system.actor));
    let begun = platform.act(&author, "desk.definition.create", json!({ "process": "repair" })).await?;
    let id = begun["id"].clone();
    platform.act(&author, "desk.definition.edit", json!({ "id": id, "body": renamed })).await?;
    platform.act(&author, "desk.definition.submit", json!({ "id": id })).await?;
    platform.act(&reviewer, "desk.definition.publish", json!({ "id": id })).await?;
    let begun = Started::now();
    let plan: Value = platform.ask(&reviewer, "desk.definition.plan", json!({ "process": "repair" })).await?;
    let measured = begun.elapsed();
    let (all, fit) = (plan["all"].as_u64().unwrap_or(0), plan["fit"].as_u64().unwrap_or(0));
    ensure!(all >= u64::try_from(cases)?, "of {cases} open cases only {all} were looked at");
    let refused: u64 = plan["refused"].as_object().into_iter().flatten().filter_map(|(_, n)| n.as_u64()).sum();
    ensure!(fit < all && refused == all - fit, "{all} cases, {fit} fit, {refused} with a reason");
    let begun = Started::now();
    let mut tx = platform.db.as_owner().read(&Scope::default()).await?;
    let mut behind = Uuid::nil();
    loop {
        let sql = "SELECT id, state FROM cases WHERE process = 'repair' AND ended_at IS NULL AND id > $1 ORDER BY id LIMIT $2";
        let rows: Vec<(Uuid, String)> = tx.fetch_all(sql, args![behind, CHUNK]).await?;
        let Some(last) = rows.last() else { break };
        behind = last.0;
    }
    report.add(Figure {
        what: format!("dry run of a migration of {all} open cases, {refused} with the reason why not"),
        measured: measured.as_secs_f64(),
        yardstick: Some(("reading their states alone", begun.elapsed().as_secs_f64())),
        unit: "s",
        wanted: Wanted::Within(30.0, "s"),
    });
    Ok(())
}
