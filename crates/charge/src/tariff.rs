//! Fee items and what they cost: the standard a company publishes, as data.

use kernel::{Date, Label, Money, Rate, expr::Expr};
use serde::{Deserialize, Serialize};

use crate::{
    finding::Finding,
    formula,
    period::{Anchor, DayCount, Grid, Period, Rhythm},
    rounding::Rounding,
    subject::Subject,
    tier::{Tier, Within, in_order},
    timeline::Timeline,
};

/// The kind of a fee.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeeClass {
    /// 物业费
    Management,
    /// 水费
    Water,
    /// 电费
    Electricity,
    /// 燃气费
    Gas,
    /// 公摊费
    Shared,
    /// 停车费
    Parking,
    /// 取暖费
    Heating,
    /// 垃圾清运费
    Garbage,
    /// 装修押金
    RenovationDeposit,
    /// 服务费
    Service,
    /// 维修费
    Repair,
    /// 租金
    Rent,
    /// 违约金
    Penalty,
    /// 其他
    Other,
}

/// When a fee comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Billing {
    /// 周期性: for every period; prices are for a month.
    Periodic {
        /// How often.
        rhythm: Rhythm,
        /// What the periods count from.
        anchor: Anchor,
    },
    /// 一次性: once; prices are for the whole.
    OneOff,
    /// 抄表: for what was used between two readings.
    Metered,
}

/// When the bill of a period comes, and when it is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timing {
    /// 预付: before the period, so many days; 后付 when not given: on the first day after it.
    pub ahead: Option<u16>,
    /// How many days after the day of the bill it is due.
    pub due_after: u16,
}

/// The first day that is charged for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "on")]
pub enum Begins {
    /// The day the object was taken over.
    TakeOver,
    /// The first of the month after it.
    MonthAfterTakeOver,
    /// A day of the calendar, whenever the object was taken over.
    On(Date),
}

/// Who pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Payer {
    /// The owner; while unsold the developer.
    Owner,
    /// The tenant; without one the owner.
    Tenant,
    /// The developer, also after the sale.
    Developer,
}

/// Which area counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AreaKind {
    /// 建筑面积
    Built,
    /// 套内面积
    Inside,
}

/// How a price becomes an amount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Pricing {
    /// A fixed amount.
    Fixed {
        /// How much.
        amount: Money,
    },
    /// By area.
    Area {
        /// Which.
        area: AreaKind,
        /// For 1 m².
        rate: Rate,
    },
    /// By a count the object has: people, spaces, batteries.
    Count {
        /// Its name among the object's measures.
        of: String,
        /// For one.
        rate: Rate,
    },
    /// By days.
    Days {
        /// For one.
        rate: Rate,
    },
    /// By use.
    Usage {
        /// In which unit: `kWh`, `m³`.
        unit: String,
        /// For one.
        rate: Rate,
    },
    /// By use, in tiers.
    Tiers {
        /// In which unit.
        unit: String,
        /// Within which time they fill.
        within: Within,
        /// The tiers.
        tiers: Vec<Tier>,
    },
    /// By a formula whose value is an amount in yuan.
    Formula {
        /// The formula.
        formula: Expr,
        /// What `单价` stands for in it, with its unit: `元/m²`.
        price: Option<(Rate, String)>,
    },
}

/// A price as it holds from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    /// The edition of the tariff, from 1.
    pub version: u32,
    /// How it becomes an amount.
    pub pricing: Pricing,
    /// 附加费: added for each month, or once where the fee does not come by months.
    pub surcharge: Money,
}

impl Price {
    /// 租金递增: the next edition, dearer by so many hundredths of a percent. A formula keeps its numbers; its price rises.
    ///
    /// Prices are kept to 1/10000 yuan and fixed amounts to the fen, half up at each step, as a contract writes them down.
    #[must_use]
    pub fn raised(&self, by: u32) -> Self {
        let raise = |number: i64| {
            let raised = i128::from(number) * (10_000 + i128::from(by));
            i64::try_from((raised + 5_000).div_euclid(10_000)).unwrap_or(i64::MAX)
        };
        let mut pricing = self.pricing.clone();
        match &mut pricing {
            Pricing::Fixed { amount } => amount.0 = raise(amount.0),
            Pricing::Area { rate, .. }
            | Pricing::Count { rate, .. }
            | Pricing::Days { rate }
            | Pricing::Usage { rate, .. } => rate.0 = raise(rate.0),
            Pricing::Tiers { tiers, .. } => tiers.iter_mut().for_each(|tier| tier.rate.0 = raise(tier.rate.0)),
            Pricing::Formula { price, .. } => {
                if let Some((rate, _)) = price {
                    rate.0 = raise(rate.0);
                }
            }
        }
        Self { version: self.version + 1, pricing, surcharge: self.surcharge }
    }
}

