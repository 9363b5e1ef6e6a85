//! The simulator's own truth: trades, refunds, and the callbacks that wait.

use kernel::{Instant, Span};
use serde::Serialize;

/// Which service a trade belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// 微信支付.
    WeChat,
    /// 支付宝.
    Alipay,
}

/// Where a trade stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Placed. At Alipay it does not exist for queries until somebody acts.
    Waiting,
    /// Paid.
    Paid,
    /// Ended unpaid.
    Closed,
}

/// A refund in the book.
#[derive(Debug, Clone, Serialize)]
pub struct Back {
    /// The merchant's number.
    pub number: String,
    /// The service's number.
    pub id: String,
    /// In fen.
    pub amount: i64,
    /// `PROCESSING`, `SUCCESS`, `CLOSED`, `ABNORMAL`.
    pub status: &'static str,
    /// When it was accepted.
    pub at: Instant,
}

/// A trade in the book.
#[derive(Debug, Clone, Serialize)]
pub struct Trade {
    /// Whose it is.
    pub which: Which,
    /// The merchant's number.
    pub number: String,
    /// The service's number.
    pub transaction: String,
    /// The words on it.
    pub subject: String,
    /// In fen.
    pub amount: i64,
    /// Of the amount: what a coupon of the service covers, in fen.
    pub coupon: i64,
    /// How it is paid: `NATIVE`, `JSAPI`, `MWEB`, or the method at Alipay.
    pub way: String,
    /// The payer, if he was named.
    pub payer: String,
    /// Where callbacks go.
    pub notify: String,
    /// Where callbacks of refunds go.
    pub notify_refund: String,
    /// Where the payer goes back to.
    pub back: String,
    /// Until when it may be paid.
    pub expires: Instant,
    /// All that may not change under the same number.
    pub content: String,
    /// Where it stands.
    pub stage: Stage,
    /// When it was paid.
    pub paid_at: Option<Instant>,
    /// What was given back.
    pub backs: Vec<Back>,
}

impl Trade {
    /// What was given back or is about to be, in fen.
    pub fn given_back(&self) -> i64 {
        self.backs.iter().filter(|back| back.status != "CLOSED").map(|back| back.amount).sum()
    }
}

/// What a callback tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// The trade was paid.
    Paid,
    /// A refund of this number came to an end.
    Refunded(String),
    /// The trade ended unpaid (Alipay tells it).
    Closed,
}

/// A callback that waits or was sent.
#[derive(Debug, Clone, Serialize)]
pub struct Call {
    /// Of which trade.
    pub number: String,
    /// What it tells.
    pub event: Event,
    /// Its id; repetitions keep it.
    pub id: String,
    /// When it is sent next.
    pub due: Instant,
    /// How often it was sent.
    pub tries: usize,
    /// Whether it was acknowledged, or given up.
    pub over: bool,
    /// What was answered, 0 for nothing.
    pub answers: Vec<u16>,
}

/// Pauses between repetitions, in seconds.
const WECHAT: [i64; 15] = [15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10800, 10800, 10800, 21600, 21600];
const ALIPAY: [i64; 7] = [240, 600, 600, 3600, 7200, 21600, 54000];

/// When a callback is repeated after the tries so far; none when it is given up.
pub(super) fn next(which: Which, tries: usize, now: Instant) -> Option<Instant> {
    let pauses: &[i64] = if which == Which::WeChat { &WECHAT } else { &ALIPAY };
    pauses.get(tries.checked_sub(1)?).map(|pause| now + Span::seconds(*pause))
}

/// Everything that happened.
#[derive(Debug, Default)]
pub(super) struct Book {
    pub(super) trades: Vec<Trade>,
    pub(super) calls: Vec<Call>,
    pub(super) drawn: u64,
}

impl Book {
    pub(super) fn trade(&mut self, which: Which, number: &str) -> Option<&mut Trade> {
        self.trades.iter_mut().find(|trade| trade.which == which && trade.number == number)
    }

    pub(super) fn any(&mut self, number: &str) -> Option<&mut Trade> {
        self.trades.iter_mut().find(|trade| trade.number == number)
    }

    /// The next number of the service's own.
    pub(super) fn draw(&mut self) -> u64 {
        self.drawn += 1;
        self.drawn
    }

    pub(super) fn call(&mut self, number: &str, event: Event, now: Instant) {
        let id = format!("EV-SIM-{:08}", self.draw());
        let number = number.to_owned();
        self.calls.push(Call { number, event, id, due: now, tries: 0, over: false, answers: Vec::new() });
    }

    /// Takes an order; the same content again is the same order.
    pub(super) fn place(&mut self, mut trade: Trade) -> Result<Trade, Refused> {
        let drawn = self.draw();
        match self.trade(trade.which, &trade.number) {
            Some(known) if known.stage == Stage::Paid => Err(Refused::Paid),
            Some(known) if known.stage == Stage::Closed => Err(Refused::Closed),
            Some(known) if known.content != trade.content => Err(Refused::OtherContent),
            Some(known) => Ok(known.clone()),
            None => {
                trade.transaction = format!("42000000002026{drawn:014}");
                self.trades.push(trade.clone());
                Ok(trade)
            }
        }
    }

    /// The payer pays. Also an order that is about to be closed; not one that is over.
    pub(super) fn pay(&mut self, number: &str, coupon: i64, now: Instant) -> bool {
        let Some(trade) = self.any(number).filter(|t| t.stage == Stage::Waiting && now < t.expires) else {
            return false;
        };
        (trade.stage, trade.paid_at, trade.coupon) = (Stage::Paid, Some(now), coupon);
        self.call(number, Event::Paid, now);
        true
    }

    /// Gives money back. The same number again is the same refund; with another amount it is refused, as is more than was paid.
    pub(super) fn give_back(
        &mut self,
        trade: (Which, &str),
        back: &str,
        amount: i64,
        now: Instant,
    ) -> Result<(Back, bool), Refused> {
        let id = format!("50000000002026{:014}", self.draw());
        let trade = self.trade(trade.0, trade.1).ok_or(Refused::Absent)?;
        if let Some(known) = trade.backs.iter().find(|known| known.number == back) {
            return if known.amount == amount { Ok((known.clone(), false)) } else { Err(Refused::OtherContent) };
        }
        if trade.stage != Stage::Paid {
            return Err(Refused::NotPaid);
        }
        if amount < 1 || trade.given_back() + amount > trade.amount {
            return Err(Refused::TooMuch);
        }
        let status = if trade.which == Which::WeChat { "PROCESSING" } else { "SUCCESS" };
        let back = Back { number: back.to_owned(), id, amount, status, at: now };
        trade.backs.push(back.clone());
        let (which, number) = (trade.which, trade.number.clone());
        if which == Which::Alipay {
            self.call(&number, Event::Refunded(back.number.clone()), now);
        }
        Ok((back, true))
    }
}

/// Why the book does not take something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    Absent,
    Paid,
    Closed,
    NotPaid,
    OtherContent,
    TooMuch,
}
