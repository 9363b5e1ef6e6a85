//! Every figure of the README, measured beside a yardstick of the same run on the same machine.
//!
//! `benches NAME` runs one bench, `benches all` every one, `benches list` names them. A bench never fails for being
//! slow: absolute times belong to a machine. It fails when what it measured went wrong – a clock that fired twice, an
//! answer that was lost – for a wrong run has no figure.
#![allow(clippy::disallowed_methods, reason = "measuring reads the machine's clock and environment")]

mod actions;
mod actions_postgres;
mod aging;
mod bill_run;
mod bill_run_postgres;
mod charging;
mod clocks;
mod definitions;
mod generation;
mod handbook;
mod herd;
mod history;
mod house;
mod idle;
mod import;
mod load;
mod pages;
mod payments;
mod people;
mod receipts;
mod report;
mod rows;
mod second;
mod sync;
mod today;
mod town;
mod weights;

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Context, Result, bail};
use clap::Parser;
use futures::future::BoxFuture;
use report::Report;

/// How a bench is run.
#[derive(Debug, Clone, clap::Args)]
struct Setting {
    /// The size of everything, 1 being what the figures are stated for
    #[arg(long, default_value_t = 1.0)]
    scale: f64,
    /// A folder on the disk to be measured; the one this program lies in when nothing is said
    #[arg(long)]
    data: Option<PathBuf>,
}

impl Setting {
    /// So many of something at full size, scaled, but never fewer than `least`.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a size")]
    fn sized(&self, full: usize, least: usize) -> usize {
        ((full as f64 * self.scale) as usize).max(least)
    }

    /// So many seconds at full size, scaled, but never less than half of one.
    fn seconds(&self, full: f64) -> std::time::Duration {
        std::time::Duration::from_secs_f64((full * self.scale).max(0.5))
    }

    /// A fresh folder on the disk to be measured, gone with its value.
    fn folder(&self) -> Result<tempfile::TempDir> {
        let beside = match &self.data {
            Some(folder) => folder.clone(),
            None => std::env::current_exe()?.parent().context("a program lies in a folder")?.to_owned(),
        };
        Ok(tempfile::Builder::new().prefix("bench-").tempdir_in(beside)?)
    }
}

/// Measures Steward: prints each figure beside its yardstick.
#[derive(Parser)]
#[command(name = "benches")]
struct Cli {
    /// The bench to run, `all`, or `list`
    #[arg(default_value = "list")]
    name: String,
    #[command(flatten)]
    setting: Setting,
    /// What a bench asks of a second process of its own
    #[arg(hide = true, trailing_var_arg = true)]
    rest: Vec<String>,
}

type Run = for<'a> fn(&'a Setting, &'a mut Report) -> BoxFuture<'a, Result<()>>;

/// Every bench with what it measures.
const BENCHES: &[(&str, &str, Run)] = &[
    ("actions", "acknowledged durable case actions per second, SQLite", |s, r| Box::pin(actions::run(s, r))),
    ("actions_postgres", "the same on PostgreSQL, when DATABASE_URL names one", |s, r| {
        Box::pin(actions_postgres::run(s, r))
    }),
    ("aging", "arrears of any day over 10,000,000 bills; the statement of a household", |s, r| {
        Box::pin(aging::run(s, r))
    }),
    ("bill_run", "1,000,000 rooms × 3 items: billed and published, people paying meanwhile, kill -9", |s, r| {
        Box::pin(bill_run::run(s, r))
    }),
    ("bill_run_postgres", "the same run on PostgreSQL, when DATABASE_URL names one", |s, r| {
        Box::pin(bill_run_postgres::run(s, r))
    }),
    ("payments", "acknowledged durable payments with receipt, 32 cashiers", |s, r| Box::pin(payments::run(s, r))),
    ("sync", "a shift comes in: 200 tasks with 400 photos", |s, r| Box::pin(sync::run(s, r))),
    ("today", "one person's work of today among 100,000 occurrences", |s, r| Box::pin(today::run(s, r))),
    ("generation", "what 200,000 plans of the demo's mix bring forth", |s, r| Box::pin(generation::run(s, r))),
    ("clocks", "armed clocks: lag, drain time, each exactly once across kill -9", |s, r| Box::pin(clocks::run(s, r))),
    ("definitions", "proof of all processes; dry run of a migration and what-if over 100,000 cases", |s, r| {
        Box::pin(definitions::run(s, r))
    }),
    ("handbook", "the process handbook as a PDF: memory and time of the whole beside one chapter", |s, r| {
        Box::pin(handbook::run(s, r))
    }),
    ("receipts", "10,000 receipts as one PDF: time and memory beside as many plain pages", |s, r| {
        Box::pin(receipts::run(s, r))
    }),
    ("pages", "case list, record and desk page over a million cases and 200,000 rooms", |s, r| {
        Box::pin(pages::run(s, r))
    }),
    ("search", "the box that finds anything at 200,000 rooms", |s, r| Box::pin(pages::search(s, r))),
    ("import", "100,000 rooms with owners: time, memory, and what people feel meanwhile", |s, r| {
        Box::pin(import::run(s, r))
    }),
    ("idle", "the real program doing nothing: memory, start, size", |s, r| Box::pin(idle::run(s, r))),
    ("history", "simulated actions per second", |s, r| Box::pin(history::run(s, r))),
    ("weights", "what travels for the first view of a page", |s, r| Box::pin(weights::run(s, r))),
];

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    // Among the workers, as the product's own tasks are: the main thread would be one more to be woken at each step.
    let ran = runtime.context("no runtime").and_then(|runtime| runtime.block_on(runtime.spawn(run(cli)))?);
    match ran {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> Result<()> {
    if cli.name == clocks::SECOND_PROCESS {
        return clocks::drain_in_this_process(&cli.rest).await;
    }
    if cli.name == second::SECOND_PROCESS {
        return second::work_in_this_process(&cli.rest).await;
    }
    if cli.name == "list" {
        for (name, what, _) in BENCHES {
            println!("{name:<18} {what}");
        }
        return Ok(());
    }
    let chosen: Vec<_> = BENCHES.iter().filter(|(name, ..)| cli.name == "all" || cli.name == *name).collect();
    if chosen.is_empty() {
        bail!("there is no bench called {}; `list` names them", cli.name);
    }
    let mut wrong = Vec::new();
    for (name, what, bench) in chosen {
        let mut report = Report::new(name, what, cli.setting.scale);
        if let Err(error) = bench(&cli.setting, &mut report).await {
            eprintln!("{name}: {error:#}");
            wrong.push(*name);
        }
        report.print();
    }
    if wrong.is_empty() { Ok(()) } else { bail!("went wrong: {}", wrong.join(", ")) }
}