/// 收费标准: what a fee item costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tariff {
    /// Its code: with it a standard is cloned to another community.
    pub key: String,
    /// The kind of fee.
    pub class: FeeClass,
    /// What people call it.
    pub title: Label,
    /// When it comes.
    pub billing: Billing,
    /// When its bill comes and is due.
    pub timing: Timing,
    /// The first day that is charged for.
    pub begins: Begins,
    /// The prices by the day from which they hold; none holds before the first.
    pub prices: Timeline<Price>,
    /// Who pays, by day.
    pub payers: Timeline<Payer>,
    /// How a line is rounded.
    pub rounding: Rounding,
    /// What a day of a part of a month is worth.
    pub day_count: DayCount,
}

impl Tariff {
    /// What would not work, before the tariff is put in force.
    pub fn check(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        if self.prices.values().is_empty() {
            findings.push(Finding::NoPrices);
        }
        if self.payers.values().is_empty() {
            findings.push(Finding::NoPayers);
        }
        for (_, price) in self.prices.values() {
            findings.extend(self.check_price(price));
        }
        findings
    }

    fn check_price(&self, price: &Price) -> Vec<Finding> {
        let metered = self.billing == Billing::Metered;
        let below =
            |rate: Rate| if rate.0 < 0 { vec![Finding::PriceBelow { version: price.version }] } else { Vec::new() };
        let by_use = |mut findings: Vec<Finding>| {
            if !metered {
                findings.push(Finding::NotMetered { version: price.version });
            }
            findings
        };
        let mut findings = match &price.pricing {
            Pricing::Fixed { amount } if *amount < Money::ZERO => vec![Finding::PriceBelow { version: price.version }],
            Pricing::Fixed { .. } => Vec::new(),
            Pricing::Area { rate, .. } | Pricing::Count { rate, .. } | Pricing::Days { rate } => below(*rate),
            Pricing::Usage { rate, .. } => by_use(below(*rate)),
            Pricing::Tiers { tiers, .. } => {
                let mut findings: Vec<Finding> = tiers.iter().flat_map(|tier| below(tier.rate)).collect();
                if !in_order(tiers) {
                    findings.push(Finding::TiersDisordered { version: price.version });
                }
                by_use(findings)
            }
            Pricing::Formula { formula, price: unit } => formula::check(formula, unit.as_ref(), metered, price.version),
        };
        if price.surcharge < Money::ZERO {
            findings.push(Finding::PriceBelow { version: price.version });
        }
        findings
    }

    /// The first day an object is charged for.
    ///
    /// # Errors
    /// The object has no day on which it was taken over.
    pub fn begins_for(&self, subject: &Subject) -> Result<Date, Finding> {
        let taken_over = || subject.taken_over.ok_or(Finding::TakeOverMissing);
        let begins = match self.begins {
            Begins::On(day) => day,
            Begins::TakeOver => taken_over()?,
            Begins::MonthAfterTakeOver => Grid::calendar().period(Rhythm::Monthly, taken_over()?).to,
        };
        Ok(subject.starts.map_or(begins, |starts| starts.max(begins)))
    }

    /// How the months of an object lie.
    ///
    /// # Errors
    /// They count from the day it was taken over, and it has none.
    pub fn grid(&self, subject: &Subject) -> Result<Grid, Finding> {
        match self.billing {
            Billing::Periodic { anchor: Anchor::TakeOver, .. } => {
                subject.taken_over.map(Grid::from).ok_or(Finding::TakeOverMissing)
            }
            _ => Ok(Grid::calendar()),
        }
    }

    /// The day of the bill of a period.
    pub fn bill_day(&self, period: Period) -> Date {
        self.timing.ahead.map_or(period.to, |days| period.from.plus_days(-i64::from(days)))
    }

    /// The day by which the bill of a period is to be paid.
    pub fn due_day(&self, period: Period) -> Date {
        self.bill_day(period).plus_days(i64::from(self.timing.due_after))
    }
}
