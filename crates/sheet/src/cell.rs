//! One cell, and the texts people put into cells.

use kernel::Date;

/// What stands in a cell. Empty cells are never kept.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// A text, as it stands.
    Text(String),
    /// A number; workbooks know only binary floating point.
    Number(f64),
    /// Yes or no.
    Bool(bool),
    /// A cell formatted as a date, with the seconds since midnight.
    Moment(Date, u32),
    /// An error such as `#REF!`.
    Error(String),
    /// A formula whose result was never stored in the file.
    NotComputed,
}

impl Cell {
    /// The text a person would read in the cell.
    pub fn shown(&self) -> String {
        match self {
            Self::Text(text) | Self::Error(text) => text.clone(),
            Self::Number(number) => plain_number(*number),
            Self::Bool(true) => "TRUE".to_owned(),
            Self::Bool(false) => "FALSE".to_owned(),
            Self::Moment(date, 0) => date.to_string(),
            Self::Moment(date, s) => format!("{date} {:02}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60),
            Self::NotComputed => String::new(),
        }
    }
}

/// Writes a number without exponent and without the noise of binary fractions (15 digits, as spreadsheets do).
pub(crate) fn plain_number(number: f64) -> String {
    // Above 10^15 the digits beyond the fifteenth are already wrong in the file; showing them plainly lets the reader see it.
    let rounded = if number.abs() < 1e15 { format!("{number:.14e}").parse().unwrap_or(number) } else { number };
    if rounded == 0.0 { "0".to_owned() } else { rounded.to_string() }
}

/// The name of a cell, as in `B7`, from its column (from 0) and its row (from 1).
pub fn cell_name(column: u32, row: u32) -> String {
    format!("{}{row}", column_name(column))
}

/// The letters of a column, from 0: `A`, `Z`, `AA`.
pub(crate) fn column_name(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        letters.push(b'A' + u8::try_from((rest - 1) % 26).unwrap_or(0));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().map(|b| char::from(*b)).collect()
}

/// Full-width forms (`１３８Ａ（`) become their plain twins, every kind of space becomes a blank, invisible marks go.
pub(crate) fn half_width(text: &str) -> String {
    text.chars().filter_map(narrow).collect::<String>().trim().to_owned()
}

/// The same for names and notes, where 全角 punctuation is right and stays: only digits, letters and spaces change.
pub(crate) fn half_width_words(text: &str) -> String {
    let kept = |c: char| match narrow(c) {
        Some(n) if n.is_ascii_punctuation() => Some(c),
        other => other,
    };
    text.chars().filter_map(kept).collect::<String>().trim().to_owned()
}

fn narrow(c: char) -> Option<char> {
    match c {
        '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' => None,
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0),
        '\n' | '\r' | '\t' => Some(c),
        c if c.is_whitespace() => Some(' '),
        c => Some(c),
    }
}

/// A heading or sheet name reduced to what identifies it: no spaces, marks, case or width.
pub(crate) fn name_key(text: &str) -> String {
    half_width(text).chars().filter(|c| c.is_alphanumeric() || *c == '#').flat_map(char::to_lowercase).collect()
}

/// The same without anything in brackets: `车类型（9901 家用小汽车）` is 车类型.
pub(crate) fn bare_name_key(text: &str) -> String {
    let mut depth = 0_i32;
    let outside: String = half_width(text)
        .chars()
        .filter(|c| match c {
            '(' | '[' | '【' => {
                depth += 1;
                false
            }
            ')' | ']' | '】' => {
                depth -= 1;
                false
            }
            _ => depth <= 0,
        })
        .collect();
    name_key(&outside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_spreadsheets_name_them() {
        assert_eq!(cell_name(0, 1), "A1");
        assert_eq!(cell_name(25, 7), "Z7");
        assert_eq!(cell_name(26, 7), "AA7");
        assert_eq!(cell_name(701, 2), "ZZ2");
        assert_eq!(cell_name(702, 2), "AAA2");
    }

    #[test]
    fn numbers_are_shown_without_noise_or_exponent() {
        assert_eq!(plain_number(0.1 + 0.2), "0.3");
        assert_eq!(plain_number(94.56), "94.56");
        assert_eq!(plain_number(13_900_000_001.0), "13900000001");
        assert_eq!(plain_number(-0.0), "0");
        assert_eq!(plain_number(1.101_011_990_030_7e17), "110101199003070000");
    }

    #[test]
    fn widths_and_spaces_are_evened_out() {
        assert_eq!(half_width("\u{a0}１３９-００（Ａ）\u{3000}"), "139-00(A)");
        assert_eq!(half_width_words("张三（１栋）\u{200b}"), "张三（1栋）");
        assert_eq!(name_key(" *房屋 编号： "), "房屋编号");
        assert_eq!(bare_name_key("车类型（9901 家用小汽车 9902 客车）"), "车类型");
    }
}
