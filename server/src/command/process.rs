//! `steward process`

use std::{collections::BTreeMap, process::ExitCode};

use anyhow::Result;
use clap::{Args, Subcommand};
use process::runtime::{self, Engine};
use serde_json::json;

use crate::{Settings, modules};

/// Looks at the processes.
#[derive(Args)]
pub(super) struct Process {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Every process in use: id, version, hash, title
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
}

impl Process {
    pub(super) async fn run(self, settings: Settings) -> Result<ExitCode> {
        let What::List { json } = self.what;
        let modules = modules();
        let texts: Vec<&str> = modules.iter().flat_map(|m| m.processes.iter().copied()).collect();
        let mut definitions = runtime::definitions(&texts)?;
        let mut versions = BTreeMap::new();
        // What a company published itself is known only to its database.
        if settings.database.is_some() || settings.data.join("steward.db").exists() {
            let house = super::house(&settings).await?;
            if let Some(engine) = house.platform.service::<Engine>() {
                definitions = engine.all();
                versions = engine.versions().await?;
            }
        }
        let version = |hash: &str| versions.get(hash).copied().unwrap_or(1);
        if json {
            let rows: Vec<_> = definitions
                .iter()
                .map(|d| json!({ "id": d.key, "version": version(d.hash()), "hash": d.hash(), "title": { "zh": d.title.zh, "en": d.title.en } }))
                .collect();
            println!("{}", serde_json::to_string_pretty(&rows)?);
        } else {
            for def in &definitions {
                println!(
                    "{:<28} {:>4}  {}  {} · {}",
                    def.key,
                    version(def.hash()),
                    &def.hash()[..12],
                    def.title.zh,
                    def.title.en
                );
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}
