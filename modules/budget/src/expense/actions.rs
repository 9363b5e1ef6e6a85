//! Asking for money, deciding about what somebody else asked for, paying what somebody else approved, taking back what was wrong.

use kernel::{COMPANY, Date, Error, Message, Money, OrgId, Result, form::FileNamed};
use ledger::{
    Act, Command, EntryId, Posting, Source, chart,
    series::{Restart, Series},
};
use ledgers::Wanted;
use module::{Change, Context};
use process::runtime;

use super::{
    model::{
        ApprovalLimitRow, BudgetLeft, Claimed, CreateExpense, CreateLimit, CreateSettlement, DecideExpense,
        ExpenseKind, ExpenseLineRow, ExpenseRow, ExpenseState, PaidFrom, Paper, PayExpense, ReverseExpense,
        StrikeDeduction, WhichExpense, WhichLimit,
    },
    queries, rules, store,
};
use crate::{
    EXPENSE_APPROVE_ABOVE,
    item::{
        self,
        model::{SpendingItemId, SpendingItemRow},
    },
};

/// The series of numbers, as the tables name it.
const SERIES: &str = "expense";

/// What a new expense is, beside its lines.
struct Asked {
    org: OrgId,
    kind: ExpenseKind,
    item: SpendingItemId,
    payee: String,
    days: Option<(Date, Date)>,
    reason: String,
    over_reason: Option<String>,
    files: Vec<Paper>,
}

/// Claims money, or enters a vendor's invoice; nothing moves before it is approved.
pub async fn create(cx: &mut Context, input: CreateExpense) -> Result<WhichExpense> {
    let org = cx.community(input.org_id)?;
    let lines = rules::lines(&input.expense_lines, cx.now().date(cx.zone()))?;
    for (nth, line) in lines.iter().enumerate() {
        claimed_once(cx, org, &format!("expense_lines.{nth}.invoice_number"), line).await?;
    }
    let kind = match input.expense_kind.unwrap_or(Claimed::Claim) {
        Claimed::Claim => ExpenseKind::Claim,
        Claimed::Invoice => ExpenseKind::Invoice,
    };
    let payee = input.payee.map(|payee| payee.trim().to_owned()).filter(|payee| !payee.is_empty());
    let asked = Asked {
        org,
        kind,
        item: input.spending_item_id,
        payee: payee.unwrap_or_else(|| cx.actor().name.clone()),
        days: None,
        reason: input.expense_reason.trim().to_owned(),
        over_reason: input.over_reason,
        files: input.invoice_files.unwrap_or_default(),
    };
    entered(cx, asked, lines).await
}

/// Settles a period with a vendor: what the contract says, less what is taken off for quality – what inspections took off in the period
/// is proposed by itself.
pub async fn settle(cx: &mut Context, input: CreateSettlement) -> Result<WhichExpense> {
    let org = cx.community(input.org_id)?;
    let speech = cx.speech();
    let days = format!("{} – {}", speech.date(input.from_on), speech.date(input.to_on));
    let found = found(cx, org, &input).await?;
    let lines = rules::settled(&input, speech.say_with("budget-by-contract", &[("days", &days)]), found)?;
    if let Some(line) = lines.first() {
        claimed_once(cx, org, "invoice_number", line).await?;
    }
    let asked = Asked {
        org,
        kind: ExpenseKind::Settlement,
        item: input.spending_item_id,
        reason: speech.say_with("budget-settled-with", &[("vendor", input.vendor.trim()), ("days", &days)]),
        payee: input.vendor.trim().to_owned(),
        days: Some((input.from_on, input.to_on)),
        over_reason: input.over_reason,
        files: input.invoice_files.unwrap_or_default(),
    };
    entered(cx, asked, lines).await
}

