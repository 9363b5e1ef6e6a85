//! The master key of personal data: made at the first start, readable by its owner only, never in a backup of the database alone.

use std::{fs, io::Write, os::unix::fs::OpenOptionsExt, path::Path};

use anyhow::{Context, Result, anyhow};
use module::Ids;

/// The key file inside the data folder.
pub const FILE: &str = "master.key";

/// The master key kept in a data folder; made from `ids` when there is none yet.
pub fn load(data: &Path, ids: &Ids) -> Result<[u8; 32]> {
    let path = data.join(FILE);
    if path.exists() {
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let bytes =
            data_encoding::HEXLOWER.decode(text.trim().as_bytes()).context("the master key is not hexadecimal")?;
        return bytes.try_into().map_err(|_| anyhow!("the master key in {} is not 32 bytes long", path.display()));
    }
    let mut key = [0_u8; 32];
    ids.fill(&mut key);
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
    file.write_all(data_encoding::HEXLOWER.encode(&key).as_bytes())?;
    file.sync_all()?;
    Ok(key)
}
