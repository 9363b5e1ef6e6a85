//! An expense: what it is made of, what is left of the budget, who decided and who paid.

use kernel::{Money, Result};
use maud::{Markup, html};
use module::{Context, View};
use process::runtime::{Behind, behind};
use ui::{
    Speech, Tone,
    buttons::{Offer, buttons},
    card::card,
    record,
    table::{Column, ColumnKind, simple},
};

use super::{
    model::{ExpenseLineRow, ExpenseRecord, ExpenseRow, ExpenseState, WhichExpense},
    queries, rules,
};
use crate::{
    EXPENSE_APPROVE, EXPENSE_APPROVE_ABOVE, EXPENSE_CREATE, EXPENSE_PAY, EXPENSE_REVERSE, SETTLEMENT_CREATE, word,
};

/// `/budget/expenses/{id}`
pub async fn page(cx: &mut Context, which: WhichExpense) -> Result<View> {
    let shown = queries::view(cx, which).await?;
    let speech = cx.speech();
    let expense = &shown.expense;
    let case = behind(cx, expense.org_id, expense.id).await?;
    let title = format!("{} {}", word(&speech, "expense-kind", expense.kind.word()), expense.number);
    let head = record::Head {
        kind: word(&speech, "expense-kind", expense.kind.word()),
        number: expense.number.clone(),
        title: expense.reason.clone(),
        state: (tone(expense.state), word(&speech, "expense-state", expense.state.word())),
        rings: Vec::new(),
        facts: facts(cx, &speech, &shown, case.as_ref()),
    };
    let body = html! { div.stack {
        (record::head(&head, buttons(&speech, &offers(cx, &speech, &shown, case.as_ref()))))
        (lines(cx, &speech, &shown))
    } };
    Ok(View::new(title, body).live(format!("expense:{}", expense.id)))
}

fn tone(state: ExpenseState) -> Tone {
    match state {
        ExpenseState::Waiting => Tone::Waiting,
        ExpenseState::Approved => Tone::Active,
        ExpenseState::Paid => Tone::Done,
        ExpenseState::Refused | ExpenseState::Withdrawn | ExpenseState::Reversed => Tone::Cancelled,
    }
}

fn facts(cx: &Context, speech: &Speech, shown: &ExpenseRecord, case: Option<&Behind>) -> Vec<(String, Markup)> {
    let expense = &shown.expense;
    let mut facts = vec![
        (speech.say("field-amount"), html! { b { (speech.money(expense.amount())) } " · " (shown.capital) }),
        (speech.say("field-payee"), html! { (expense.payee) }),
        (speech.say("field-spending-item-id"), html! { (expense.item_name) }),
    ];
    if let Some(left) = shown.left {
        let over = rules::over(expense.amount(), Some(left));
        facts.push((
            speech.say("budget-left"),
            html! {
                @if over { (record::badge(Tone::Late, &speech.say("budget-over"))) " " }
                (speech.say_with("budget-left-both", &[("month", &speech.money(left.to_date)), ("year", &speech.money(left.whole_year))]))
            },
        ));
    }
    if let Some(why) = &expense.over_reason {
        facts.push((speech.say("field-over-reason"), html! { (why) }));
    }
    if let Some(case) = case {
        facts.push((speech.say("case-behind"), html! { a href=(case.path()) { (case.number) } }));
    }
    facts.extend(people(cx, speech, expense));
    if !shown.files.is_empty() {
        facts.push((
            speech.say("field-invoice-files"),
            html! { @for (nth, id) in (1..).zip(&shown.files) {
                a href={ "/files/" (id) } { (speech.say_with("budget-file-nth", &[("nth", &nth.to_string())])) } " "
            } },
        ));
    }
    facts
}

fn people(cx: &Context, speech: &Speech, expense: &ExpenseRow) -> Vec<(String, Markup)> {
    let zone = cx.zone();
    let mut list = vec![(
        speech.say("field-asked-name"),
        html! { (expense.asked_name) " · " (speech.instant(expense.asked_at, zone)) },
    )];
    if let (Some(name), Some(at)) = (&expense.decided_name, expense.decided_at) {
        let remark = expense.remark.as_deref().map(|remark| format!(" · {remark}")).unwrap_or_default();
        list.push((speech.say("budget-decided"), html! { (name) " · " (speech.instant(at, zone)) (remark) }));
    }
    if let (Some(name), Some(at), Some(method)) = (&expense.paid_name, expense.paid_at, expense.method) {
        let slip = expense.reference.as_deref().map(|slip| format!(" · {slip}")).unwrap_or_default();
        let how = word(speech, "paid-from", method.word());
        list.push((
            speech.say("budget-paid-name"),
            html! { (name) " · " (speech.instant(at, zone)) " · " (how) (slip) },
        ));
    }
    if let (Some(name), Some(at), Some(why)) = (&expense.reversed_name, expense.reversed_at, &expense.reverse_reason) {
        list.push((speech.say("budget-reversed-name"), html! { (name) " · " (speech.instant(at, zone)) " · " (why) }));
    }
    list
}

