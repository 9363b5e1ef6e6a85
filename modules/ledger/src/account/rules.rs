//! What an account may be called, and when it ends – pure.

use kernel::{Date, Message, Money};
use ledger::{Side, Totals};

use crate::posting::{
    model::{AccountKind, AccountRow},
    rules::nature,
};

/// The code as it is kept: four digits, below them words with dots between; its line must be in the chart.
pub(crate) fn code(typed: &str) -> Result<String, Message> {
    let code = typed.trim().to_ascii_lowercase();
    let mut parts = code.split('.');
    let top = parts.next().unwrap_or_default();
    let number = top.len() == 4 && top.bytes().all(|b| b.is_ascii_digit());
    let word = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    if !number || !parts.all(word) || nature(&code).is_none() {
        return Err(Message::of("ledger-unknown-code"));
    }
    Ok(code)
}

/// The balance on the side on which an account of this kind grows.
pub(crate) fn balance(kind: AccountKind, totals: &Totals) -> Money {
    totals.balance(ledger::Kind::from(kind).normal())
}

/// What of the balance is promised elsewhere.
pub(crate) fn held(kind: AccountKind, totals: &Totals) -> Money {
    match ledger::Kind::from(kind).normal() {
        Side::Debit => Money(totals.held_credits),
        Side::Credit => Money(totals.held_debits),
    }
}

/// Whether an account can end: empty, nothing on hold, and not papers' own.
pub(crate) fn may_end(account: &AccountRow, on: Date) -> Result<(), Message> {
    let totals = account.totals();
    if !account.holder.is_empty() {
        return Err(Message::of("ledger-moved-by-papers").with("title", &account.title));
    }
    if balance(account.kind, &totals) != Money::ZERO || totals.held_debits != 0 || totals.held_credits != 0 {
        return Err(Message::of("ledger-not-empty").with("balance", balance(account.kind, &totals)));
    }
    if account.opened_on.is_some_and(|opened| on <= opened) {
        return Err(Message::of("ledger-ends-before"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_a_line_of_the_chart_or_below_one() {
        for (typed, kept) in
            [("6602", Some("6602")), (" 6602.Office ", Some("6602.office")), ("1002.01", Some("1002.01"))]
        {
            assert_eq!(code(typed).ok().as_deref(), kept, "{typed}");
        }
        for typed in ["", "66", "9999", "6602.", "6602.办公", "6602..a", "六六"] {
            assert!(code(typed).is_err(), "{typed}");
        }
    }
}
