//! Credit notes: what is taken back of a bill, over its lines. The last one takes exactly what is left.

use charge::{Exact, line::split};
use kernel::Money;

use crate::refusal::Refusal;

/// A line of a bill with what was credited of it before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Creditable {
    /// The line.
    pub line: String,
    /// What was billed.
    pub amount: Money,
    /// What was credited before.
    pub credited: Money,
}

/// Spreads a credit over the lines of a bill in proportion to what is left of each, none below nothing.
///
/// # Errors
/// The amount is not more than nothing, or more than is left.
pub fn credit(wanted: Money, lines: &[Creditable]) -> Result<Vec<(String, Money)>, Refusal> {
    if wanted <= Money::ZERO {
        return Err(Refusal::Amount(wanted));
    }
    let left: Vec<Money> = lines.iter().map(|line| (line.amount - line.credited).max(Money::ZERO)).collect();
    let most = left.iter().try_fold(0_i64, |sum, left| sum.checked_add(left.0)).map(Money).ok_or(Refusal::TooMuch)?;
    if wanted > most {
        return Err(Refusal::MoreThanOwed { most });
    }
    let weights: Vec<Exact> = left.iter().map(|left| Exact::fen(*left)).collect();
    let parts = split(wanted, &weights).ok_or(Refusal::TooMuch)?;
    let parts = lines.iter().zip(parts).filter(|(_, part)| *part > Money::ZERO);
    Ok(parts.map(|(line, part)| (line.line.clone(), part)).collect())
}
