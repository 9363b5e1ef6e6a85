//! `steward backup` and `steward restore`

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Result, bail};
use clap::Args;
use store::backup::Manifest;

use crate::{Settings, assemble::migrations, key, modules};

/// Write a consistent set of database and files, also while serving
#[derive(Args)]
pub(super) struct Backup {
    /// The archive to write; it must not exist yet
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
}

/// Put a backup into a new place
#[derive(Args)]
pub(super) struct Restore {
    /// The archive
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
}

impl Backup {
    pub(super) async fn run(self, settings: Settings) -> Result<ExitCode> {
        let house = super::house(&settings).await?;
        let manifest =
            store::backup::write(&house.platform.db, &house.platform.files, &self.to, house.platform.clock.now())
                .await?;
        println!("{}: {}", self.to.display(), said(&manifest));
        println!(
            "Keep {} apart from it: without the master key personal data stays unreadable.",
            settings.data.join(key::FILE).display()
        );
        Ok(if manifest.missing.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

impl Restore {
    pub(super) async fn run(self, settings: Settings) -> Result<ExitCode> {
        let order = super::order(&settings);
        if order.database.is_none() && settings.data.join("steward.db").exists() {
            bail!("{} already holds a company: restore into a new folder", settings.data.display());
        }
        std::fs::create_dir_all(&settings.data)?;
        let manifest =
            store::backup::restore(&self.from, &order.url(), &settings.data.join("files"), &migrations(&modules()))
                .await?;
        println!("Restored {}", said(&manifest));
        println!("Copy your {} into {} before the first start.", key::FILE, settings.data.display());
        Ok(ExitCode::SUCCESS)
    }
}

fn said(manifest: &Manifest) -> String {
    let bytes: i64 = manifest.parts.iter().map(|p| i64::try_from(p.size).unwrap_or(i64::MAX)).sum();
    format!(
        "{} parts, {} bytes, as of {}, {} files missing",
        manifest.parts.len(),
        bytes,
        manifest.made_at,
        manifest.missing.len()
    )
}
