//! What a payment channel does for us, whichever it is.

use kernel::{Date, Instant, Money};

use crate::{
    Fee, Moment,
    trouble::{Trouble, Unproved},
    wire::{Message, Soon},
};

/// One attempt at paying. Number, subject and amount never change under the same number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Our number: letters and digits, 6 to 32 (what both channels take).
    pub number: String,
    /// What the payer reads.
    pub subject: String,
    /// How much, above zero.
    pub amount: Money,
    /// How it is to be paid.
    pub way: Way,
    /// Until when it may be paid.
    pub expires: Instant,
}

/// How the payer gets to the payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// A code on the counter, a bill or a screen, to be scanned (native, precreate).
    Code,
    /// A page inside the channel's own app, by a payer known there (JSAPI, trade.create).
    Inside {
        /// The payer as the channel knows him: openid, `buyer_open_id`.
        payer: String,
    },
    /// A browser on a phone (H5, wap.pay).
    Phone {
        /// The payer's address on the network.
        ip: String,
        /// Where he comes back to. Coming back proves nothing.
        back: String,
    },
}

/// What the payer's side needs to begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placed {
    /// To be shown as a QR code.
    Code(String),
    /// Handed to the script of the channel's app, names as it wants them.
    Script(Vec<(&'static str, String)>),
    /// An address the browser goes to.
    Address(String),
}

/// Where an order stands at the channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// The channel does not know it: not placed, or nobody has scanned the code yet.
    Absent,
    /// Not paid yet.
    Waiting,
    /// Paid.
    Paid,
    /// Paid, and some or all of it was given back.
    Refunded,
    /// Ended unpaid.
    Closed,
    /// The channel says something that we do not know: not an end.
    Strange,
}

impl State {
    /// Whether money came in at some time.
    pub fn is_paid(self) -> bool {
        matches!(self, Self::Paid | Self::Refunded)
    }
}

/// An order as the channel has it. Unpaid ones have little beyond number and state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Our number.
    pub number: String,
    /// The channel's number of the payment.
    pub transaction: Option<String>,
    /// Where it stands.
    pub state: State,
    /// What was to be paid; this is compared and booked.
    pub amount: Option<Money>,
    /// What the payer gave himself; less when the channel added a coupon.
    pub by_payer: Option<Money>,
    /// What was given back so far, when the channel says it.
    pub refunded: Option<Money>,
    /// When it was paid.
    pub paid_at: Option<Instant>,
    /// Whether currency, merchant and application are ours. Money under a strange name is never booked.
    pub ours: bool,
}

impl Standing {
    /// An order that the channel does not know.
    pub fn absent(number: &str) -> Self {
        Self {
            number: number.to_owned(),
            transaction: None,
            state: State::Absent,
            amount: None,
            by_payer: None,
            refunded: None,
            paid_at: None,
            ours: true,
        }
    }
}

/// Money to give back. Asking again keeps the number; the number is what keeps it from being given twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    /// Our number of the refund, of letters and digits.
    pub number: String,
    /// Our number of the order.
    pub order: String,
    /// How much to give back.
    pub amount: Money,
    /// How much the order was.
    pub total: Money,
    /// What the payer reads.
    pub reason: String,
}

/// How far a refund is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RefundState {
    /// The channel does not know it: ask for it again, with the same number.
    Absent,
    /// On its way, or not certain yet: query.
    Running,
    /// Given back.
    Done,
    /// Failed; nothing was given back.
    Failed,
    /// It left us and could not reach the payer: a person has to act at the channel.
    Stuck,
}

/// A refund as the channel has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundStanding {
    /// Our number of the refund, when the channel says it.
    pub number: String,
    /// Our number of the order.
    pub order: String,
    /// The channel's number of the refund.
    pub transaction: Option<String>,
    /// How far it is.
    pub state: RefundState,
    /// How much, when the channel says it.
    pub amount: Option<Money>,
    /// When it was given back.
    pub done_at: Option<Instant>,
}

