//! `steward verify`

use std::process::ExitCode;

use anyhow::{Context, Result};
use kernel::Span;
use process::runtime::{self, Engine};
use store::{audit, schema};

use crate::{House, Settings};

/// How long a committed audit row may stay unsealed.
const PATIENCE: Span = Span::seconds(10);

/// Everything that is not sound, each in a line: tampered audit, cases that differ from their events, books that differ
/// from their logs, from the bills, from the payments, from what came in online or from what openings have brought, bills that differ from the readings, sheets that are
/// not what the book says, files missing or damaged.
pub async fn findings(house: &House) -> Result<Vec<String>> {
    let platform = &house.platform;
    let (db, now) = (&platform.db, platform.clock.now());
    let mut findings: Vec<String> = schema::check(db).await?.iter().map(|f| format!("database: {f}")).collect();
    // What was committed in the last moments is sealed first, as the worker would have done.
    while audit::Sealer.run_once(&db.as_owner(), now).await? > 0 {}
    findings.extend(audit::verify(db, now, PATIENCE).await?.iter().map(|f| format!("audit: {f:?}")));
    let engine = platform.service::<Engine>().context("the engine")?;
    findings.extend(runtime::verify(db, &engine).await?.iter().map(|f| format!("cases: {f:?}")));
    findings.extend(ledgers::findings(db).await?.iter().map(|f| format!("books: {f:?}")));
    findings.extend(billing::findings(db).await?.iter().map(|f| format!("bills: {f:?}")));
    findings.extend(billing::usage_findings(db).await?.iter().map(|f| format!("readings: {f}")));
    findings.extend(payment::findings(db).await?.iter().map(|f| format!("payments: {f:?}")));
    findings.extend(disclosure::findings(db).await?.iter().map(|f| format!("disclosed: {f:?}")));
    findings.extend(online::findings(db).await?.iter().map(|f| format!("online: {f:?}")));
    findings.extend(opening::findings(db).await?.iter().map(|f| format!("openings: {f:?}")));
    findings.extend(platform.files.check(db).await?.iter().map(|f| format!("files: {f:?}")));
    Ok(findings)
}

pub(super) async fn run(settings: Settings) -> Result<ExitCode> {
    let house = super::house(&settings).await?;
    let findings = findings(&house).await?;
    for (org, seal, digest) in audit::heads(&house.platform.db).await? {
        println!("seal {seal} of {org}: {digest}");
    }
    for finding in &findings {
        println!("{finding}");
    }
    println!(
        "{}",
        if findings.is_empty() { "All is sound.".to_owned() } else { format!("{} findings.", findings.len()) }
    );
    Ok(if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
