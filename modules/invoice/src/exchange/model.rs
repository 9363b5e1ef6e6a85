//! Files of requests, answers, and whoever makes invoices of them.

use kernel::{Date, Instant, Money, OrgId, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::invoice::model::{Buyer, InvoiceExchangeId, InvoiceLine, InvoiceLineRow, InvoiceRow};

/// Whoever makes invoices of requests: how they are told to him, and how his answers are read. Both are pure and may be asked twice.
pub(crate) trait Provider: Sync {
    /// The file of some requests.
    ///
    /// # Errors
    /// Those of the writer.
    fn write(&self, requests: &[Request]) -> Result<Vec<u8>>;

    /// What he answers in a file.
    ///
    /// # Errors
    /// [`kernel::Error::Invalid`] at `file`, for a file that holds no answers, or a row that is wrong.
    fn read(&self, name: &str, file: Vec<u8>) -> Result<Vec<Answer>>;
}

/// An invoice that somebody asked for, as it is told to a provider.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// All of it.
    pub invoice: InvoiceRow,
    /// To whom it is made out.
    pub buyer: Buyer,
    /// What is on it.
    pub lines: Vec<InvoiceLineRow>,
    /// Of a red one: code and number of the invoice it takes back.
    pub takes_back: Option<(Option<String>, Option<String>)>,
}

/// What a provider says about a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The number of the request.
    pub number: String,
    /// The code of the tax office.
    pub invoice_code: Option<String>,
    /// The number of the tax office; none when it was rejected.
    pub invoice_number: Option<String>,
    /// The day the invoice bears.
    pub invoiced_on: Option<Date>,
    /// Where it can be taken from.
    pub link: Option<String>,
    /// Why it was rejected.
    pub rejected_because: Option<String>,
}

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct ExchangeRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: InvoiceExchangeId,
    /// How many requests are in it.
    pub requests: i64,
    /// All of them; red ones take off.
    pub amount_fen: Money,
    /// Who sent it.
    #[schemars(with = "String")]
    pub sent_by: Uuid,
    /// His name.
    pub sent_name: String,
    /// When.
    pub sent_at: Instant,
}

/// The requests of a community that are to be sent.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct CreateExchange {
    /// The community; one's own when one has a single one.
    pub org_id: Option<OrgId>,
}

/// Which file.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichExchange {
    /// It.
    pub id: InvoiceExchangeId,
}

/// What the list is narrowed by.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct ExchangeFilter {
    /// One.
    pub id: Option<InvoiceExchangeId>,
    /// Of a community.
    pub org_id: Option<OrgId>,
}

/// A file in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ExchangeLine {
    /// Its id.
    pub id: InvoiceExchangeId,
    /// When it was sent.
    pub sent_at: Instant,
    /// How many requests are in it.
    pub invoice_requests: i64,
    /// All of them.
    pub amount: Money,
    /// Who sent it.
    pub sent_name: String,
    /// The community.
    pub community: OrgId,
}

/// A file with what is in it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ExchangeRecord {
    /// All of it.
    pub exchange: ExchangeRow,
    /// Its invoices, by number.
    pub invoices: Vec<InvoiceLine>,
}