fn offers(cx: &Context, speech: &Speech, shown: &ExpenseRecord, case: Option<&Behind>) -> Vec<Offer> {
    let expense = &shown.expense;
    let me = cx.actor().id;
    let may = |permission| cx.actor().may_in(permission, expense.org_id);
    let open = |action: &str| {
        let words = speech.say(&action.replace(['.', '_'], "-"));
        Offer::open(words, format!("/do/{action}?id={}&next=/budget/expenses/{}", expense.id, expense.id))
    };
    let refused =
        |action: &str, why: &str| Offer::refused(speech.say(&action.replace(['.', '_'], "-")), speech.say(why));
    let mut offers = Vec::new();
    match expense.state {
        // Its case decides and pays.
        ExpenseState::Waiting | ExpenseState::Approved if case.is_some_and(|case| case.open) => {}
        ExpenseState::Waiting if expense.asked_by == me => {
            if may(EXPENSE_APPROVE) {
                offers.push(refused("budget.expense.approve", "budget-own-expense"));
            }
            if may(EXPENSE_CREATE) {
                offers.push(open("budget.expense.withdraw"));
            }
        }
        ExpenseState::Waiting if may(EXPENSE_APPROVE) => {
            offers.push(if shown.above && !may(EXPENSE_APPROVE_ABOVE) {
                refused("budget.expense.approve", "budget-needs-above")
            } else {
                open("budget.expense.approve").icon("check").main()
            });
            offers.push(open("budget.expense.refuse").icon("x"));
        }
        ExpenseState::Approved if may(EXPENSE_PAY) => offers.push(if expense.decided_by == Some(me) {
            refused("budget.expense.pay", "budget-own-approval")
        } else {
            open("budget.expense.pay").icon("coin").main()
        }),
        _ => {}
    }
    let booked = matches!(expense.state, ExpenseState::Approved | ExpenseState::Paid);
    if booked && may(EXPENSE_REVERSE) && expense.asked_by != me {
        offers.push(open("budget.expense.reverse").icon("arrow-back-up"));
    }
    for (entry, words) in [(expense.entry_id, "budget-cost-entry"), (expense.paid_entry_id, "budget-paid-entry")] {
        if let Some(entry) = entry.filter(|_| may(EXPENSE_PAY)) {
            offers.push(Offer::open(speech.say(words), format!("/ledger/entries/{entry}")).icon("book"));
        }
    }
    offers
}

fn lines(cx: &Context, speech: &Speech, shown: &ExpenseRecord) -> Markup {
    let title = speech.say("field-expense-lines");
    let columns = [
        Column::new(speech.say("field-spent-what"), ColumnKind::Text),
        Column::new(speech.say("field-spent-on"), ColumnKind::Time),
        Column::new(speech.say("field-invoice-number"), ColumnKind::Code),
        Column::new(speech.say("field-amount"), ColumnKind::Number),
    ];
    let may_strike =
        shown.expense.state == ExpenseState::Waiting && cx.actor().may_in(SETTLEMENT_CREATE, shown.expense.org_id);
    let row = |(nth, line): (i64, &ExpenseLineRow)| {
        let amount = if line.deducted { Money::ZERO - line.amount_fen } else { line.amount_fen };
        vec![
            html! { (what(speech, line)) @if may_strike && line.deducted && line.struck_at.is_none() {
                p { a href=(strike(&shown.expense, nth)) { (speech.say("budget-settlement-strike")) } }
            } },
            html! { @if let Some(day) = line.spent_on { (speech.date(day)) } },
            html! { (line.invoice_number.as_deref().unwrap_or("—")) },
            html! { @if line.struck_at.is_some() { s { (speech.money(amount)) } } @else { (speech.money(amount)) } },
        ]
    };
    let mut rows: Vec<Vec<Markup>> = (1..).zip(&shown.lines).map(row).collect();
    let total = html! { b { (speech.money(shown.expense.amount())) } };
    rows.push(vec![html! { b { (speech.say("budget-sum")) } }, html! {}, html! {}, total]);
    card(&title, html! {}, simple(&title, &columns, &rows))
}

/// The form that strikes a deduction.
fn strike(expense: &ExpenseRow, nth: i64) -> String {
    let id = expense.id;
    format!("/do/budget.settlement.strike?id={id}&deduction_line={nth}&next=/budget/expenses/{id}")
}

/// What a line is for; a deduction with its source, and with who struck it.
fn what(speech: &Speech, line: &ExpenseLineRow) -> Markup {
    html! {
        @if line.deducted { (record::badge(Tone::Risk, &speech.say("budget-deduction"))) " " }
        @match line.case_id {
            Some(case) => a href={ "/desk/cases/" (case) } { (line.what) },
            None => (line.what),
        }
        @if let (Some(name), Some(why)) = (&line.struck_name, &line.struck_reason) {
            p.sub { (speech.say_with("budget-struck-by", &[("name", name), ("reason", why)])) }
        }
    }
}
