//! 预算与支出: a year is planned, approved by somebody else, spent within it, and compared with the book to the fen.

mod workbook;

use kernel::{ActorKind, COMPANY};
use module::Caller;
use serde_json::{Value, json};
use testkit::{Workshop, refused};
use uuid::Uuid;

/// The money people of a community with the usual items, each with the permissions that ship with his post.
struct Office {
    shop: Workshop,
    accountant: Caller,
    lead: Caller,
    manager: Caller,
    director: Caller,
    cashier: Caller,
    steward: Caller,
}

impl Office {
    async fn open() -> Self {
        let shop = Workshop::open().await;
        let bearer = |nth, name, role| shop.bearer(ActorKind::Staff, Uuid::from_u128(nth), name, role);
        let office = Self {
            accountant: bearer(41, "邵芸", "accountant"),
            lead: bearer(42, "许曼丽", "finance_lead"),
            manager: bearer(43, "周敏", "manager"),
            director: bearer(44, "顾伟", "director"),
            cashier: bearer(45, "戴静", "cashier"),
            steward: bearer(46, "林晓", "steward"),
            shop,
        };
        let company = office.shop.staff(47, "总部会计", "accountant", &[COMPANY]);
        let added = office.shop.done(&company, "budget.spending_item.add_usual", json!({})).await;
        assert_eq!(added["count"], json!(12));
        let again = office.shop.done(&company, "budget.spending_item.add_usual", json!({})).await;
        assert_eq!(again["count"], json!(0), "what is there stays");
        office
    }

    async fn item(&self, code: &str) -> Value {
        let rows = self.shop.rows(&self.accountant, "budget.spending_item.list", json!({"limit": 50})).await;
        rows.iter().find(|row| row["code"] == code).unwrap_or_else(|| panic!("no item {code}"))["id"].clone()
    }

    /// A budget of 2026 in force: 12,000 yuan for the office, 120,000 for lifts and the like.
    async fn planned(&self) -> Value {
        let made = self.shop.done(&self.accountant, "budget.budget.create", json!({"year": 2026})).await;
        let cells = "科目\t全年\n行政办公\t12,000.00\nmaintenance\t120000";
        self.shop.done(&self.accountant, "budget.budget.paste", json!({"id": made["id"], "pasted_cells": cells})).await;
        self.shop.done(&self.accountant, "budget.budget.submit", json!({"id": made["id"]})).await;
        self.shop.done(&self.director, "budget.budget.approve", json!({"id": made["id"]})).await;
        made["id"].clone()
    }

    async fn claim(&self, who: &Caller, fen: i64, more: Value) -> Value {
        let mut input = json!({
            "spending_item_id": self.item("office").await, "expense_reason": "打印纸和墨盒",
            "expense_lines": [{"spent_what": "打印纸", "amount": fen}],
        });
        input.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
        self.shop.done(who, "budget.expense.create", input).await["id"].clone()
    }

    async fn refuses(&self, who: &Caller, action: &str, input: Value) -> String {
        refused(self.shop.act(who, action, input).await)
    }

    async fn expense(&self, id: &Value) -> Value {
        self.shop.answer(&self.accountant, "budget.expense.view", json!({"id": id})).await
    }

    /// What stands on the accounts of a code, on the side on which they grow.
    async fn book(&self, code: &str) -> i64 {
        let accounts = self.shop.rows(&self.accountant, "ledger.book_account.list", json!({"limit": 500})).await;
        let of = accounts.iter().filter(|account| account["code"] == code);
        of.map(|account| account["balance"].as_i64().unwrap_or_default()).sum()
    }

