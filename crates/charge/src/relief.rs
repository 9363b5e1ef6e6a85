//! Vacancy, discounts and gift months: rules as data, and nothing of them without approval.

use kernel::Money;
use serde::{Deserialize, Serialize};

use crate::{period::Period, tariff::FeeClass};

/// What kind of relief.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relieved {
    /// 空置
    Vacant,
    /// 折扣
    Discount,
    /// 赠月
    Gift,
}

/// A relief that an object has for some days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relief {
    /// What kind.
    pub kind: Relieved,
    /// The days it covers.
    pub days: Period,
    /// The kinds of fee it covers; all when none is named.
    pub classes: Vec<FeeClass>,
    /// What is still to be paid, in hundredths of a percent: 7,000 for seventy percent, 0 for nothing.
    pub pays: u32,
    /// Taken off the line beside that, once, never below nothing.
    pub off: Money,
    /// The paper by which it was approved; without it, it does not count.
    pub approved: Option<String>,
}

/// The whole, in hundredths of a percent.
pub const WHOLE: u32 = 10_000;

impl Relief {
    /// Whether it covers a kind of fee.
    pub fn covers(&self, class: FeeClass) -> bool {
        self.classes.is_empty() || self.classes.contains(&class)
    }
}

/// 缴 n 送 m: who pays so many months at once gets so many more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct GiftRule {
    /// How many months are paid.
    pub pays: u32,
    /// How many are given.
    pub gift: u32,
    /// Whether it counts only for those who owe nothing.
    pub only_without_arrears: bool,
}

impl GiftRule {
    /// How many months are given to somebody who pays so many at once.
    pub const fn months(self, paid: u32, owes: bool) -> u32 {
        if self.pays == 0 || (self.only_without_arrears && owes) { 0 } else { (paid / self.pays) * self.gift }
    }
}
