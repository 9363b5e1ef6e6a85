//! Exact fractions: nothing is rounded until a line is whole.

use std::{cmp::Ordering, fmt};

use kernel::{Area, Money, Rate};
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A fraction in lowest terms. Arithmetic answers `None` where 128 bits do not hold the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Exact {
    above: i128,
    below: i128,
}

/// Places to which the value of a formula counts: a decimal of 28 digits that was divided is off by less than that.
const PLACES: u32 = 12;

impl Exact {
    /// Nothing.
    pub const ZERO: Self = Self { above: 0, below: 1 };
    /// One.
    pub const ONE: Self = Self { above: 1, below: 1 };

    /// The fraction; `None` when there is nothing below.
    pub fn of(above: i128, below: i128) -> Option<Self> {
        if below == 0 {
            return None;
        }
        let divisor = divisor(above.unsigned_abs(), below.unsigned_abs());
        let divisor = i128::try_from(divisor).ok()?;
        let (above, below) = (above.checked_div(divisor)?, below.checked_div(divisor)?);
        if below < 0 {
            Some(Self { above: above.checked_neg()?, below: below.checked_neg()? })
        } else {
            Some(Self { above, below })
        }
    }

    /// A whole number.
    pub const fn whole(number: i128) -> Self {
        Self { above: number, below: 1 }
    }

    /// An amount, in fen.
    pub const fn fen(amount: Money) -> Self {
        Self::whole(amount.0 as i128)
    }

    /// A unit price, in fen.
    pub fn rate(rate: Rate) -> Self {
        Self::of(i128::from(rate.0), 100).unwrap_or(Self::ZERO)
    }

    /// An area, in m².
    pub fn area(area: Area) -> Self {
        Self::of(i128::from(area.0), 100).unwrap_or(Self::ZERO)
    }

    /// A decimal number.
    pub fn decimal(number: Decimal) -> Option<Self> {
        let number = number.round_dp(PLACES).normalize();
        Self::of(number.mantissa(), 10_i128.checked_pow(number.scale())?)
    }

    /// The sum.
    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        let shared = i128::try_from(divisor(self.below.unsigned_abs(), other.below.unsigned_abs())).ok()?;
        let (left, right) = (other.below / shared, self.below / shared);
        let above = self.above.checked_mul(left)?.checked_add(other.above.checked_mul(right)?)?;
        Self::of(above, self.below.checked_mul(left)?)
    }

    /// The difference.
    #[must_use]
    pub fn minus(self, other: Self) -> Option<Self> {
        self.plus(Self { above: other.above.checked_neg()?, below: other.below })
    }

    /// The product.
    #[must_use]
    pub fn times(self, other: Self) -> Option<Self> {
        let (a, b) = (Self::of(self.above, other.below)?, Self::of(other.above, self.below)?);
        Self::of(a.above.checked_mul(b.above)?, a.below.checked_mul(b.below)?)
    }

    /// The quotient; `None` over nothing.
    #[must_use]
    pub fn over(self, other: Self) -> Option<Self> {
        self.times(Self::of(other.below, other.above)?)
    }

    /// Whether it is below nothing.
    pub const fn is_negative(self) -> bool {
        self.above < 0
    }

    /// Whether it is nothing.
    pub const fn is_zero(self) -> bool {
        self.above == 0
    }

    /// The number above and the number below the line.
    pub const fn parts(self) -> (i128, i128) {
        (self.above, self.below)
    }

    /// As a decimal with at most so many places, cut off; a sign `…` behind it says that there is more.
    pub fn shown(self, places: u32) -> String {
        let scale = 10_u128.pow(places);
        let below = self.below.unsigned_abs();
        let (whole, rest) = (self.above.unsigned_abs() / below, self.above.unsigned_abs() % below);
        let (digits, more) = match rest.checked_mul(scale) {
            Some(scaled) => (scaled / below, scaled % below > 0),
            None => (0, rest > 0),
        };
        let sign = if self.above < 0 { "-" } else { "" };
        let digits = format!("{digits:0width$}", width = places as usize);
        let digits = if more { digits.as_str() } else { digits.trim_end_matches('0') };
        let point = if digits.is_empty() { "" } else { "." };
        format!("{sign}{whole}{point}{digits}{}", if more { "…" } else { "" })
    }
}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Exact {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.above.checked_mul(other.below), other.above.checked_mul(self.below)) {
            (Some(left), Some(right)) => left.cmp(&right),
            // Too long to cross: compare the whole parts, then turn what is left upside down.
            _ => {
                let (a, b) = (self.above.div_euclid(self.below), other.above.div_euclid(other.below));
                a.cmp(&b).then_with(|| {
                    let (rest, others) = (self.above.rem_euclid(self.below), other.above.rem_euclid(other.below));
                    match (rest, others) {
                        (0, 0) => Ordering::Equal,
                        (0, _) => Ordering::Less,
                        (_, 0) => Ordering::Greater,
                        _ => Self { above: other.below, below: others }.cmp(&Self { above: self.below, below: rest }),
                    }
                })
            }
        }
    }
}

impl fmt::Display for Exact {
    /// `2`, `14/31`, `2+14/31`: as people write parts of months.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.above / self.below, (self.above % self.below).unsigned_abs());
        match (whole, rest) {
            (whole, 0) => write!(f, "{whole}"),
            (0, rest) if self.above < 0 => write!(f, "-{rest}/{}", self.below),
            (0, rest) => write!(f, "{rest}/{}", self.below),
            (whole, rest) => write!(f, "{whole}+{rest}/{}", self.below),
        }
    }
}

impl Serialize for Exact {
    /// `above/below`, so that what is stored with a bill can be reckoned with again.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{}/{}", self.above, self.below))
    }
}
impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let parts = text.split_once('/').and_then(|(above, below)| Some((above.parse().ok()?, below.parse().ok()?)));
        parts.and_then(|(above, below)| Self::of(above, below)).ok_or_else(|| de::Error::custom("no fraction"))
    }
}

fn divisor(a: u128, b: u128) -> u128 {
    let (mut a, mut b) = (a, b);
    while b > 0 {
        // Dividing 128 bits is many times slower; amounts of one room fit into 64.
        if let (Ok(small), Ok(smaller)) = (u64::try_from(a), u64::try_from(b)) {
            return u128::from(divisor_small(small, smaller));
        }
        (a, b) = (b, a % b);
    }
    a.max(1)
}

fn divisor_small(a: u64, b: u64) -> u64 {
    let (mut a, mut b) = (a, b);
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}
