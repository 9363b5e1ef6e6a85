//! Refunds: money goes back the way it came, the latest payment first; never more than came.

use kernel::{Date, Money};
use serde::{Deserialize, Serialize};

use crate::refusal::Refusal;

/// How money came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// 现金
    Cash,
    /// 刷卡
    Card,
    /// 转账
    Transfer,
    /// 微信支付
    Wechat,
    /// 支付宝
    Alipay,
    /// 预存抵扣
    Prepaid,
}

/// A payment with what was given back of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// Its id as it is written.
    pub key: String,
    /// How it came.
    pub method: Method,
    /// When.
    pub paid_on: Date,
    /// How much of it can be given back at all: what it paid of the thing that is refunded.
    pub amount: Money,
    /// What was given back before.
    pub refunded: Money,
    /// The last day on which it can go back the way it came, where the gateway has one.
    pub returnable_until: Option<Date>,
}

/// Money that goes back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Back {
    /// The payment.
    pub payment: String,
    /// The way it goes.
    pub method: Method,
    /// How much.
    pub amount: Money,
    /// It goes another way than it came, because that one is closed: somebody must approve it and name the account.
    pub otherwise: bool,
}

/// The ways a refund goes on a day.
///
/// # Errors
/// The amount is not more than nothing, or more than was paid.
pub fn refund(wanted: Money, payments: &[Payment], on: Date) -> Result<Vec<Back>, Refusal> {
    if wanted <= Money::ZERO {
        return Err(Refusal::Amount(wanted));
    }
    let left = |payment: &Payment| (payment.amount - payment.refunded).max(Money::ZERO);
    let most =
        payments.iter().try_fold(0_i64, |sum, payment| sum.checked_add(left(payment).0)).ok_or(Refusal::TooMuch)?;
    if wanted > Money(most) {
        return Err(Refusal::MoreThanPaid { most: Money(most) });
    }
    let mut queue: Vec<&Payment> = payments.iter().collect();
    queue.sort_by(|a, b| (b.paid_on, &b.key).cmp(&(a.paid_on, &a.key)));
    let mut open = wanted;
    let mut backs = Vec::new();
    for payment in queue {
        let amount = left(payment).min(open);
        if amount == Money::ZERO {
            continue;
        }
        open = open - amount;
        let otherwise = payment.returnable_until.is_some_and(|last| last < on);
        let method = if otherwise { Method::Transfer } else { payment.method };
        backs.push(Back { payment: payment.key.clone(), method, amount, otherwise });
    }
    Ok(backs)
}
