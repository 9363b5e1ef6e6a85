//! What records say on paper, and the papers of some records set.

use std::collections::BTreeMap;

use arrears::{CaseBill, LetterFilter, LetterRecord, LetterState, WhichLetter};
use billing::OpenBill;
use kernel::{COMPANY, Date, Error, Id, Message, Money, Noun, OrgId, Result};
use ledger::capital::capital;
use module::{Ask, Context, Paging, PublicAddress};
use payment::{
    DeductionFilter, DeductionRecord, PaymentFilter, PaymentId, PaymentRecord, PaymentState, RefundFilter,
    RefundRecord, RefundState, WhichDeduction, WhichRefund,
};
use property::{PlaceId, PlaceLine};
use ui::Speech;

use super::{
    model::{Facts, Standing, Subject, Told},
    rules::{self, Setting},
};
use crate::{
    TEMPLATE,
    template::{model::DocumentKind, queries::in_use, rules::key},
};

/// Where the code on notices leads.
const OWN_BILLS: &str = "/home/bills";

/// The papers of some records of one kind and one community as a PDF, unnumbered and not noted as printed: for whoever keeps the file
/// himself. Records that have nothing to say – a household that owes nothing – are left out; none when all are.
///
/// It takes some milliseconds a paper: for whoever makes things ready before a transaction, or in a job beside it.
///
/// # Errors
/// [`Error::NotFound`] for a record outside the scope; those of the typesetter.
pub async fn set(cx: &mut Context, kind: DocumentKind, subjects: &[Subject]) -> Result<Option<Vec<u8>>> {
    let told = told(cx, kind, subjects).await?;
    let Some(first) = told.first() else { return Ok(None) };
    let layout = in_use(cx, first.org, kind).await?.layout;
    let (speech, setting) = (cx.speech(), setting(cx));
    let sheets: Vec<_> =
        told.iter().map(|one| rules::sheet(&speech, kind, &layout, &one.facts, Standing::Nth(1))).collect();
    let printed = apart(move || Ok(TEMPLATE.print(rules::document(&speech, &layout, &sheets, &setting))?)).await?;
    Ok(Some(printed.pdf))
}

/// Work on paper happens on a thread made for waiting, never where requests are answered.
pub(crate) async fn apart<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| Error::Internal(format!("setting a paper was lost: {error}")))?
}

/// Where and when papers are set.
pub(crate) fn setting(cx: &Context) -> Setting {
    Setting { at: cx.now(), zone: cx.zone(), leads: PublicAddress::of(cx, OWN_BILLS) }
}

/// What these records say, in their order; what has nothing to say is left out.
///
/// # Errors
/// [`Error::NotFound`] for one outside the scope.
pub(crate) async fn told(cx: &mut Context, kind: DocumentKind, subjects: &[Subject]) -> Result<Vec<Told>> {
    let names: BTreeMap<OrgId, String> = org::tree(cx).await?.into_iter().map(|unit| (unit.id, unit.name)).collect();
    let mut list = match kind {
        DocumentKind::Receipt => receipts(cx, subjects).await?,
        DocumentKind::RefundSlip => {
            let mut list = Vec::with_capacity(subjects.len());
            for subject in subjects {
                let shown = payment::refund(cx, WhichRefund { id: id(subject)? }).await?;
                list.push(Told { org: shown.refund.org_id, key: subject.key(), facts: refund(cx, &shown) });
            }
            list
        }
        DocumentKind::DeductionSlip => {
            let mut list = Vec::with_capacity(subjects.len());
            for subject in subjects {
                let shown = payment::deduction(cx, WhichDeduction { id: id(subject)? }).await?;
                list.push(Told { org: shown.deduction.org_id, key: subject.key(), facts: deduction(cx, &shown) });
            }
            list
        }
        DocumentKind::BillNotice | DocumentKind::DunningNotice => notices(cx, kind, subjects).await?,
        DocumentKind::CollectionLetter | DocumentKind::LawyerLetter => letters(cx, kind, subjects).await?,
        DocumentKind::Statement => statements(cx, subjects).await?,
    };
    for one in &mut list {
        one.facts.fields.insert("community", names.get(&one.org).cloned().unwrap_or_default());
    }
    Ok(list)
}

fn id<N: Noun>(subject: &Subject) -> Result<Id<N>> {
    subject.id.parse().map_err(|_| Error::NotFound)
}

