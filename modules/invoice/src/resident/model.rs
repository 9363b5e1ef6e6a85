//! What a resident sees of his invoices.

use kernel::Money;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::invoice::model::{InvoiceId, InvoiceKind, InvoiceState};

/// Nothing is asked for.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct Nothing {}

/// An invoice of his.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OwnInvoice {
    /// Its id.
    pub id: InvoiceId,
    /// The number of the request.
    pub number: String,
    /// What it does.
    pub kind: InvoiceKind,
    /// To whom it is made out.
    pub title: String,
    /// For which rooms.
    pub places: String,
    /// All of it.
    pub amount: Money,
    /// How it stands.
    pub state: InvoiceState,
    /// The number of the tax office.
    pub invoice_number: Option<String>,
    /// Where it can be taken from.
    pub link: Option<String>,
    /// Why it was rejected.
    pub rejected_because: Option<String>,
}

/// His invoices, latest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OwnInvoices {
    /// They.
    pub rows: Vec<OwnInvoice>,
    /// What he has paid and can have invoiced.
    pub left: Money,
}