/// What inspections of the period took off and no settlement that counts has taken off yet.
async fn found(cx: &mut Context, org: OrgId, input: &CreateSettlement) -> Result<Vec<ExpenseLineRow>> {
    let found = rounds::quality_deductions(cx, org, &input.vendor, (input.from_on, input.to_on)).await?;
    let mut lines = Vec::with_capacity(found.len());
    for one in &found {
        if !store::is_settled(cx, org, one.case_id).await? {
            lines.push(rules::found(one));
        }
    }
    Ok(lines)
}

/// Strikes a deduction with a reason while the settlement waits: it stays to be seen and is not taken off.
pub async fn strike(cx: &mut Context, input: StrikeDeduction) -> Result<WhichExpense> {
    let was = store::to_change(cx, input.id).await?;
    let mut lines = store::lines(cx, &was).await?;
    let nth = input.deduction_line.parse().unwrap_or_default();
    let at = rules::strike(&was, &lines, nth)?;
    lines[at] = ExpenseLineRow {
        struck_name: Some(cx.actor().name.clone()),
        struck_at: Some(cx.now()),
        struck_reason: Some(input.struck_reason.trim().to_owned()),
        ..lines[at].clone()
    };
    store::strike(cx, &was, nth, &lines[at]).await?;
    let (gross_fen, deducted_fen) = rules::sums(&lines);
    kept(cx, &was, ExpenseRow { gross_fen, deducted_fen, ..was.clone() }).await
}

/// An invoice is not claimed twice.
async fn claimed_once(cx: &mut Context, org: OrgId, field: &str, line: &ExpenseLineRow) -> Result<()> {
    let Some(invoice) = &line.invoice_number else { return Ok(()) };
    match store::with_invoice(cx, org, invoice).await? {
        Some(number) => {
            let message = Message::of("budget-invoice-twice").with("invoice", invoice).with("number", number);
            Err(Error::field(field, message))
        }
        None => Ok(()),
    }
}

async fn entered(cx: &mut Context, asked: Asked, lines: Vec<ExpenseLineRow>) -> Result<WhichExpense> {
    let (org, today) = (asked.org, cx.now().date(cx.zone()));
    let item = item::store::one(cx, asked.item).await?;
    if item.disabled_at.is_some() {
        return Err(Error::field("spending_item_id", Message::of("budget-item-disabled")));
    }
    let (gross_fen, deducted_fen) = rules::sums(&lines);
    let left = queries::left(cx, org, &item, today, Money::ZERO).await?;
    rules::reasoned(gross_fen - deducted_fen, left, asked.over_reason.as_deref())?;
    take_files(cx, org, &asked.files).await?;
    let id = cx.new_id();
    let series = Series { prefix: "ZC".to_owned(), restart: Restart::Monthly, width: 6 };
    let row = ExpenseRow {
        org_id: org,
        id,
        number: ledgers::number(cx, org, SERIES, &series, today, &id.to_string()).await?,
        kind: asked.kind,
        item_id: item.id,
        item_name: item.name,
        payee: asked.payee,
        from_on: asked.days.map(|(from, _)| from),
        to_on: asked.days.map(|(_, to)| to),
        gross_fen,
        deducted_fen,
        reason: asked.reason,
        over_reason: asked.over_reason.filter(|why| !why.trim().is_empty()),
        files: serde_json::to_string(&asked.files)?,
        state: ExpenseState::Waiting,
        asked_by: cx.actor().id,
        asked_name: cx.actor().name.clone(),
        asked_at: cx.now(),
        asked_on: today,
        decided_by: None,
        decided_name: None,
        decided_at: None,
        remark: None,
        entry_id: None,
        paid_by: None,
        paid_name: None,
        paid_at: None,
        method: None,
        reference: None,
        paid_entry_id: None,
        reversed_name: None,
        reversed_at: None,
        reverse_reason: None,
        version: 1,
    };
    store::insert(cx, &row, &lines).await?;
    cx.record(Change::to(org, row.id).after(&serde_json::json!({ "expense": &row, "lines": lines })));
    touched(cx, &row);
    Ok(WhichExpense { id: row.id })
}