async fn receipts(cx: &mut Context, subjects: &[Subject]) -> Result<Vec<Told>> {
    let ids: Vec<PaymentId> = subjects.iter().map(id).collect::<Result<_>>()?;
    let records = payment::records(cx, &ids).await?;
    if records.len() != subjects.len() {
        return Err(Error::NotFound);
    }
    let told = |(subject, record): (&Subject, &PaymentRecord)| Told {
        org: record.payment.org_id,
        key: subject.key(),
        facts: receipt(cx, record),
    };
    Ok(subjects.iter().zip(&records).map(told).collect())
}

fn receipt(cx: &Context, shown: &PaymentRecord) -> Facts {
    let (speech, payment) = (cx.speech(), &shown.payment);
    let way = |one: &payment::PaymentMethodRow| {
        let words = word(&speech, "method", one.method.word());
        let number = one.reference.as_ref().map(|number| format!(" ({number})")).unwrap_or_default();
        format!("{words} {}{number}", speech.money(one.amount_fen))
    };
    let mut rows: Vec<BTreeMap<&'static str, String>> = shown
        .lines
        .iter()
        .map(|line| {
            row([
                ("place", line.place.clone()),
                ("item", line.fee_item.clone()),
                ("period", days(line.from_on, line.to_on)),
                ("amount", speech.money(line.amount_fen)),
            ])
        })
        .collect();
    if let Some(purpose) = payment.purpose {
        rows.push(row([
            ("place", payment.places.clone()),
            ("item", word(&speech, "prepaid-for", purpose.word())),
            ("amount", speech.money(payment.prepaid_fen)),
        ]));
    }
    let tendered = (payment.change_fen > Money::ZERO)
        .then(|| format!("{} / {}", speech.money(payment.tendered_fen), speech.money(payment.change_fen)));
    Facts {
        number: payment.number.clone(),
        fields: row([
            ("place", payment.places.clone()),
            ("payer", shown.line.payer.clone().unwrap_or_default()),
            ("received_at", speech.instant(payment.received_at, cx.zone())),
            ("method", shown.methods.iter().map(way).collect::<Vec<_>>().join("、")),
            ("total", speech.money(shown.line.amount)),
            ("capital", shown.capital.clone()),
            ("note", payment.note.clone().unwrap_or_default()),
            ("cashier", payment.cashier_name.clone()),
            ("tendered", tendered.unwrap_or_default()),
        ]),
        rows,
        voided: payment.state == PaymentState::Voided,
        given_back: shown.line.refunded,
    }
}

fn refund(cx: &Context, shown: &RefundRecord) -> Facts {
    let (speech, refund) = (cx.speech(), &shown.refund);
    let purpose = match (refund.purpose, &shown.receipt) {
        (Some(purpose), _) => word(&speech, "prepaid-for", purpose.word()),
        (None, receipt) => {
            let number = receipt.as_deref().unwrap_or_default();
            speech.say_with("payment-refund-of", &[("number", number)])
        }
    };
    let fields = row([
        ("place", refund.place.clone()),
        ("purpose", purpose),
        ("total", speech.money(refund.amount_fen)),
        ("capital", shown.capital.clone()),
        ("method", word(&speech, "method", refund.method.word())),
        ("reason", refund.reason.clone()),
        ("asked_by", refund.asked_name.clone()),
        ("decided_by", refund.decided_name.clone().unwrap_or_default()),
        ("received_at", refund.decided_at.map(|at| speech.instant(at, cx.zone())).unwrap_or_default()),
    ]);
    Facts {
        number: refund.number.clone().unwrap_or_default(),
        fields,
        rows: Vec::new(),
        voided: refund.state != RefundState::Approved,
        given_back: Money::ZERO,
    }
}

fn deduction(cx: &Context, shown: &DeductionRecord) -> Facts {
    let (speech, deduction) = (cx.speech(), &shown.deduction);
    let line = |line: &payment::DeductionLineRow| {
        row([
            ("purpose", word(&speech, "prepaid-for", line.purpose.word())),
            ("item", line.fee_item.clone()),
            ("period", days(line.from_on, line.to_on)),
            ("amount", speech.money(line.amount_fen)),
        ])
    };
    Facts {
        number: deduction.number.clone(),
        fields: row([
            ("place", deduction.place.clone()),
            ("day", deduction.deducted_on.to_string()),
            ("total", speech.money(deduction.amount_fen)),
            ("capital", shown.capital.clone()),
        ]),
        rows: shown.lines.iter().map(line).collect(),
        voided: false,
        given_back: Money::ZERO,
    }
}

