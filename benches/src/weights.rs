//! What travels for the first view of a page: the page and everything it links to, as compressed as the server sends it.

use std::collections::BTreeSet;

use anyhow::{Context, Result};

use crate::{
    Setting,
    report::{Figure, Report, Wanted},
    town::{Town, Visitor},
};

/// Runs the bench.
#[allow(clippy::cast_precision_loss, reason = "kilobytes")]
pub async fn run(setting: &Setting, report: &mut Report) -> Result<()> {
    let folder = setting.folder()?;
    let town = Town::found(folder.path(), 0, 0.1).await?;
    let pages = [("linxiao", "/desk", 150.0), ("zhaoshifu", "/field", 80.0)];
    for (login, path, most) in pages {
        let login = town.logins.iter().find(|l| l.login == login).context("nobody to look")?;
        let visitor = Visitor::enter(&town.house, login).await?;
        let page = visitor.get(path).await?;
        let mut all = page.len();
        for link in links(&String::from_utf8_lossy(&page)) {
            match visitor.get(&link).await {
                Ok(linked) => all += linked.len(),
                Err(error) => report.note(format!("left out: {error} – make builds the assets")),
            }
        }
        report.add(Figure {
            what: format!("first view of {path}"),
            measured: all as f64 / 1_000.0,
            yardstick: Some(("the page alone", page.len() as f64 / 1_000.0)),
            unit: "kB",
            wanted: Wanted::Within(most, "kB"),
        });
    }
    town.house.platform.db.close().await;
    Ok(())
}

/// The styles, scripts and icons a page loads.
fn links(page: &str) -> BTreeSet<String> {
    page.split('"')
        .filter(|text| text.starts_with("/assets/"))
        .map(|text| text.split('#').next().unwrap_or(text).to_owned())
        .collect()
}
