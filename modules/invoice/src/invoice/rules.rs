//! Who may stand on an invoice, what may be on it, and what becomes of it – pure.

use kernel::{Error, FieldError, Message, Money, Result};
use payment::{PaymentRecord, PaymentState};

use super::model::{Buyer, BuyerKind, CreateInvoice, Held, InvoiceKind, InvoiceLineRow, InvoiceRow, InvoiceState};

/// The characters of a unified social credit code (GB 32100-2015), in the order of their values.
const CHARACTERS: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Whether a tax number is one: 18 characters, the last of which follows from the others (GB 32100-2015).
pub(crate) fn is_tax_number(text: &str) -> bool {
    let values: Option<Vec<usize>> =
        text.bytes().map(|one| CHARACTERS.iter().position(|known| *known == one)).collect();
    let Some(values) = values.filter(|values| values.len() == 18) else { return false };
    let weighed = values.iter().take(17).fold((0, 1), |(sum, weight), value| (sum + value * weight, weight * 3 % 31)).0;
    values.last().is_some_and(|last| *last == (31 - weighed % 31) % 31)
}

/// An address of electronic mail as people write them: one `@`, a name before it and a domain behind it.
fn is_email(text: &str) -> bool {
    let Some((name, domain)) = text.split_once('@') else { return false };
    let clean = text.chars().all(|one| one.is_ascii_graphic()) && !domain.contains('@');
    clean && !name.is_empty() && domain.split('.').count() > 1 && domain.split('.').all(|part| !part.is_empty())
}

/// To whom an invoice is made out.
///
/// # Errors
/// [`Error::Invalid`] at each field that is wrong.
pub(crate) fn buyer(input: &CreateInvoice) -> Result<Buyer> {
    let said =
        |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let (tax_number, email) = (said(&input.tax_number).map(|id| id.to_ascii_uppercase()), said(&input.email));
    let mut errors = Vec::new();
    let mut wrong = |field: &str, key: &'static str| {
        errors.push(FieldError { field: field.to_owned(), message: Message::of(key) });
    };
    match (input.buyer_kind, &tax_number) {
        (BuyerKind::Company, None) => wrong("tax_number", "invoice-tax-number-wanted"),
        (BuyerKind::Company, Some(id)) if !is_tax_number(id) => wrong("tax_number", "invoice-tax-number-wrong"),
        (BuyerKind::Person, Some(_)) => wrong("tax_number", "invoice-tax-number-of-person"),
        _ => {}
    }
    if email.as_deref().is_some_and(|email| !is_email(email)) {
        wrong("email", "invoice-email-wrong");
    }
    if input.invoice_title.trim().is_empty() {
        wrong("invoice_title", "invalid-required");
    }
    let title = input.invoice_title.trim().to_owned();
    if errors.is_empty() { Ok(Buyer { title, tax_number, email }) } else { Err(Error::Invalid(errors)) }
}

/// What of these receipts can go on an invoice: what was paid of bills, was not given back, is not voided and on no living invoice.
pub(crate) fn open(payments: &[PaymentRecord], held: &[Held]) -> Vec<InvoiceLineRow> {
    let counts = payments.iter().filter(|one| one.payment.state == PaymentState::Received);
    counts
        .flat_map(|one| {
            one.lines.iter().map(|line| InvoiceLineRow {
                payment_id: one.payment.id,
                receipt: one.payment.number.clone(),
                bill_id: line.bill_id,
                place: line.place.clone(),
                fee_item: line.fee_item.clone(),
                from_on: line.from_on,
                to_on: line.to_on,
                amount_fen: line.amount_fen - one.given_back(line.bill_id),
            })
        })
        .filter(|line| line.amount_fen > Money::ZERO)
        .filter(|line| !held.contains(&Held { payment_id: line.payment_id, bill_id: line.bill_id }))
        .collect()
}