/// The rooms and parking spaces that papers are about, in their order.
async fn places(cx: &mut Context, subjects: &[Subject]) -> Result<Vec<PlaceLine>> {
    let ids: Vec<PlaceId> = subjects.iter().map(id).collect::<Result<_>>()?;
    let known = property::place_lines(cx, &ids).await?;
    ids.iter().map(|id| known.get(id).cloned().ok_or(Error::NotFound)).collect()
}

/// What households owe: all of it, or what was to be paid before today.
async fn notices(cx: &mut Context, kind: DocumentKind, subjects: &[Subject]) -> Result<Vec<Told>> {
    let places = places(cx, subjects).await?;
    let Some(org) = places.first().map(|place| place.org_id) else { return Ok(Vec::new()) };
    let ids: Vec<PlaceId> = places.iter().filter(|place| place.org_id == org).map(|place| place.id).collect();
    let today = cx.now().date(cx.zone());
    let mut owed: BTreeMap<PlaceId, Vec<OpenBill>> = BTreeMap::new();
    for bill in billing::open_bills(cx, org, &ids).await? {
        if kind == DocumentKind::BillNotice || bill.due_on < today {
            owed.entry(bill.place_id).or_default().push(bill);
        }
    }
    let mut list = Vec::new();
    for (subject, place) in subjects.iter().zip(&places) {
        if let Some(bills) = owed.get(&place.id) {
            let payer = payer(cx, place).await?;
            list.push(Told { org, key: subject.key(), facts: notice(&cx.speech(), today, (place, payer), bills) });
        }
    }
    Ok(list)
}

/// Who pays for a place, by his masked name.
async fn payer(cx: &mut Context, place: &PlaceLine) -> Result<String> {
    let Some(payer) = party::payer_of(cx, place.org_id, place.id).await? else { return Ok(String::new()) };
    Ok(party::person_names(cx, &[payer]).await?.remove(&payer).unwrap_or_default())
}

fn notice(speech: &Speech, today: Date, (place, payer): (&PlaceLine, String), bills: &[OpenBill]) -> Facts {
    let total: Money = bills.iter().map(|bill| bill.owed).sum();
    let line = |bill: &OpenBill| {
        row([
            ("number", bill.number.clone()),
            ("item", bill.fee_item.clone()),
            ("period", days(bill.from_on, bill.to_on)),
            ("due_on", bill.due_on.to_string()),
            ("days_late", today.days_since(bill.due_on).max(0).to_string()),
            ("amount", speech.money(bill.amount)),
            ("owed", speech.money(bill.owed)),
        ])
    };
    Facts {
        number: String::new(),
        fields: row([
            ("place", place.name.clone()),
            ("payer", payer),
            ("day", today.to_string()),
            ("total", speech.money(total)),
            ("capital", capital(total)),
        ]),
        rows: bills.iter().map(line).collect(),
        voided: false,
        given_back: Money::ZERO,
    }
}

/// The letters of a kind, each as it was when it was issued, to the whole name of whoever is to pay.
async fn letters(cx: &mut Context, kind: DocumentKind, subjects: &[Subject]) -> Result<Vec<Told>> {
    let mut list = Vec::with_capacity(subjects.len());
    for subject in subjects {
        let shown = arrears::letter(cx, WhichLetter { id: id(subject)? }).await?;
        if rules::letter_kind(kind) != Some(shown.letter.kind) {
            return Err(Error::NotFound);
        }
        let payer = shown.letter.payer_id;
        let name = party::full_names(cx, &[payer]).await?.remove(&payer).unwrap_or_default();
        list.push(Told { org: shown.letter.org_id, key: subject.key(), facts: letter(&cx.speech(), name, &shown) });
    }
    Ok(list)
}

fn letter(speech: &Speech, payer: String, shown: &LetterRecord) -> Facts {
    let letter = &shown.letter;
    let line = |line: &CaseBill| {
        row([
            ("number", line.number.clone()),
            ("item", line.fee_item.clone()),
            ("period", days(line.from_on, line.to_on)),
            ("due_on", line.due_on.to_string()),
            ("days_late", letter.issued_on.days_since(line.due_on).to_string()),
            ("owed", speech.money(line.owed)),
        ])
    };
    Facts {
        number: letter.number.clone(),
        fields: row([
            ("place", letter.place.clone()),
            ("payer", payer),
            ("day", letter.issued_on.to_string()),
            ("pay_until", letter.pay_until_on.to_string()),
            ("total", speech.money(letter.amount_fen)),
            ("capital", capital(letter.amount_fen)),
        ]),
        rows: shown.lines.iter().map(line).collect(),
        voided: letter.state == LetterState::Voided,
        given_back: Money::ZERO,
    }
}

