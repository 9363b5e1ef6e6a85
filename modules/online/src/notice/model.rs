//! Notices of channels, as they are kept and worked.

use serde::{Deserialize, Serialize};

use crate::{account::model::PayeeAccountId, arrival::model::Told};

/// A proved notice on its way into the table.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct KeepNotice {
    /// The account it came to.
    pub account: PayeeAccountId,
    /// The channel's id of it, the same for each repetition.
    pub notice: String,
    /// The channel's name of the event.
    pub kind: String,
    /// Whether it is about our merchant and application.
    pub ours: bool,
    /// The number of the order or refund it is about.
    pub number: Option<String>,
    /// The bytes as they came, sealed.
    pub sealed: Vec<u8>,
    /// What was paid.
    pub told: Option<Told>,
}

/// A kept notice that is to be worked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct WorkNotice {
    pub account: PayeeAccountId,
    pub notice: String,
    pub told: Option<Told>,
}
