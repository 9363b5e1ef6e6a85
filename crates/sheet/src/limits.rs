//! How much of a workbook we are willing to look at.

/// Bounds that keep one upload from harming the server. The defaults fit a community of 100,000 rooms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// The longest file taken, in bytes.
    pub bytes: usize,
    /// The most bytes all parts of a zipped workbook may unpack to.
    pub unpacked: u64,
    /// The most bytes the shared texts of a workbook may unpack to; they are the one part held in memory.
    pub shared_texts: u64,
    /// The most parts in a zipped workbook.
    pub parts: usize,
    /// The most sheets.
    pub sheets: usize,
    /// The most rows with something in them, per sheet.
    pub rows: u32,
    /// The most columns; something further right is refused.
    pub columns: u32,
    /// The longest text in one cell, in characters.
    pub text: usize,
    /// The most merged areas, per sheet.
    pub merges: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 50 << 20,
            unpacked: 400 << 20,
            shared_texts: 100 << 20,
            parts: 1_000,
            sheets: 100,
            rows: 200_000,
            columns: 200,
            text: 32_767,
            merges: 50_000,
        }
    }
}