async fn take_files(cx: &mut Context, org: OrgId, files: &[Paper]) -> Result<()> {
    let named = |(nth, paper): (usize, &Paper)| FileNamed {
        field: format!("invoice_files.{nth}"),
        id: paper.0.clone(),
        picture: false,
    };
    let named: Vec<FileNamed> = files.iter().enumerate().map(named).collect();
    cx.take_files(org, &named).await
}

/// Approves an expense: it is a cost from now on, owed to whoever is to have the money. What is left of the budget is looked at again.
pub async fn approve(cx: &mut Context, input: DecideExpense) -> Result<WhichExpense> {
    let was = store::to_change(cx, input.id).await?;
    runtime::decided_here(cx, was.org_id, was.id).await?;
    rules::decide(&was, cx.actor().id)?;
    let item = item::store::one(cx, was.item_id).await?;
    let (left, above) = queries::weighed(cx, &was, &item).await?;
    if above && !cx.actor().may_in(EXPENSE_APPROVE_ABOVE, was.org_id) {
        return cx.refuse(Message::of("budget-needs-above"));
    }
    let reason = was.over_reason.clone().or_else(|| input.remark.clone());
    over_now(was.amount(), left, reason.as_deref())?;
    let entry = booked(cx, &was, &item).await?;
    let is = ExpenseRow { state: ExpenseState::Approved, entry_id: Some(entry), ..was.clone() };
    decided(cx, &was, is, input.remark).await
}

/// What has become more than the budget since it was asked is approved with a reason, said in the remark.
fn over_now(amount: Money, left: Option<BudgetLeft>, why: Option<&str>) -> Result<()> {
    rules::reasoned(amount, left, why).map_err(|error| match error {
        Error::Invalid(fields) => Error::Invalid(
            fields.into_iter().map(|one| kernel::FieldError { field: "remark".to_owned(), ..one }).collect(),
        ),
        other => other,
    })
}

/// Refuses an expense.
pub async fn refuse(cx: &mut Context, input: DecideExpense) -> Result<WhichExpense> {
    let was = store::to_change(cx, input.id).await?;
    runtime::decided_here(cx, was.org_id, was.id).await?;
    rules::decide(&was, cx.actor().id)?;
    let is = ExpenseRow { state: ExpenseState::Refused, ..was.clone() };
    decided(cx, &was, is, input.remark).await
}

async fn decided(cx: &mut Context, was: &ExpenseRow, is: ExpenseRow, remark: Option<String>) -> Result<WhichExpense> {
    let is = ExpenseRow {
        decided_by: Some(cx.actor().id),
        decided_name: Some(cx.actor().name.clone()),
        decided_at: Some(cx.now()),
        remark,
        ..is
    };
    kept(cx, was, is).await
}

/// Takes back what one has asked for oneself, while it waits.
pub async fn withdraw(cx: &mut Context, input: WhichExpense) -> Result<WhichExpense> {
    let was = store::to_change(cx, input.id).await?;
    runtime::decided_here(cx, was.org_id, was.id).await?;
    rules::withdraw(&was, cx.actor().id)?;
    let is = ExpenseRow { state: ExpenseState::Withdrawn, ..was.clone() };
    kept(cx, &was, is).await
}

/// Pays an expense that somebody else approved.
pub async fn pay(cx: &mut Context, input: PayExpense) -> Result<WhichExpense> {
    let was = store::to_change(cx, input.id).await?;
    runtime::decided_here(cx, was.org_id, was.id).await?;
    rules::pay(&was, cx.actor().id)?;
    let from = Wanted::of(match input.paid_from {
        PaidFrom::Bank => chart::BANK,
        PaidFrom::Cash => chart::CASH,
    });
    let entry = posted(cx, &was, "budget-paid-memo", (Wanted::of(chart::PAYABLE), from)).await?;
    let is = ExpenseRow {
        state: ExpenseState::Paid,
        paid_by: Some(cx.actor().id),
        paid_name: Some(cx.actor().name.clone()),
        paid_at: Some(cx.now()),
        method: Some(input.paid_from),
        reference: input.reference.filter(|text| !text.trim().is_empty()),
        paid_entry_id: Some(entry),
        ..was.clone()
    };
    kept(cx, &was, is).await
}

