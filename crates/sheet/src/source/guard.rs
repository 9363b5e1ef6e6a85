//! The zip directory is read, and every part unpacked once into nothing, before any reader allocates for it.

use std::io::{BufRead, BufReader, Cursor, Read};

use kernel::{Message, Result};
use zip::ZipArchive;

use crate::{Limits, damaged, refuse};

/// The longest opening tag we look for in the shared texts.
const TAG_LIMIT: u64 = 4_096;
/// A shared text takes at least this many bytes (`<si/>`), so a declared count beyond size / 5 is a lie.
const SHARED_TEXT_BYTES: u64 = 5;

/// Checks number, declared and real sizes of the parts; returns their names.
pub(super) fn check(bytes: &[u8], limits: &Limits) -> Result<Vec<String>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
    if archive.len() > limits.parts {
        return Err(bomb(limits));
    }
    let mut names = Vec::new();
    let mut declared = 0_u64;
    for index in 0..archive.len() {
        let part = archive.by_index_raw(index).map_err(|_| damaged())?;
        if part.encrypted() {
            return Err(refuse(Message::of("sheet-password-protected")));
        }
        declared = declared.saturating_add(part.size());
        names.push(part.name().map_err(|_| damaged())?.into_owned());
    }
    if declared > limits.unpacked {
        return Err(bomb(limits));
    }
    let mut left = limits.unpacked;
    for (index, name) in names.iter().enumerate() {
        let shared = name.to_ascii_lowercase().ends_with("sharedstrings.xml");
        let part = archive.by_index(index).map_err(|_| damaged())?;
        let allowed = if shared { left.min(limits.shared_texts) } else { left };
        let real = unpack(BufReader::with_capacity(64 << 10, part.take(allowed + 1)), shared)?;
        if real > allowed {
            return Err(bomb(limits));
        }
        left -= real;
    }
    Ok(names)
}

fn bomb(limits: &Limits) -> kernel::Error {
    refuse(Message::of("sheet-unpacks-too-large").with("max", limits.unpacked >> 20))
}

/// Counts what really comes out of a part; a torn stream or a false checksum is damage.
fn unpack(mut part: impl BufRead, shared: bool) -> Result<u64> {
    let mut real = 0;
    let declared = if shared { declared_texts(&mut part, &mut real)? } else { 0 };
    let mut chunk = [0_u8; 64 << 10];
    loop {
        match part.read(&mut chunk) {
            Ok(0) => break,
            Ok(n) => real += n as u64,
            Err(_) => return Err(damaged()),
        }
    }
    // The reader behind us reserves memory for as many texts as the file claims to have.
    if declared > real / SHARED_TEXT_BYTES + 1 { Err(damaged()) } else { Ok(real) }
}

/// The number of texts a table of shared texts claims to hold, from its opening tag.
fn declared_texts(part: &mut impl BufRead, real: &mut u64) -> Result<u64> {
    for _ in 0..8 {
        let mut tag = Vec::new();
        let read = part.by_ref().take(TAG_LIMIT).read_until(b'>', &mut tag).map_err(|_| damaged())?;
        *real += read as u64;
        if read == 0 {
            return Ok(0);
        }
        if tag.last() != Some(&b'>') {
            return Err(damaged());
        }
        let tag = String::from_utf8_lossy(&tag);
        if tag.contains("sst") {
            let count = tag.split("uniqueCount").nth(1).unwrap_or_default();
            let digits: String =
                count.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
            return if digits.is_empty() { Ok(0) } else { Ok(digits.parse().unwrap_or(u64::MAX)) };
        }
    }
    Err(damaged())
}