    async fn variance(&self, code: &str) -> Value {
        let found = self.shop.answer(&self.manager, "budget.variance.view", json!({"year": 2026, "month": 11})).await;
        let item = self.item(code).await;
        let lines = found["lines"].as_array().expect("lines");
        lines.iter().find(|line| line["spending_item_id"] == item).cloned().unwrap_or_default()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_year_is_planned_by_one_and_put_in_force_by_another() {
    let office = Office::open().await;
    let (shop, accountant) = (&office.shop, &office.accountant);
    let id = shop.done(accountant, "budget.budget.create", json!({"year": 2026})).await["id"].clone();
    let twice = office.refuses(accountant, "budget.budget.create", json!({"year": 2026})).await;
    assert_eq!(twice, "budget-there-already");
    assert_eq!(office.refuses(accountant, "budget.budget.submit", json!({"id": id})).await, "budget-of-nothing");
    // The grid: a year that is spread to the fen, and months.
    let (office_item, energy) = (office.item("office").await, office.item("energy").await);
    let rows = json!([
        {"spending_item_id": office_item, "whole_year": 1_000_000, "m1": 5},
        {"spending_item_id": energy, "m1": 500_000, "m12": 700_000},
    ]);
    shop.done(accountant, "budget.budget.fill", json!({"id": id, "budget_rows": rows})).await;
    let wrong = json!({"id": id, "budget_rows": [{"spending_item_id": energy, "m7": -1}]});
    let refused = shop.act(accountant, "budget.budget.fill", wrong).await;
    let Err(kernel::Error::Invalid(fields)) = refused else { panic!("{refused:?}") };
    assert_eq!(fields[0].field, "budget_rows.0.m7");
    let shown = shop.answer(accountant, "budget.budget.view", json!({"id": id})).await;
    assert_eq!(shown["budget"]["total_fen"], json!(2_200_000));
    let line = shown["lines"].as_array().unwrap().iter().find(|line| line["spending_item_id"] == office_item).unwrap();
    let months: Vec<i64> = line["months"].as_array().unwrap().iter().map(|m| m.as_i64().unwrap()).collect();
    assert_eq!(
        (months.iter().sum::<i64>(), months.iter().max().unwrap() - months.iter().min().unwrap()),
        (1_000_000, 1)
    );
    let page = shop.shown(accountant, "budget.budget.page", json!({"id": id})).await;
    assert!(page.contains("name=\"budget_rows.0.m12\"") && page.contains("从表格粘贴"), "{page}");
    let registry = &shop.platform.registry;
    let line = registry.pages().find(|page| page.name == "budget.budget.download").expect("a page");
    let file = shop.platform.show(accountant, line, json!({"id": id})).await.expect("a file").download.expect("a file");
    assert_eq!((file.name.as_str(), file.bytes.is_empty()), ("budget-2026-1.xlsx", false));
    // What it holds can be copied back: an item, twelve months, their sum, which must agree.
    let months = format!("公区能耗\t5000.00{}\t7000.00", "\t0.00".repeat(10));
    let torn = json!({"id": id, "pasted_cells": format!("{months}\t12000.01")});
    assert_eq!(office.refuses(accountant, "budget.budget.paste", torn).await, "budget-paste-total");
    let whole = json!({"id": id, "pasted_cells": format!("{months}\t12000.00")});
    shop.done(accountant, "budget.budget.paste", whole).await;
    // Pasting names the line that is wrong and keeps the rest as it was.
    let paste = |cells: &str| json!({"id": id, "pasted_cells": cells});
    let wrong = office.refuses(accountant, "budget.budget.paste", paste("公区能耗\t1\t2")).await;
    assert_eq!(wrong, "budget-paste-months");

    let which = json!({"id": id});
    shop.done(accountant, "budget.budget.submit", which.clone()).await;
    assert_eq!(office.refuses(accountant, "budget.budget.paste", paste("公区能耗\t1")).await, "budget-not-a-draft");
    let himself = shop.staff(41, "邵芸", "director", &[shop.here]);
    assert_eq!(office.refuses(&himself, "budget.budget.approve", which.clone()).await, "budget-own-budget");
    let forbidden = office.refuses(&office.manager, "budget.budget.approve", which.clone()).await;
    assert!(forbidden.starts_with("error-forbidden"), "{forbidden}");
    shop.done(&office.director, "budget.budget.approve", which.clone()).await;

    // What is in force is changed by another edition only.
    let amend = json!({"id": id, "reason": "电价上调"});
    let second = shop.done(accountant, "budget.budget.amend", amend.clone()).await["id"].clone();
    assert_eq!(office.refuses(accountant, "budget.budget.amend", amend).await, "budget-drafted-already");
    let paste = json!({"id": second, "pasted_cells": "公区能耗\t2,400,000"});
    shop.done(accountant, "budget.budget.paste", paste).await;
    shop.done(accountant, "budget.budget.submit", json!({"id": second})).await;
    shop.done(&office.lead, "budget.budget.approve", json!({"id": second})).await;
    let list = shop.rows(&office.manager, "budget.budget.list", json!({"year": 2026})).await;
    let told: Vec<_> = list.iter().map(|b| (b["edition"].clone(), b["budget_state"].clone())).collect();
    assert_eq!(told, [(json!(2), json!("in_force")), (json!(1), json!("replaced"))]);
    assert_eq!(list[0]["budget_total"], json!(1_000_000 + 240_000_000), "what was not pasted is taken over");
    let read = shop.shown(&office.manager, "budget.budget.page", json!({"id": second})).await;
    assert!(
        read.contains("2026 年预算") && read.contains("电价上调") && !read.contains("name=\"budget_rows"),
        "{read}"
    );

    // Next year begins with this year's budget.
    let next = json!({"year": 2027, "begins_with": "last_budget"});
    let next = shop.done(accountant, "budget.budget.create", next).await["id"].clone();
    let next = shop.answer(accountant, "budget.budget.view", json!({"id": next})).await;
    assert_eq!(next["budget"]["total_fen"], list[0]["budget_total"]);
    shop.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn money_is_asked_for_approved_and_paid_by_three_people() {
    let office = Office::open().await;
    let (shop, steward) = (&office.shop, &office.steward);
    office.planned().await;
    let file = shop.brought(steward, "发票.pdf", "application/pdf").await;
    let file = kernel::Id::<store::files::File>::from_uuid(file).to_string();
    let line = json!([{"spent_what": "打印纸", "amount": 26_000, "invoice_number": "26312000"}]);
    let id = office.claim(steward, 0, json!({"expense_lines": line, "invoice_files": [file]})).await;
    let again =
        json!({"spending_item_id": office.item("office").await, "expense_reason": "又来", "expense_lines": line});
    assert_eq!(office.refuses(&office.manager, "budget.expense.create", again).await, "budget-invoice-twice");
    let shown = office.expense(&id).await;
    assert_eq!((&shown["expense"]["number"], &shown["capital"]), (&json!("ZC202611-000001"), &json!("贰佰陆拾元整")));
    assert_eq!((&shown["left"]["whole_year"], &shown["above"]), (&json!(1_200_000), &json!(false)));
    assert_eq!(office.variance("office").await["committed"], json!(26_000));
    assert_eq!(office.book("6602").await, 0, "nothing is spent before it is approved");

    let which = json!({"id": id});
    let page = shop.shown(&office.manager, "budget.expense.page", which.clone()).await;
    assert!(page.contains("批准支出") && page.contains("12,000.00"), "{page}");
    shop.done(&office.manager, "budget.expense.approve", which.clone()).await;
    assert_eq!(office.refuses(&office.lead, "budget.expense.approve", which.clone()).await, "budget-expense-decided");
    assert_eq!((office.book("6602").await, office.book("2202").await), (26_000, 26_000));
    let spent = office.variance("office").await;
    assert_eq!((&spent["in_month"]["actual"], &spent["committed"]), (&json!(26_000), &json!(0)));
    assert_eq!(spent["to_date"], json!({"budget": 1_100_000, "actual": 26_000, "left": 1_074_000, "percent": 2}));

    let pay = json!({"id": id, "paid_from": "bank", "reference": "8801"});
    let approver = shop.staff(43, "周敏", "cashier", &[shop.here]);
    assert_eq!(office.refuses(&approver, "budget.expense.pay", pay.clone()).await, "budget-own-approval");
    shop.done(&office.cashier, "budget.expense.pay", pay.clone()).await;
    assert_eq!(office.refuses(&office.cashier, "budget.expense.pay", pay).await, "budget-paid-already");
    assert_eq!((office.book("2202").await, office.book("1002").await), (0, -26_000));

    // Taken back, never edited: cost and payment both.
    let back = json!({"id": id, "reason": "重复报销"});
    shop.done(&office.accountant, "budget.expense.reverse", back.clone()).await;
    assert_eq!(office.refuses(&office.accountant, "budget.expense.reverse", back).await, "budget-reversed-already");
    assert_eq!((office.book("6602").await, office.book("2202").await, office.book("1002").await), (0, 0, 0));

    // Nobody decides about his own; a colleague's claim is nobody's business, but one's own can be taken back.
    let own = office.claim(&office.manager, 5_000, json!({})).await;
    assert_eq!(
        office.refuses(&office.manager, "budget.expense.approve", json!({"id": own})).await,
        "budget-own-expense"
    );
    let seen = shop.rows(steward, "budget.expense.list", json!({})).await;
    assert_eq!(seen.iter().map(|row| row["id"].clone()).collect::<Vec<_>>(), std::slice::from_ref(&id));
    let strange = shop.ask(steward, "budget.expense.view", json!({"id": own})).await;
    assert!(matches!(strange, Err(kernel::Error::NotFound)), "{strange:?}");
    shop.done(&office.manager, "budget.expense.withdraw", json!({"id": own})).await;
    shop.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn above_the_limit_or_the_budget_the_director_decides() {
    let office = Office::open().await;
    let (shop, steward) = (&office.shop, &office.steward);
    office.planned().await;
    let big = office.claim(steward, 300_001, json!({})).await;
    assert_eq!(
        office.refuses(&office.manager, "budget.expense.approve", json!({"id": big})).await,
        "budget-needs-above"
    );
    let page = shop.shown(&office.manager, "budget.expense.page", json!({"id": big})).await;
    assert!(page.contains("须由总经理审批"), "{page}");
    shop.done(&office.director, "budget.expense.approve", json!({"id": big})).await;

    // The limit is the company's to set, from a day on.
    let head = shop.staff(48, "顾伟", "director", &[COMPANY]);
    let yesterday = json!({"approval_limit": 1, "from_on": "2026-11-20"});
    assert_eq!(office.refuses(&head, "budget.approval_limit.create", yesterday).await, "budget-limit-before-today");
    shop.done(&head, "budget.approval_limit.create", json!({"approval_limit": 2_000})).await;
    let small = office.claim(steward, 2_001, json!({})).await;
    assert_eq!(
        office.refuses(&office.manager, "budget.expense.approve", json!({"id": small})).await,
        "budget-needs-above"
    );
    shop.done(&head, "budget.approval_limit.create", json!({"approval_limit": 9_000_000})).await;
    shop.done(&office.manager, "budget.expense.approve", json!({"id": small})).await;

    // 12,000 yuan less 3,020.02 are left; what waits counts too.
    let left = 1_200_000 - 300_001 - 2_001;
    let waits = office.claim(steward, left - 100, json!({})).await;
    let lines = json!([{"spent_what": "复印机", "amount": 101}]);
    let over =
        json!({"spending_item_id": office.item("office").await, "expense_reason": "急用", "expense_lines": lines});
    assert_eq!(office.refuses(steward, "budget.expense.create", over).await, "budget-over-why");
    let over = office.claim(steward, 101, json!({"over_reason": "旧机器坏了"})).await;
    assert_eq!(
        office.refuses(&office.manager, "budget.expense.approve", json!({"id": over})).await,
        "budget-needs-above"
    );
    let page = shop.shown(&office.director, "budget.expense.page", json!({"id": over})).await;
    assert!(page.contains("超预算") && page.contains("旧机器坏了"), "{page}");
    shop.done(&office.director, "budget.expense.refuse", json!({"id": over, "remark": "先借用"})).await;
    shop.done(&office.manager, "budget.expense.approve", json!({"id": waits})).await;
    let spent = office.variance("office").await;
    assert_eq!(spent["to_date"]["actual"], json!(1_200_000 - 100));
    shop.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_vendor_is_settled_less_what_was_wrong_and_the_month_is_compared() {
    let office = Office::open().await;
    let shop = &office.shop;
    office.planned().await;
    let settlement = |deducted: Value| {
        json!({"vendor": "迅达电梯", "from_on": "2026-10-01", "to_on": "2026-10-31", "contract_amount": 1_000_000,
               "invoice_number": "F-77", "quality_deductions": deducted})
    };
    let maintenance = office.item("maintenance").await;
    let with_item = |mut input: Value| {
        input["spending_item_id"] = maintenance.clone();
        input
    };
    let create = "budget.settlement.create";
    let all = with_item(settlement(json!([{"deducted_why": "困人两次", "amount": 1_000_000}])));
    assert_eq!(office.refuses(&office.accountant, create, all).await, "budget-deducted-all");
    let off = json!([{"deducted_why": "10-12 困人超时到场", "amount": 50_000, "found_on": "2026-10-12"},
                     {"deducted_why": "漏做一次半月保养", "amount": 30_000}]);
    let id = shop.done(&office.accountant, create, with_item(settlement(off))).await["id"].clone();
    let shown = office.expense(&id).await;
    assert_eq!(
        (&shown["expense"]["gross_fen"], &shown["expense"]["deducted_fen"]),
        (&json!(1_000_000), &json!(80_000))
    );
    assert_eq!(shown["lines"].as_array().map(Vec::len), Some(3));
    shop.done(&office.director, "budget.expense.approve", json!({"id": id})).await;
    shop.done(&office.accountant, "budget.expense.pay", json!({"id": id, "paid_from": "bank"})).await;
    assert_eq!((office.book("6401.maintenance").await, office.book("1002").await), (920_000, -920_000));

    // What the accountant posts by hand counts as well, and what no item stands above is told.
    let mut accounts = Vec::new();
    for (code, name) in [("6401.maintenance.pumps", "水泵维修"), ("6701", "坏账"), ("1002.cash", "备用户")] {
        let account = json!({"org_id": shop.here, "code": code, "name": name});
        accounts.push(shop.done(&office.accountant, "ledger.book_account.create", account).await["id"].clone());
    }
    for (debit, fen) in [(0, 700), (1, 900)] {
        let lines = json!([{"book_account_id": accounts[debit], "debit": fen}, {"book_account_id": accounts[2], "credit": fen}]);
        let entry = json!({"org_id": shop.here, "entry_on": "2026-11-20", "memo": "手工", "postings": lines});
        shop.done(&office.accountant, "ledger.entry.create", entry).await;
    }
    let line = office.variance("maintenance").await;
    assert_eq!(line["in_month"], json!({"budget": 1_000_000, "actual": 920_700, "left": 79_300, "percent": 92}));
    assert_eq!((&line["to_date"]["budget"], &line["whole_year"]), (&json!(11_000_000), &json!(12_000_000)));
    let found = shop.answer(&office.manager, "budget.variance.view", json!({"year": 2026, "month": 11})).await;
    let none =
        found["lines"].as_array().unwrap().iter().find(|line| line["spending_item_id"].is_null()).expect("a line");
    assert_eq!((&none["name"], &none["in_month"]["actual"]), (&json!("未列科目的费用"), &json!(900)));
    assert_eq!(found["total"]["in_month"]["actual"], json!(921_600));
    let page = shop.shown(&office.manager, "budget.variance.page", json!({"year": 2026, "month": 11})).await;
    assert!(page.contains("code=6401.maintenance") && page.contains("8%"), "{page}");
    let registry = &shop.platform.registry;
    let line = registry.pages().find(|page| page.name == "budget.variance.download").expect("a page");
    let file = shop.platform.show(&office.manager, line, json!({"year": 2026})).await.expect("a file").download;
    assert!(file.is_some_and(|file| file.name == "variance-2026-11.xlsx" && !file.bytes.is_empty()));
    // A community nobody here keeps has no budget for him.
    let there = shop.ask(&office.manager, "budget.variance.view", json!({"org_id": shop.there})).await;
    assert!(matches!(there, Err(kernel::Error::NotFound)), "{there:?}");
    shop.app.check().await;
}
