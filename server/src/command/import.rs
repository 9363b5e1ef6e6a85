//! `steward import`

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use intake::{Options, Policy};
use kernel::OrgId;

use crate::{House, Settings};

/// Take the rows of a workbook, also one of another system
#[derive(Args)]
pub(super) struct Import {
    /// The workbook: .xlsx, .xls, .ods or .csv
    file: PathBuf,
    /// Say what would happen and write nothing
    #[arg(long)]
    dry_run: bool,
    /// What happens when some rows are wrong
    #[arg(long, value_enum, default_value_t = Which::All)]
    policy: Which,
    /// The code of the community the rows belong to; the only one when left out
    #[arg(long, value_name = "CODE")]
    org: Option<String>,
    /// The system the file comes from: its column mapping is remembered under this name
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// The language of the report
    #[arg(long, default_value = "zh-CN")]
    lang: String,
}

#[derive(Clone, Copy, ValueEnum)]
enum Which {
    /// All rows or none
    All,
    /// The good rows only
    Good,
}

impl Import {
    pub(super) async fn run(self, settings: Settings) -> Result<ExitCode> {
        let bytes = std::fs::read(&self.file).with_context(|| format!("cannot read {}", self.file.display()))?;
        let name = self.file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let house = super::house(&settings).await?;
        let mut caller = house.system("cli").await?;
        caller.lang = kernel::Lang::parse(&self.lang).unwrap_or_default();
        let options = Options {
            org: community(&house, self.org.as_deref()).await?,
            policy: match self.policy {
                Which::All => Policy::All,
                Which::Good => Policy::Good,
            },
            dry_run: self.dry_run,
            source: self.source.clone(),
        };
        let bar = ProgressBar::new(0).with_style(
            ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {per_sec} {eta}")
                .unwrap_or_else(|_| ProgressStyle::default_bar()),
        );
        let shown = bar.clone();
        let report = intake::run_file(house.platform.clone(), &caller, bytes, &name, options, move |step| {
            shown.set_length(step.total);
            shown.set_position(step.done);
            shown.set_message(step.state.word());
        })
        .await;
        bar.finish_and_clear();
        let report = super::user::said(&house, report)?;
        println!("{}", report.said(&ui::Speech::new(house.platform.texts.clone(), caller.lang)));
        Ok(if report.is_good() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// The community with this code, or the only one there is.
async fn community(house: &House, code: Option<&str>) -> Result<OrgId> {
    let caller = house.system("cli").await?;
    let mut cx = house.platform.reading(&caller).await?;
    let tree = org::tree(&mut cx).await?;
    let communities: Vec<_> = tree.iter().filter(|o| o.kind == org::OrgKind::Community).collect();
    match (code, communities.as_slice()) {
        (Some(code), all) => match all.iter().find(|o| o.code == code) {
            Some(found) => Ok(found.id),
            None => bail!("there is no community with the code {code}; there are {}", codes(all)),
        },
        (None, [only]) => Ok(only.id),
        (None, []) => bail!("there is no community yet: make one first"),
        (None, all) => bail!("name the community with --org: {}", codes(all)),
    }
}

fn codes(all: &[&org::OrgRow]) -> String {
    all.iter().map(|o| format!("{} ({})", o.code, o.name)).collect::<Vec<_>>().join(", ")
}
