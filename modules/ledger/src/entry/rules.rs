//! What may be posted by hand – pure.

use kernel::{FieldError, Message, Money};
use ledger::Posting;

use super::model::TypedLine;
use crate::posting::model::AccountRow;

/// The kind of paper of what is posted by hand, as filters name it.
pub(crate) const HAND: &str = "hand";

/// Typed lines as postings; each has one amount.
pub(crate) fn postings(lines: &[TypedLine]) -> Result<Vec<Posting>, Vec<FieldError>> {
    let mut wrong = Vec::new();
    let mut postings = Vec::with_capacity(lines.len());
    for (nth, line) in lines.iter().enumerate() {
        let given = |amount: Option<Money>| amount.filter(|amount| *amount != Money::ZERO);
        match (given(line.debit), given(line.credit)) {
            (Some(amount), None) => postings.push(Posting::debit(line.book_account_id, amount)),
            (None, Some(amount)) => postings.push(Posting::credit(line.book_account_id, amount)),
            _ => wrong
                .push(FieldError { field: format!("postings.{nth}.debit"), message: Message::of("ledger-one-side") }),
        }
    }
    if wrong.is_empty() { Ok(postings) } else { Err(wrong) }
}

/// A hand moves only what no paper keeps: what a room owes, a deposit, a cashier's box change by their papers alone.
pub(crate) fn by_hand(accounts: &[AccountRow]) -> Result<(), Message> {
    match accounts.iter().find(|account| !account.holder.is_empty()) {
        Some(account) => {
            let title = if account.title.is_empty() { &account.code } else { &account.title };
            Err(Message::of("ledger-moved-by-papers").with("title", title))
        }
        None => Ok(()),
    }
}
