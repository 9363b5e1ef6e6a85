//! Papers as entries: which accounts a bill, a payment, a deposit or a refund moves. Lines of nothing are left out.

use kernel::Money;
use ledger::{AccountId, Posting};

fn entry(debits: &[(AccountId, Money)], credits: &[(AccountId, Money)]) -> Vec<Posting> {
    let given = |list: &[(AccountId, Money)]| -> Vec<(AccountId, Money)> {
        list.iter().copied().filter(|(_, amount)| *amount != Money::ZERO).collect()
    };
    let debits = given(debits).into_iter().map(|(account, amount)| Posting::debit(account, amount));
    debits.chain(given(credits).into_iter().map(|(account, amount)| Posting::credit(account, amount))).collect()
}

fn sum(list: &[(AccountId, Money)]) -> Money {
    list.iter().map(|(_, amount)| *amount).sum()
}

/// A bill: each payer owes his share; it is income, or money collected for others.
pub fn billed(shares: &[(AccountId, Money)], earned: AccountId) -> Vec<Posting> {
    entry(shares, &[(earned, sum(shares))])
}

/// A payment: into cash, bank or clearing; off what was owed; the rest is a prepayment.
pub fn paid(into: AccountId, applied: &[(AccountId, Money)], rest: Option<(AccountId, Money)>) -> Vec<Posting> {
    let mut credits = applied.to_vec();
    credits.extend(rest);
    entry(&[(into, sum(&credits))], &credits)
}

/// A prepayment pays what is owed.
pub fn deducted(prepaid: AccountId, applied: &[(AccountId, Money)]) -> Vec<Posting> {
    entry(&[(prepaid, sum(applied))], applied)
}

/// Money goes back: a prepayment, a deposit or what was paid too much, out of cash, bank or clearing.
pub fn given_back(of: AccountId, ways: &[(AccountId, Money)]) -> Vec<Posting> {
    entry(&[(of, sum(ways))], ways)
}

/// A credit note: what was owed is owed no more, and no income.
pub fn credited(waived: AccountId, receivable: AccountId, amount: Money) -> Vec<Posting> {
    entry(&[(waived, amount)], &[(receivable, amount)])
}

/// A claim is given up as lost.
pub fn written_off(lost: AccountId, receivable: AccountId, amount: Money) -> Vec<Posting> {
    entry(&[(lost, amount)], &[(receivable, amount)])
}

/// A deposit comes in, or money nobody knows yet for what.
pub fn taken_in(into: AccountId, held: AccountId, amount: Money) -> Vec<Posting> {
    entry(&[(into, amount)], &[(held, amount)])
}

/// Money in suspense is known at last: off what was owed, the rest a prepayment.
pub fn recognised(
    suspense: AccountId,
    applied: &[(AccountId, Money)],
    rest: Option<(AccountId, Money)>,
) -> Vec<Posting> {
    paid(suspense, applied, rest)
}

/// A channel pays out what it has taken, less its fee.
pub fn paid_out(bank: AccountId, fee: AccountId, clearing: AccountId, amount: Money, kept: Money) -> Vec<Posting> {
    entry(&[(bank, amount - kept), (fee, kept)], &[(clearing, amount)])
}
