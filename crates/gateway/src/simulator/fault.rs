//! What the simulator does wrong on order.

use serde::{Deserialize, Serialize};

/// Where a fault strikes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum On {
    /// Placing an order.
    Place,
    /// Querying one.
    Query,
    /// Closing one.
    Close,
    /// Asking for a refund.
    Refund,
    /// Querying a refund.
    RefundQuery,
    /// Asking for a bill.
    Bill,
    /// Fetching the file of a bill.
    File,
    /// Listing or fetching certificates.
    Certificates,
    /// Sending a callback.
    Callback,
}

/// What goes wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Does the work, then breaks the connection.
    Gone,
    /// Does the work, then answers with this status as a failure.
    Fails(u16),
    /// Does nothing and answers with this status as a failure.
    Down(u16),
    /// Does nothing and refuses with this status and code.
    Says(u16, String),
    /// Does nothing and answers with a page of a proxy.
    Page,
    /// Does the work and answers an empty, unsigned success.
    Empty,
    /// Does the work and answers after this many milliseconds.
    Slow(u64),
    /// One letter of the signature (or of a file) is another one.
    Forged,
    /// The signature carries the mark of a probe.
    Probe,
    /// The signature is missing.
    Unsigned,
    /// The body is changed after signing.
    Changed,
    /// The time in the headers is off by this many seconds.
    Clock(i64),
    /// The callback is never sent.
    Lost,
    /// The callback comes this many times more.
    Again(u32),
    /// The callback comes once more under another id.
    Renewed,
    /// The callback names an amount that is this many fen more.
    Amount(i64),
    /// The callback names another currency.
    Currency,
    /// The callback names another merchant.
    Stranger,
    /// The callback is sealed with another key.
    Sealed,
    /// The callback is sealed with other associated bytes.
    Associated,
}

/// A fault that strikes a number of times.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Where.
    pub on: On,
    /// For which order; all when absent.
    pub number: Option<String>,
    /// How often still.
    pub times: u32,
    /// What.
    pub what: What,
}

impl Fault {
    /// A fault that strikes once, wherever it first can.
    pub fn once(on: On, what: What) -> Self {
        Self { on, number: None, times: 1, what }
    }

    /// A fault that strikes this often.
    pub fn times(on: On, times: u32, what: What) -> Self {
        Self { on, number: None, times, what }
    }
}

/// The fault that strikes now, used up by once.
pub(super) fn strike(faults: &mut Vec<Fault>, on: On, number: &str) -> Option<What> {
    let fits = |fault: &Fault| fault.on == on && fault.number.as_deref().is_none_or(|wanted| wanted == number);
    let place = faults.iter().position(fits)?;
    let what = faults[place].what.clone();
    faults[place].times = faults[place].times.saturating_sub(1);
    if faults[place].times == 0 {
        faults.remove(place);
    }
    Some(what)
}
