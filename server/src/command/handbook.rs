//! `steward handbook`

use std::{fs, path::PathBuf, process::ExitCode};

use anyhow::{Context, Result, bail};
use catalogue::HandbookChoice;
use clap::{Args, ValueEnum};
use kernel::Lang;
use process::definition::AREAS;

use crate::{House, Order, Settings};

/// Writes the handbook as one document that needs nothing else.
#[derive(Args)]
pub(super) struct Handbook {
    /// The file to write; a browser shows and prints it
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Only this area: customer, security, environment, engineering, finance or people; may be repeated
    #[arg(long, value_name = "AREA")]
    area: Vec<String>,
    /// The language
    #[arg(long, value_enum, default_value = "zh")]
    lang: Language,
}

#[derive(Clone, Copy, ValueEnum)]
enum Language {
    Zh,
    En,
}

impl Handbook {
    pub(super) async fn run(self, settings: Settings) -> Result<ExitCode> {
        if let Some(unknown) = self.area.iter().find(|area| !AREAS.contains(&area.as_str())) {
            bail!("there is no area {unknown:?}; there are {}", AREAS.join(", "));
        }
        let choice = match self.area.as_slice() {
            [] => HandbookChoice::everything(),
            areas => HandbookChoice::areas(areas),
        };
        let lang = match self.lang {
            Language::Zh => Lang::Zh,
            Language::En => Lang::En,
        };
        let text = if settings.database.is_some() || settings.data.join("steward.db").exists() {
            written(&super::house(&settings).await?, choice, lang).await?
        } else {
            // Without a company it is the handbook of what ships.
            let folder = std::env::temp_dir().join(format!("steward-handbook-{}", std::process::id()));
            let house = House::build(&Order::new(&folder)).await?;
            let text = written(&house, choice, lang).await;
            house.platform.db.close().await;
            fs::remove_dir_all(&folder).with_context(|| format!("cannot remove {}", folder.display()))?;
            text?
        };
        fs::write(&self.out, text).with_context(|| format!("cannot write {}", self.out.display()))?;
        println!("{}", self.out.display());
        Ok(ExitCode::SUCCESS)
    }
}

async fn written(house: &House, choice: HandbookChoice, lang: Lang) -> Result<String> {
    let caller = house.system("handbook").await?;
    let mut cx = house.platform.reading(&caller).await?;
    Ok(catalogue::handbook(&mut cx, choice, lang).await?)
}
