//! The records of an old workbook, and the texts in them.

use kernel::{Message, Result};

use super::super::compound::u16_at;
use crate::{damaged, refuse};

/// Kinds of records.
pub(super) mod kind {
    pub const FORMULA: u16 = 0x0006;
    pub const END: u16 = 0x000a;
    pub const DATE_MODE: u16 = 0x0022;
    pub const PASSWORD: u16 = 0x002f;
    pub const CONTINUE: u16 = 0x003c;
    pub const SHEET: u16 = 0x0085;
    pub const NUMBERS: u16 = 0x00bd;
    pub const RICH_TEXT: u16 = 0x00d6;
    pub const LOOK: u16 = 0x00e0;
    pub const MERGED: u16 = 0x00e5;
    pub const SHARED_TEXTS: u16 = 0x00fc;
    pub const SHARED_TEXT: u16 = 0x00fd;
    pub const NUMBER: u16 = 0x0203;
    pub const TEXT: u16 = 0x0204;
    pub const BOOL_OR_ERROR: u16 = 0x0205;
    pub const RESULT_TEXT: u16 = 0x0207;
    pub const SHORT_NUMBER: u16 = 0x027e;
    pub const FORMAT: u16 = 0x041e;
    pub const BEGIN: u16 = 0x0809;
}

/// The version of records that Excel writes since 1997.
pub(super) const VERSION: u16 = 0x0600;

/// The records of a sheet, or of the workbook itself: from a beginning to its end. Charts inside of it are passed over.
pub(super) struct Part<'a> {
    bytes: &'a [u8],
    at: usize,
    ended: bool,
}

impl<'a> Part<'a> {
    pub(super) fn begin(bytes: &'a [u8], from: usize) -> Result<Self> {
        let mut part = Self { bytes, at: from, ended: false };
        match part.record() {
            Some((kind::BEGIN, said)) if u16_at(said, 0) == Some(VERSION) => Ok(part),
            Some((kind::BEGIN, _)) => Err(refuse(Message::of("sheet-old-workbook"))),
            _ => Err(damaged()),
        }
    }

    /// The next record; nothing behind the last.
    pub(super) fn next(&mut self) -> Result<Option<(u16, &'a [u8])>> {
        let mut inside = 0_u32;
        while !self.ended {
            let (kind, said) = self.record().ok_or_else(damaged)?;
            match kind {
                kind::BEGIN => inside += 1,
                kind::END if inside > 0 => inside -= 1,
                kind::END => self.ended = true,
                _ if inside == 0 => return Ok(Some((kind, said))),
                _ => {}
            }
        }
        Ok(None)
    }

    fn record(&mut self) -> Option<(u16, &'a [u8])> {
        let (kind, length) = u16_at(self.bytes, self.at).zip(u16_at(self.bytes, self.at.checked_add(2)?))?;
        let from = self.at + 4;
        let said = self.bytes.get(from..from + usize::from(length))?;
        self.at = from + said.len();
        Some((kind, said))
    }

    /// A record with those that continue it.
    pub(super) fn whole(&mut self, said: &'a [u8]) -> Vec<&'a [u8]> {
        let mut pieces = vec![said];
        while u16_at(self.bytes, self.at) == Some(kind::CONTINUE) {
            match self.record() {
                Some((_, more)) => pieces.push(more),
                None => break,
            }
        }
        pieces
    }
}

/// What a record and those that continue it say. Where a text goes on, its first byte tells anew how its characters are written.
pub(super) struct Pieces<'a> {
    rest: std::vec::IntoIter<&'a [u8]>,
    here: &'a [u8],
}

impl<'a> Pieces<'a> {
    pub(super) fn of(pieces: Vec<&'a [u8]>) -> Self {
        Self { rest: pieces.into_iter(), here: &[] }
    }

    /// The piece in which there is something left.
    fn piece(&mut self) -> Option<&'a [u8]> {
        while self.here.is_empty() {
            self.here = self.rest.next()?;
        }
        Some(self.here)
    }

    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.piece()?.split_first()?;
        self.here = rest;
        Some(*first)
    }

    fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    fn u32(&mut self) -> Option<u32> {
        Some(u32::from(self.u16()?) | u32::from(self.u16()?) << 16)
    }

    pub(super) fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            let step = self.piece()?.len().min(count);
            self.here = &self.here[step..];
            count -= step;
        }
        Some(())
    }

    /// A text whose length is one byte.
    pub(super) fn short_text(&mut self) -> Option<String> {
        let count = usize::from(self.byte()?);
        self.text(count)
    }

    /// A text whose length is two bytes.
    pub(super) fn long_text(&mut self) -> Option<String> {
        let count = usize::from(self.u16()?);
        self.text(count)
    }

    /// So many characters, behind a byte that says how they are written, with fonts and phonetic signs, which are passed over.
    fn text(&mut self, count: usize) -> Option<String> {
        // An empty text at the very end may do without the byte.
        if count == 0 && self.here.is_empty() && self.rest.len() == 0 {
            return Some(String::new());
        }
        let how = self.byte()?;
        let runs = if how & 8 != 0 { usize::from(self.u16()?) * 4 } else { 0 };
        let signs = if how & 4 != 0 { usize::try_from(self.u32()?).ok()? } else { 0 };
        let mut units: Vec<u16> = Vec::new();
        let mut is_wide = how & 1 != 0;
        while units.len() < count {
            if self.here.is_empty() {
                is_wide = self.byte()? & 1 != 0;
                continue;
            }
            units.push(if is_wide { self.u16()? } else { u16::from(self.byte()?) });
        }
        self.skip(runs)?;
        self.skip(signs)?;
        Some(String::from_utf16_lossy(&units))
    }
}

/// The texts that cells share, in one: they take no more than twice the file.
#[derive(Default)]
pub(super) struct Texts {
    all: String,
    /// Where each ends.
    ends: Vec<u32>,
}

impl Texts {
    pub(super) fn read(pieces: Vec<&[u8]>) -> Option<Self> {
        let mut pieces = Pieces::of(pieces);
        let mut texts = Self::default();
        pieces.skip(4)?;
        for _ in 0..pieces.u32()? {
            texts.all.push_str(&pieces.long_text()?);
            texts.ends.push(u32::try_from(texts.all.len()).ok()?);
        }
        Some(texts)
    }

    pub(super) fn get(&self, number: u32) -> Option<&str> {
        let number = usize::try_from(number).ok()?;
        let from = number.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        self.all.get(usize::try_from(from).ok()?..usize::try_from(*self.ends.get(number)?).ok()?)
    }
}
