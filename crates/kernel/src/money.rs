//! Money in integer fen, unit prices, areas, and the two rules that keep cents: named rounding and largest remainder.

use std::{
    fmt,
    iter::Sum,
    ops::{Add, Neg, Sub},
    str::FromStr,
};

use serde::{Deserialize, Serialize};

/// An amount in fen (1/100 yuan).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(pub i64);

/// A unit price in 1/10000 yuan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rate(pub i64);

/// An area in 1/100 m².
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Area(pub i64);

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// Splits the amount by weights so that the parts add up to it exactly (largest remainder; ties go to the earlier part).
    /// Weights must not be negative; when all are zero the parts are equal weights.
    pub fn allocate(self, weights: &[u64]) -> Vec<Self> {
        let even: Vec<u64>;
        let weights = if weights.iter().all(|w| *w == 0) {
            even = vec![1; weights.len()];
            &even
        } else {
            weights
        };
        let total: i128 = weights.iter().map(|w| i128::from(*w)).sum();
        if total == 0 {
            return Vec::new();
        }
        let amount = i128::from(self.0);
        let mut parts: Vec<i128> = weights.iter().map(|w| (amount * i128::from(*w)).div_euclid(total)).collect();
        let mut order: Vec<usize> = (0..weights.len()).collect();
        order.sort_by_key(|i| std::cmp::Reverse((amount * i128::from(weights[*i])).rem_euclid(total)));
        let left = amount - parts.iter().sum::<i128>();
        for index in order.into_iter().take(usize::try_from(left).unwrap_or(0)) {
            parts[index] += 1;
        }
        parts.into_iter().map(|p| Self(i64::try_from(p).unwrap_or(i64::MAX))).collect()
    }
}

impl Add for Money {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}
impl Sub for Money {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}
impl Neg for Money {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}
impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, Add::add)
    }
}

/// Writes a number of hundredths with two decimals and thousands separators: `-1,234.56`.
fn hundredths(value: i64, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let (sign, abs) = (if value < 0 { "-" } else { "" }, value.unsigned_abs());
    let whole = (abs / 100).to_string();
    let mut grouped = String::with_capacity(whole.len() + whole.len() / 3);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    write!(f, "{sign}{grouped}.{:02}", abs % 100)
}

/// Reads a decimal with at most two places into hundredths; thousands separators are allowed.
fn read_hundredths(text: &str) -> Option<i64> {
    let text = text.trim().replace([',', '，'], "");
    let (sign, digits) = text.strip_prefix('-').map_or((1, text.as_str()), |rest| (-1, rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |s: &str| s.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || part.len() > 2 || !plain(whole) || !plain(part) {
        return None;
    }
    let cents: i64 = format!("{part:0<2}").parse().ok()?;
    whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(cents).map(|v| sign * v)
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        hundredths(self.0, f)
    }
}
impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "¥{self}")
    }
}
impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        hundredths(self.0, f)
    }
}
impl fmt::Debug for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}m²")
    }
}

/// A text that is not a decimal with at most two places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotADecimal;

impl FromStr for Money {
    type Err = NotADecimal;
    fn from_str(text: &str) -> Result<Self, NotADecimal> {
        read_hundredths(text).map(Self).ok_or(NotADecimal)
    }
}
impl FromStr for Area {
    type Err = NotADecimal;
    fn from_str(text: &str) -> Result<Self, NotADecimal> {
        read_hundredths(text).map(Self).ok_or(NotADecimal)
    }
}

impl schemars::JsonSchema for Money {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Money".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "integer", "format": "int64", "x-kind": "money", "description": "fen"})
    }
}
impl schemars::JsonSchema for Area {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Area".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "integer", "format": "int64", "minimum": 0, "x-kind": "area", "description": "1/100 m²"})
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_are_written_and_read_exactly() {
        assert_eq!(Money(123_456_789).to_string(), "1,234,567.89");
        assert_eq!(Money(-5).to_string(), "-0.05");
        assert_eq!("1,234.5".parse(), Ok(Money(123_450)));
        assert_eq!("12.345".parse::<Money>(), Err(NotADecimal));
        assert_eq!("".parse::<Money>(), Err(NotADecimal));
    }

    proptest! {
        #[test]
        fn parts_of_an_amount_add_up_to_it(amount in -1_000_000_000i64..1_000_000_000, weights in proptest::collection::vec(0u64..100_000, 1..40)) {
            let parts = Money(amount).allocate(&weights);
            prop_assert_eq!(parts.len(), weights.len());
            prop_assert_eq!(parts.into_iter().sum::<Money>(), Money(amount));
        }

        #[test]
        fn what_is_written_reads_back(amount in -1_000_000_000_000i64..1_000_000_000_000) {
            prop_assert_eq!(Money(amount).to_string().parse(), Ok(Money(amount)));
        }
    }
}
