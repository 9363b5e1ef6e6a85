//! `steward export`

use std::{io::Write, path::PathBuf, process::ExitCode};

use anyhow::{Result, bail};
use clap::Args;

use crate::Settings;

/// Write a list as a workbook, or everything in a canonical form
#[derive(Args)]
pub(super) struct Export {
    /// The list, as in `property.place.list`; without it the lists are named
    list: Option<String>,
    /// A filter of the list, as in `kind=room`
    #[arg(long = "filter", value_name = "NAME=VALUE")]
    filters: Vec<String>,
    /// The workbook to write
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
    /// Every business row as a line of text in a fixed order, secrets left out: equal histories give equal text
    #[arg(long, conflicts_with_all = ["list", "to"])]
    canonical: bool,
}

impl Export {
    pub(super) async fn run(self, settings: Settings) -> Result<ExitCode> {
        let house = super::house(&settings).await?;
        if self.canonical {
            let mut out = std::io::BufWriter::new(std::io::stdout().lock());
            store::canonical::write(&house.platform.db, |line| {
                writeln!(out, "{line}").map_err(|e| kernel::Error::Internal(e.to_string()))
            })
            .await?;
            out.flush()?;
            return Ok(ExitCode::SUCCESS);
        }
        let Some(name) = &self.list else {
            for query in house.platform.registry.queries().filter(|q| q.list.is_some()) {
                println!("{}", query.name);
            }
            return Ok(ExitCode::SUCCESS);
        };
        let Some(to) = &self.to else { bail!("name the workbook to write with --to") };
        let pairs = self
            .filters
            .iter()
            .map(|f| f.split_once('=').map_or((f.clone(), String::new()), |(n, v)| (n.to_owned(), v.to_owned())));
        let caller = house.system("cli").await?;
        let bytes = web::export(&house.platform, &caller, name, pairs.collect()).await?;
        std::fs::write(to, bytes)?;
        println!("{}", to.display());
        Ok(ExitCode::SUCCESS)
    }
}
