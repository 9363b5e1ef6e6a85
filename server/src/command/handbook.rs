//! `steward handbook`

use std::{fs, path::PathBuf, process::ExitCode};

use anyhow::{Context, Result, anyhow, bail};
use catalogue::HandbookChoice;
use clap::{Args, ValueEnum};
use kernel::Lang;
use process::definition::AREAS;
use ui::Speech;

use crate::{House, Order, Settings};

/// Writes the handbook as one document that needs nothing else.
#[derive(Args)]
pub(super) struct Handbook {
    /// The file to write: FILE.pdf, or FILE.html, which a browser shows and prints
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// What it is written as, when the file's name does not say it
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Only this area: customer, security, environment, engineering, finance or people; may be repeated
    #[arg(long, value_name = "AREA")]
    area: Vec<String>,
    /// The language
    #[arg(long, value_enum, default_value = "zh")]
    lang: Language,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Html,
    Pdf,
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
        let is_pdf = self.out.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("pdf"));
        let format = self.format.unwrap_or(if is_pdf { Format::Pdf } else { Format::Html });
        let bytes = if settings.database.is_some() || settings.data.join("steward.db").exists() {
            written(&super::house(&settings).await?, choice, format, lang).await?
        } else {
            // Without a company it is the handbook of what ships.
            let folder = std::env::temp_dir().join(format!("steward-handbook-{}", std::process::id()));
            let house = House::build(&Order::new(&folder)).await?;
            let bytes = written(&house, choice, format, lang).await;
            house.platform.db.close().await;
            fs::remove_dir_all(&folder).with_context(|| format!("cannot remove {}", folder.display()))?;
            bytes?
        };
        fs::write(&self.out, bytes).with_context(|| format!("cannot write {}", self.out.display()))?;
        println!("{}", self.out.display());
        Ok(ExitCode::SUCCESS)
    }
}

async fn written(house: &House, choice: HandbookChoice, format: Format, lang: Lang) -> Result<Vec<u8>> {
    let caller = house.system("handbook").await?;
    let mut cx = house.platform.reading(&caller).await?;
    let made = match format {
        Format::Html => catalogue::handbook(&mut cx, choice, lang).await.map(String::into_bytes),
        Format::Pdf => catalogue::handbook_pdf(&mut cx, choice, lang).await,
    };
    made.map_err(|error| match error {
        kernel::Error::Broken(message) => {
            anyhow!(Speech::new(house.platform.texts.clone(), Lang::En).message(&message))
        }
        other => other.into(),
    })
}