/// Whether an invoice says more than its receipts: one was voided, or a part of one was given back, since.
pub(crate) fn is_stale(lines: &[InvoiceLineRow], payments: &[PaymentRecord]) -> bool {
    let stands = |line: &InvoiceLineRow| {
        let of = payments.iter().find(|one| one.payment.id == line.payment_id);
        let paid = of.filter(|one| one.payment.state == PaymentState::Received).and_then(|one| {
            let paid = one.lines.iter().find(|paid| paid.bill_id == line.bill_id)?;
            Some(paid.amount_fen - one.given_back(line.bill_id))
        });
        paid.is_some_and(|paid| paid >= line.amount_fen)
    };
    !lines.iter().all(stands)
}

/// What is on an invoice that is asked for.
///
/// # Errors
/// [`Error::Invalid`] at `payment_ids` when nothing is, or the receipts are those of several communities or payers.
pub(crate) fn lines(payments: &[PaymentRecord], held: &[Held]) -> Result<Vec<InvoiceLineRow>> {
    let wrong = |key: &'static str| Err(Error::field("payment_ids", Message::of(key)));
    let Some(first) = payments.first() else { return wrong("invoice-receipt-wanted") };
    let (org, payer) = (first.payment.org_id, first.payment.payer_id);
    if payments.iter().any(|one| one.payment.org_id != org || one.payment.payer_id != payer) {
        return wrong("invoice-receipts-of-one");
    }
    let lines = open(payments, held);
    if lines.is_empty() { wrong("invoice-nothing-left") } else { Ok(lines) }
}

/// One that nobody has sent yet can be cancelled.
pub(crate) fn cancel(invoice: &InvoiceRow) -> Result<()> {
    if invoice.state == InvoiceState::Asked { Ok(()) } else { Err(Error::broken("invoice-sent-already")) }
}

/// One that was issued can be taken back, by a red one.
pub(crate) fn reverse(invoice: &InvoiceRow) -> Result<()> {
    if invoice.kind == InvoiceKind::Red {
        return Err(Error::broken("invoice-red-stays"));
    }
    if invoice.state == InvoiceState::Issued { Ok(()) } else { Err(Error::broken("invoice-not-issued")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tax_number_is_held_against_its_check_digit() {
        for (text, right) in [
            ("91350100M000100Y43", true),
            ("91350100M000100Y44", false),
            ("91350100M000100Y4", false),
            ("91350100I000100Y43", false),
            ("19350100M000100Y43", false),
            ("", false),
        ] {
            assert_eq!(is_tax_number(text), right, "{text}");
        }
    }

    #[test]
    fn what_is_wrong_about_a_buyer_is_told_at_its_field() {
        let input = |buyer_kind, tax_number: Option<&str>, email: Option<&str>| CreateInvoice {
            payment_ids: Vec::new(),
            buyer_kind,
            invoice_title: "翠湖商贸有限公司".to_owned(),
            tax_number: tax_number.map(str::to_owned),
            email: email.map(str::to_owned),
        };
        let told = |input: CreateInvoice| match buyer(&input) {
            Err(Error::Invalid(errors)) => errors.into_iter().map(|one| one.field).collect::<Vec<_>>().join(" "),
            Ok(_) => String::new(),
            Err(other) => panic!("{other}"),
        };
        let id = Some("91350100m000100y43");
        for (asked, wrong) in [
            (input(BuyerKind::Company, id, Some("a@b.cn")), ""),
            (input(BuyerKind::Company, None, None), "tax_number"),
            (input(BuyerKind::Company, Some("91350100M000100Y44"), Some("a@b")), "tax_number email"),
            (input(BuyerKind::Person, id, None), "tax_number"),
            (input(BuyerKind::Person, None, Some("王@b.cn")), "email"),
            (input(BuyerKind::Person, None, Some("a@b..cn")), "email"),
            (input(BuyerKind::Person, None, None), ""),
        ] {
            assert_eq!(told(asked), wrong);
        }
    }
}