/// A proved callback.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The same for each repetition.
    pub id: String,
    /// The channel's name of the event.
    pub kind: String,
    /// Whether it is about our merchant and application. If not: keep it, tell somebody, book nothing.
    pub ours: bool,
    /// The order, if it says something about it.
    pub order: Option<Standing>,
    /// The refund, if it says something about it.
    pub refund: Option<RefundStanding>,
}

/// What to answer to a callback.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// Status of HTTP.
    pub status: u16,
    /// Kind of the body.
    pub content_type: &'static str,
    /// The body.
    pub body: String,
}

/// The bill of a day. A day without movements has no rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bill {
    /// The calendar day in Shanghai.
    pub day: Date,
    /// Its rows in the order of the file.
    pub rows: Vec<Row>,
    /// The file as it came, unpacked, to be kept.
    pub file: Vec<u8>,
}

/// What a row of a bill tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Money came in.
    Payment,
    /// Money was given back, or is about to be.
    Refund,
    /// A payment was taken back at the counter.
    Revoked,
}

/// One row of a bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What it tells.
    pub kind: Kind,
    /// When.
    pub at: Instant,
    /// Our number of the order.
    pub order: String,
    /// The channel's number of the payment.
    pub transaction: String,
    /// How much: of the order, or of the refund; never negative.
    pub amount: Money,
    /// Our number of the refund.
    pub refund: Option<String>,
    /// What the channel charges, with the sign it writes.
    pub fee: Fee,
    /// The words on it.
    pub subject: String,
}

/// A payment channel. No call is made inside a transaction of the database; each may take seconds.
pub trait Channel: Send + Sync {
    /// Its short name: `wechat`, `alipay`.
    fn name(&self) -> &'static str;

    /// Places an order. The same order again is harmless; another content under the same number is refused.
    fn place<'a>(&'a self, moment: &'a Moment, order: &'a Order) -> Soon<'a, Result<Placed, Trouble>>;

    /// Where an order stands. An order that the channel does not know is [`State::Absent`], not an error.
    fn query<'a>(&'a self, moment: &'a Moment, number: &'a str) -> Soon<'a, Result<Standing, Trouble>>;

    /// Asks for an end without payment. Success proves nothing: query again, payment may have won the race.
    fn close<'a>(&'a self, moment: &'a Moment, number: &'a str) -> Soon<'a, Result<(), Trouble>>;

    /// Asks for a refund. Success means accepted; the standing says whether it is done.
    fn refund<'a>(&'a self, moment: &'a Moment, refund: &'a Refund) -> Soon<'a, Result<RefundStanding, Trouble>>;

    /// How far a refund is.
    fn query_refund<'a>(&'a self, moment: &'a Moment, refund: &'a Refund) -> Soon<'a, Result<RefundStanding, Trouble>>;

    /// Proves and reads a callback.
    fn read<'a>(&'a self, moment: &'a Moment, callback: &'a Message) -> Soon<'a, Result<Notice, Unproved>>;

    /// The answer that ends the repetitions: only after the notice is kept.
    fn taken(&self) -> Reply;

    /// The answer that makes the channel send it again.
    fn not_taken(&self) -> Reply;

    /// Fetches, proves and reads the bill of a day that is over.
    fn bill<'a>(&'a self, moment: &'a Moment, day: Date) -> Soon<'a, Result<Bill, Trouble>>;

    /// Renews what has to be renewed now and then, certificates above all; every twelve hours is enough.
    fn refresh<'a>(&'a self, moment: &'a Moment) -> Soon<'a, Result<(), Trouble>>;
}

/// Whether both channels take this as a number of ours.
pub(crate) fn is_number(number: &str) -> bool {
    (6..=32).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// What is wrong with an order before it is sent.
pub(crate) fn fit(order: &Order, now: Instant) -> Result<(), Trouble> {
    let wrong = if !is_number(&order.number) {
        "the number must be 6 to 32 letters and digits"
    } else if order.amount.0 < 1 {
        "the amount must be above zero"
    } else if order.subject.is_empty() || order.subject.chars().count() > 127 {
        "the subject must have 1 to 127 characters"
    } else if order.expires < now + kernel::Span::minutes(1) {
        "it must be payable for a minute at least"
    } else {
        return Ok(());
    };
    Err(Trouble::Unsent(wrong.to_owned()))
}
