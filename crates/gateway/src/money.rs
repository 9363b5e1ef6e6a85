//! Amounts as the channels write them: 元 as decimal text. Only string work; nothing here ever sees a float.

use kernel::Money;

/// A charge of the channel in 1/100 000 yuan: its bills write five decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Fee(pub i64);

/// Reads `286.50`, `-1`, `0.5` into fen: digits, at most two decimals, nothing else.
pub fn from_yuan(text: &str) -> Option<Money> {
    scaled(text, 2).map(Money)
}

/// Writes an amount with exactly two decimals and no separators: `286.50`.
pub fn to_yuan(amount: Money) -> String {
    let (sign, abs) = (if amount.0 < 0 { "-" } else { "" }, amount.0.unsigned_abs());
    format!("{sign}{}.{:02}", abs / 100, abs % 100)
}

/// Reads a charge of a bill: at most five decimals.
pub fn fee_from_yuan(text: &str) -> Option<Fee> {
    scaled(text, 5).map(Fee)
}

/// Reads a decimal with at most `places` decimals as a whole number of its smallest part.
fn scaled(text: &str, places: usize) -> Option<i64> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, part) = match digits.split_once('.') {
        Some((_, part)) if part.is_empty() || part.len() > places => return None,
        Some(parts) => parts,
        None => (digits, ""),
    };
    let plain = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(part) {
        return None;
    }
    let value: i128 = format!("{whole}{part:0<places$}").parse().ok()?;
    i64::try_from(if negative { -value } else { value }).ok()
}
