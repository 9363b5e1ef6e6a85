//! Settings of the server: the embedded defaults, then a file, then the environment, then flags.

use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
};

use anyhow::{Context, Result};
use serde::Deserialize;

/// The commented defaults, also printed by `steward serve --print-config`.
pub const DEFAULTS: &str = include_str!("../steward.default.toml");

/// How the server runs.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where it listens.
    pub listen: SocketAddr,
    /// The address people type and printed codes hold.
    pub address: Option<String>,
    /// The folder of database, files and master key.
    pub data: PathBuf,
    /// A PostgreSQL database instead of the embedded one.
    pub database: Option<String>,
    /// The certificate for https.
    pub certificate: Option<PathBuf>,
    /// Its key.
    pub key: Option<PathBuf>,
    /// The proxies in front that speak https.
    pub proxies: Vec<IpAddr>,
    /// What goes to the log.
    pub log: String,
}

impl Settings {
    /// The defaults with a file's settings laid over them.
    pub fn load(file: Option<&PathBuf>) -> Result<Self> {
        let mut table: toml::Table = toml::from_str(DEFAULTS).context("the embedded defaults")?;
        if let Some(path) = file {
            let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
            let own: toml::Table = toml::from_str(&text).with_context(|| format!("in {}", path.display()))?;
            table.extend(own);
        }
        Ok(table.try_into()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_complete() {
        let settings = Settings::load(None).expect("the defaults load");
        assert_eq!(settings.listen.port(), 8080);
    }
}
