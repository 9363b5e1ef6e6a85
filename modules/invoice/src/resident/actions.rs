//! Asking for one's own invoice.

use kernel::Result;
use module::Context;
use party::PersonId;

use super::model::Nothing;
use crate::invoice::{actions::ask, model::CreateInvoice};

/// Asks for an invoice of one's own receipts.
pub async fn create(cx: &mut Context, input: CreateInvoice) -> Result<Nothing> {
    let person = PersonId::from_uuid(cx.actor().id);
    ask(cx, input, Some(person)).await.map(|_| Nothing {})
}