/// Takes back what stands in the book: the cost, and the payment when it was made.
pub async fn reverse(cx: &mut Context, input: ReverseExpense) -> Result<WhichExpense> {
    let was = store::to_change(cx, input.id).await?;
    rules::reverse(&was, cx.actor().id)?;
    let on = cx.now().date(cx.zone());
    for entry in [was.paid_entry_id, was.entry_id].into_iter().flatten() {
        let act = Act::Reverse { of: entry, reason: input.reason.clone() };
        let memo = cx.speech().say_with("budget-reversed-memo", &[("number", &was.number)]);
        let command = Command { memo, source: Some(source(&was)), ..Command::new(cx.new_id(), on, act) };
        ledgers::post(cx, was.org_id, command).await?;
    }
    let is = ExpenseRow {
        state: ExpenseState::Reversed,
        reversed_name: Some(cx.actor().name.clone()),
        reversed_at: Some(cx.now()),
        reverse_reason: Some(input.reason),
        ..was.clone()
    };
    kept(cx, &was, is).await
}

fn source(expense: &ExpenseRow) -> Source {
    Source { kind: "expense".to_owned(), id: expense.id.to_string() }
}

/// The cost: on the line of its item, owed as a payable.
async fn booked(cx: &mut Context, expense: &ExpenseRow, item: &SpendingItemRow) -> Result<EntryId> {
    let cost = Wanted { title: item.name.clone(), ..Wanted::of(&item.book_code) };
    posted(cx, expense, "budget-booked-memo", (cost, Wanted::of(chart::PAYABLE))).await
}

async fn posted(cx: &mut Context, expense: &ExpenseRow, memo: &str, (to, from): (Wanted, Wanted)) -> Result<EntryId> {
    let entry: EntryId = cx.new_id();
    if let [to, from] = ledgers::accounts(cx, expense.org_id, &[to, from]).await?[..] {
        let postings: Vec<Posting> = rules::moved(to, from, expense.amount());
        let args = [("number", expense.number.as_str()), ("payee", &expense.payee), ("item", &expense.item_name)];
        let memo = cx.speech().say_with(memo, &args);
        let command = Command::post(entry, cx.now().date(cx.zone()), postings);
        ledgers::post(cx, expense.org_id, Command { memo, source: Some(source(expense)), ..command }).await?;
    }
    Ok(entry)
}

async fn kept(cx: &mut Context, was: &ExpenseRow, is: ExpenseRow) -> Result<WhichExpense> {
    let is = ExpenseRow { version: was.version + 1, ..is };
    store::update(cx, &is).await?;
    cx.record(Change::to(is.org_id, is.id).before(was).after(&is));
    touched(cx, &is);
    Ok(WhichExpense { id: is.id })
}

fn touched(cx: &mut Context, expense: &ExpenseRow) {
    cx.touch(format!("expense:{}", expense.id));
    cx.touch(format!("expenses:{}", expense.org_id));
}

/// Sets from when on which amount needs the higher approval.
pub async fn set_limit(cx: &mut Context, input: CreateLimit) -> Result<WhichLimit> {
    cx.within(COMPANY)?;
    let today = cx.now().date(cx.zone());
    let from_on = input.from_on.unwrap_or(today);
    if from_on < today {
        return Err(Error::field("from_on", Message::of("budget-limit-before-today")));
    }
    if input.approval_limit < Money::ZERO {
        return Err(Error::field("approval_limit", Message::of("budget-limit-below-nothing")));
    }
    let row = ApprovalLimitRow {
        id: cx.new_id(),
        from_on,
        limit_fen: input.approval_limit,
        made_name: cx.actor().name.clone(),
        made_at: cx.now(),
    };
    store::insert_limit(cx, &row).await?;
    cx.record(Change::to(COMPANY, row.id).after(&row));
    Ok(WhichLimit { id: row.id })
}
