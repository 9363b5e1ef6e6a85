//! Which accounts of the book are the bank's, and which are on their way to it – pure.

use kernel::{Date, Error, Message, Money, Result};
use ledger::chart;
use payment::Method;

use super::model::NotBanked;

/// Whether an account is the one the bank's statement is of: what transfers come into, and what was brought without saying more.
fn is_banks(code: &str) -> bool {
    code == chart::BANK || code == format!("{}.{}", chart::BANK, Method::Transfer.word())
}

/// The codes of all accounts of money: cash, the bank by way, channels.
pub(crate) fn codes() -> Vec<String> {
    let ways = Method::ALL.iter().map(|method| format!("{}.{}", chart::BANK, method.word()));
    [chart::CASH, chart::BANK, chart::CLEARING].map(str::to_owned).into_iter().chain(ways).collect()
}

/// What the book says of the bank's account, and what stands on the others.
pub(crate) fn apart(standing: Vec<(String, Money)>) -> (Money, Vec<NotBanked>) {
    let (banks, others): (Vec<_>, Vec<_>) = standing.into_iter().partition(|(code, _)| is_banks(code));
    let others = others.into_iter().filter(|(_, amount)| *amount != Money::ZERO);
    (
        banks.into_iter().map(|(_, amount)| amount).sum(),
        others.map(|(code, amount)| NotBanked { code, amount }).collect(),
    )
}

/// A day is told once it is over, or today.
pub(crate) fn day(day: Date, today: Date) -> Result<()> {
    if day <= today {
        Ok(())
    } else {
        Err(Error::field("day", Message::of("online-transfer-not-yet").with("day", day)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_codes_and_cash_are_on_their_way_to_the_bank() {
        let standing = |code: &str, amount| (code.to_owned(), Money(amount));
        let (book, others) = apart(vec![
            standing("1002", 500),
            standing("1002.transfer", 70),
            standing("1002.card", 30),
            standing("1001", 20),
            standing("1012", 0),
        ]);
        let others: Vec<_> = others.iter().map(|one| (one.code.as_str(), one.amount.0)).collect();
        assert_eq!((book, others), (Money(570), vec![("1002.card", 30), ("1001", 20)]));
    }
}