/// What stood and moved on the account of each household.
async fn statements(cx: &mut Context, subjects: &[Subject]) -> Result<Vec<Told>> {
    let places = places(cx, subjects).await?;
    let today = cx.now().date(cx.zone());
    let mut list = Vec::with_capacity(subjects.len());
    for (subject, place) in subjects.iter().zip(&places) {
        let (from, until) = subject.days.unwrap_or((rules::year_of(today), today));
        let wanted = billing::receivable(place.id, &place.name);
        let account = ledgers::statement(cx, place.org_id, &wanted, (from, until)).await?;
        if account.as_ref().is_some_and(|account| account.more) {
            return Err(Error::Broken(Message::of("document-statement-long")));
        }
        let speech = cx.speech();
        let (opening, closing) = account.as_ref().map_or_else(Default::default, |a| (a.opening, a.closing));
        let line = |line: &ledgers::StatementLine| {
            row([
                ("on", line.on.to_string()),
                ("memo", line.memo.clone()),
                ("debit", amount(&speech, line.debit)),
                ("credit", amount(&speech, line.credit)),
                ("balance", speech.money(line.balance)),
            ])
        };
        let rows = account.iter().flat_map(|account| account.lines.iter().map(line)).collect();
        let fields = row([
            ("place", place.name.clone()),
            ("payer", payer(cx, place).await?),
            ("period", days(from, until)),
            ("day", today.to_string()),
            ("opening", speech.money(opening)),
            ("closing", speech.money(closing)),
            ("capital", capital(closing)),
        ]);
        let facts = Facts { fields, rows, ..Facts::default() };
        list.push(Told { org: place.org_id, key: subject.key(), facts });
    }
    Ok(list)
}

fn row<const N: usize>(words: [(&'static str, String); N]) -> BTreeMap<&'static str, String> {
    words.into_iter().collect()
}

fn amount(speech: &Speech, amount: Money) -> String {
    if amount == Money::ZERO { String::new() } else { speech.money(amount) }
}

fn days(from: Date, until: Date) -> String {
    format!("{from} – {until}")
}

fn word(speech: &Speech, field: &str, word: &str) -> String {
    speech.say(&format!("choice-{field}-{}", key(word)))
}

/// A record of late of which there are papers of this kind, in a community or anywhere in the scope for the company; by its written id.
pub(crate) async fn recent(cx: &mut Context, org: OrgId, kind: DocumentKind) -> Result<Option<String>> {
    let orgs = if org == COMPANY { cx.scope().0.iter().copied().collect() } else { vec![org] };
    let today = cx.now().date(cx.zone());
    for org in orgs {
        let found = match kind {
            DocumentKind::Receipt => {
                let filter = PaymentFilter { org_id: Some(org), ..PaymentFilter::default() };
                payment::payments(cx, last(filter)).await?.rows.first().map(|one| one.id.to_string())
            }
            DocumentKind::RefundSlip => {
                let refund_state = Some(RefundState::Approved);
                let filter = RefundFilter { org_id: Some(org), refund_state, ..RefundFilter::default() };
                payment::refunds(cx, last(filter)).await?.rows.first().map(|one| one.id.to_string())
            }
            DocumentKind::DeductionSlip => {
                let filter = DeductionFilter { org_id: Some(org), ..DeductionFilter::default() };
                payment::deductions(cx, last(filter)).await?.rows.first().map(|one| one.id.to_string())
            }
            DocumentKind::CollectionLetter | DocumentKind::LawyerLetter => {
                let letter_kind = rules::letter_kind(kind);
                let filter = LetterFilter { org_id: Some(org), letter_kind, ..LetterFilter::default() };
                arrears::letters(cx, last(filter)).await?.rows.first().map(|one| one.id.to_string())
            }
            DocumentKind::BillNotice | DocumentKind::DunningNotice => owing(cx, org, today).await?,
            DocumentKind::Statement => {
                let places = billing::places_overdue(cx, org, today.plus_days(366)).await?;
                places.first().map(ToString::to_string)
            }
        };
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

fn last<Q>(filter: Q) -> Ask<Q> {
    Ask { filter, page: Paging { limit: Some(1), ..Paging::default() } }
}

/// A place that owes something overdue.
async fn owing(cx: &mut Context, org: OrgId, today: Date) -> Result<Option<String>> {
    let mut places = billing::places_overdue(cx, org, today).await?;
    places.truncate(100);
    let open = billing::open_bills(cx, org, &places).await?;
    Ok(open.iter().find(|bill| bill.due_on < today).map(|bill| bill.place_id.to_string()))
}
