//! Cases that move money: what a case approves is done in the module by the same step, once; what the module refuses is told at once, and
//! nothing of the step stands.

use std::collections::BTreeMap;

use kernel::{ActorKind, Error};
use module::Caller;
use serde_json::{Value, json};
use testkit::{Workshop, refused};
use uuid::Uuid;

use crate::stories::papers::Papers;

/// A community with its people, each with the permissions of his post.
struct Office {
    shop: Workshop,
    people: BTreeMap<&'static str, Caller>,
}

impl Office {
    async fn open() -> Self {
        let shop = Workshop::open().await;
        let posts = [
            "cashier",
            "accountant",
            "manager",
            "director",
            "steward",
            "buyer",
            "storekeeper",
            "engineer",
            "guard_lead",
        ];
        let bearer =
            |(nth, post): (u128, &'static str)| (post, shop.bearer(ActorKind::Staff, Uuid::from_u128(nth), post, post));
        let people = (91..).zip(posts).map(bearer).collect();
        Self { shop, people }
    }

    async fn begins(&self, post: &str, process: &str, input: Value) -> Value {
        let opening = json!({"process": process, "org_id": self.shop.here, "input": input});
        self.shop.done(&self.people[post], "desk.case.open", opening).await["id"].clone()
    }

    async fn tries(&self, post: &str, case: &Value, action: &str, input: Value) -> kernel::Result<Value> {
        let act = json!({"id": case, "action": action, "input": input});
        self.shop.act(&self.people[post], "desk.case.act", act).await
    }

    async fn does(&self, post: &str, case: &Value, action: &str, input: Value) -> String {
        let done = self.tries(post, case, action, input).await.unwrap_or_else(|e| panic!("{action}: {e:?}"));
        done["stage"].as_str().expect("a stage").to_owned()
    }

    /// Enters the typed steps of a work item.
    async fn records(&self, post: &str, case: &Value, item: &str, input: Value) {
        self.shop.done(&self.people[post], "desk.case.record", json!({"id": case, "item": item, "input": input})).await;
    }

    /// The case as it stands.
    async fn case(&self, case: &Value) -> Value {
        self.shop.answer(&self.people["manager"], "desk.case.view", json!({"id": case})).await
    }

    async fn file(&self, post: &str) -> String {
        self.shop.photo(&self.people[post]).await
    }
}

/// The field at which something was refused, and why.
fn at_field(refused: kernel::Result<Value>) -> (String, String) {
    let Err(Error::Invalid(fields)) = refused else { panic!("{refused:?}") };
    (fields[0].field.clone(), fields[0].message.key.clone().into_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deposit_comes_back_by_its_case() {
    let office = Office::open().await;
    let papers = Papers::open(&office.shop).await;
    let deposit = papers.deposit().await;
    let (shop, manager) = (&office.shop, &office.people["manager"]);
    let case = office.begins("steward", "refund", json!({"summary": "装修押金退还"})).await;
    let submit = |amount: i64| {
        json!({
            "kind": "renovation_deposit", "deposit": deposit, "amount": amount, "refund_way": "transfer",
            "deductions": [{"what": "地砖破损", "amount": 20_000}], "receipt_returned": true, "account_holder": "本人",
            "check_note": "地砖破损一块",
        })
    };
    let before = office.case(&case).await;
    let too_much = office.tries("cashier", &case, "submit", submit(480_001)).await;
    assert_eq!(at_field(too_much), ("input.amount".into(), "payment-refund-too-much".into()));
    let after = office.case(&case).await;
    assert_eq!(
        (&after["stage"], &after["version"]),
        (&json!("applied"), &before["version"]),
        "nothing of the step stands"
    );
    let none = shop.rows(manager, "payment.deposit_refund.list", json!({})).await;
    assert!(none.is_empty(), "{none:?}");

    assert_eq!(office.does("cashier", &case, "submit", submit(480_000)).await, "approving");
    let refund = shop.rows(manager, "payment.deposit_refund.list", json!({})).await[0].clone();
    assert_eq!((&refund["amount"], &refund["kept"]), (&json!(500_000), &json!(20_000)));
    let which = json!({"id": refund["id"]});
    let beside = shop.act(manager, "payment.deposit_refund.approve", which.clone()).await;
    assert_eq!(refused(beside), "case-decides", "the approval of the case is the approval");
    assert_eq!(office.does("manager", &case, "approve", json!({})).await, "paying");
    assert_eq!(papers.book("2241.deposit").await, 500_000, "nothing moves before it is paid out");
    let proof = json!({"refund_proof": [office.file("accountant").await]});
    assert_eq!(office.does("accountant", &case, "pay", proof).await, "confirming");
    assert_eq!((papers.book("2241.deposit").await, papers.book("6051.deposit_kept").await), (0, 20_000));
    assert_eq!(papers.book("1002").await, 20_000);

    let number = office.case(&case).await["number"].as_str().expect("a number").to_owned();
    let slip = shop.shown(manager, "payment.deposit_refund.page", which).await;
    assert!(slip.contains(&number), "the slip leads to its case: {slip}");
    let page = shop.shown(manager, "desk.case.record_page", json!({"id": case})).await;
    let link = format!("/payment/deposit_refunds/{}", refund["id"].as_str().expect("an id"));
    assert!(page.contains(&link), "the case leads to the slip: {page}");
    shop.app.settle().await;
    shop.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_part_of_a_payment_comes_back_by_its_case() {
    let office = Office::open().await;
    let papers = Papers::open(&office.shop).await;
    let (shop, manager) = (&office.shop, &office.people["manager"]);
    let payment = papers.payment().await;
    let case = office.begins("steward", "refund", json!({"summary": "重复缴费"})).await;
    let submit = |amount: i64, way: &str| {
        json!({
            "kind": "wrong", "paid": payment, "amount": amount, "refund_way": way, "receipt_returned": true,
            "account_holder": "本人", "check_note": "核对无误",
        })
    };
    let (field, why) = at_field(office.tries("cashier", &case, "submit", submit(23_271, "card")).await);
    assert_eq!((field.as_str(), why.as_str()), ("input.amount", "payment-refund-too-much"));
    let (field, _) = at_field(office.tries("cashier", &case, "submit", submit(3_270, "cash")).await);
    assert_eq!(field, "input.refund_way", "only the way it came");
    assert_eq!(office.does("cashier", &case, "submit", submit(3_270, "card")).await, "approving");
    let refund = shop.rows(manager, "payment.refund.list", json!({})).await[0].clone();
    let which = json!({"id": refund["id"]});
    assert_eq!(refused(shop.act(manager, "payment.refund.approve", which).await), "case-decides");
    assert_eq!(papers.book("1002.card").await, 23_270, "nothing moves before it is approved");
    assert_eq!(office.does("manager", &case, "approve", json!({})).await, "paying");
    assert_eq!(papers.book("1002.card").await, 20_000);
    shop.app.settle().await;
    shop.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bill_is_reduced_by_its_case() {
    let office = Office::open().await;
    let papers = Papers::open(&office.shop).await;
    let bill = papers.bill().await;
    let proof = office.file("cashier").await;
    let case = office.begins("steward", "bill_adjustment", json!({"summary": "面积多算"})).await;
    let submit = |amount: i64| json!({"bill": bill, "reason_kind": "area", "amount": amount, "evidence": [proof], "check_note": "产证"});
    let (field, _) = at_field(office.tries("cashier", &case, "submit", submit(23_271)).await);
    assert_eq!(field, "input.amount", "no more than is owed");
    assert_eq!(office.does("cashier", &case, "submit", submit(5_000)).await, "approving");
    assert_eq!(office.does("manager", &case, "approve", json!({})).await, "crediting");
    let shown = office.shop.answer(&office.people["manager"], "billing.bill.view", json!({"id": bill})).await;
    assert_eq!(shown["line"]["owed"], json!(18_270));
    assert_eq!(papers.book("6001.waived").await.abs(), 5_000);
    assert_eq!(office.does("accountant", &case, "book", json!({"paid_back": false})).await, "telling");
    office.shop.app.settle().await;
    office.shop.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_expense_is_claimed_approved_and_paid_by_its_case() {
    let office = Office::open().await;
    let papers = Papers::open(&office.shop).await;
    let (item, budget) = (papers.spending_item().await, papers.budget().await);
    let (shop, people) = (&office.shop, &office.people);
    // The budget itself comes into force by its case.
    let case = office.begins("accountant", "budget", json!({"summary": "项目 2026 预算"})).await;
    let drawn = json!({"year": "2026", "scope": "project", "budget_draft": budget});
    assert_eq!(office.does("accountant", &case, "draw_up", drawn).await, "reviewing");
    assert_eq!(office.does("manager", &case, "reviewed", json!({})).await, "approving");
    let beside = shop.act(&people["director"], "budget.budget.approve", json!({"id": budget})).await;
    assert_eq!(refused(beside), "case-decides");
    assert_eq!(office.does("director", &case, "approve", json!({})).await, "running");
    let in_force = shop.answer(&people["manager"], "budget.budget.view", json!({"id": budget})).await;
    assert_eq!(in_force["budget"]["state"], json!("in_force"));

    let invoice = office.file("steward").await;
    let submit = |fen: i64, more: Value| {
        let mut input = json!({
            "kind": "office", "spending_item": item, "invoices": [invoice],
            "lines": [{"spent_on": "2026-11-20", "spent_what": "打印纸", "amount": fen}],
        });
        input.as_object_mut().expect("an object").extend(more.as_object().cloned().unwrap_or_default());
        input
    };
    let case = office.begins("steward", "expense_claim", json!({"summary": "打印纸和墨盒"})).await;
    let over = office.tries("steward", &case, "submit", submit(130_000, json!({}))).await;
    assert_eq!(at_field(over), ("input.over_budget_reason".into(), "budget-over-why".into()));
    let why = json!({"over_budget_reason": "急用"});
    assert_eq!(office.does("steward", &case, "submit", submit(130_000, why)).await, "checking");
    assert_eq!(office.does("accountant", &case, "check", json!({"invoices_right": true})).await, "approving");
    let above = office.tries("manager", &case, "approve", json!({})).await;
    assert_eq!(
        refused(above),
        "budget-needs-above",
        "above the budget the module wants the director, whatever the ladder says"
    );
    assert_eq!(office.case(&case).await["stage"], json!("approving"));
    assert_eq!(office.does("manager", &case, "refuse", json!({"approval_note": "下月再买"})).await, "refused");

    let case = office.begins("steward", "expense_claim", json!({"summary": "打印纸"})).await;
    assert_eq!(office.does("steward", &case, "submit", submit(80_000, json!({}))).await, "checking");
    office.does("accountant", &case, "return_claim", json!({"note": "抬头错"})).await;
    office.does("steward", &case, "submit", submit(80_000, json!({}))).await;
    office.does("accountant", &case, "check", json!({"invoices_right": true})).await;
    assert_eq!(office.does("manager", &case, "approve", json!({})).await, "paying");
    assert_eq!(papers.book("2202").await, 80_000, "owed to the claimant");
    let paid = json!({"paid_from": "bank", "slip_number": "P-4", "payment_proof": [office.file("accountant").await]});
    assert_eq!(office.does("accountant", &case, "pay", paid).await, "closed");
    assert_eq!(papers.book("2202").await, 0);
    let expenses = shop.rows(&people["accountant"], "budget.expense.list", json!({})).await;
    let mut states: Vec<&str> = expenses.iter().filter_map(|one| one["expense_state"].as_str()).collect();
    states.sort_unstable();
    assert_eq!(states, ["paid", "refused", "refused"], "what was sent back was refused, and asked anew");
    shop.app.settle().await;
    shop.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn arrears_are_gone_after_and_given_up_by_their_case() {
    let office = Office::open().await;
    let papers = Papers::open(&office.shop).await;
    papers.bill().await;
    let (shop, manager) = (&office.shop, &office.people["manager"]);
    for time in ["2026-11-22T19:10:00Z", "2026-11-23T02:00:00Z"] {
        shop.set_clock(time);
        shop.app.settle().await;
    }
    let household = shop.rows(manager, "arrears.collection_case.list", json!({})).await[0]["id"].clone();
    let case = office
        .begins("manager", "arrears_collection", json!({"summary": "8-1-101 欠费", "collection_case": household}))
        .await;
    let log = json!([{"at": "2026-11-23T02:00:00Z", "way": "sms", "who": "收费员", "said": "请缴费"}]);
    let remind = json!({"amount": 23_270, "months_owed": 1, "contacts": log});
    assert_eq!(office.does("cashier", &case, "remind", remind).await, "reminded");
    let said =
        json!({"contact_outcome": "told", "contact_note": "出差", "within_hours": true, "arrears_reason": "away"});
    shop.set_clock("2026-11-23T14:30:00Z");
    let quiet = office.tries("steward", &case, "call_owner", said.clone()).await;
    assert_eq!(refused(quiet), "arrears-quiet-now", "half past ten in the evening, whatever somebody ticks");
    assert_eq!(office.case(&case).await["stage"], json!("reminded"));
    shop.set_clock("2026-11-24T02:00:00Z");
    assert_eq!(office.does("steward", &case, "call_owner", said).await, "called");
    let shown = shop.answer(manager, "arrears.collection_case.view", json!({"id": household})).await;
    assert_eq!(shown["contacts"][0]["note"], json!("出差"));
    assert_eq!(shown["contacts"][0]["made_name"], json!("steward"));

    shop.set_clock("2026-12-03T02:00:00Z");
    let visit = json!({"contact_outcome": "refused", "contact_note": "查无此人", "within_hours": true, "arrears_reason": "refuse"});
    office.does("steward", &case, "visit_owner", visit).await;
    assert_eq!(office.does("accountant", &case, "issue_letter", json!({})).await, "visited");
    let written = shop.rows(manager, "arrears.collection_letter.list", json!({})).await[0].clone();
    assert_eq!(written["letter_state"], json!("issued"), "{written}");
    let proof = office.file("accountant").await;
    let sent = |delivery: &str| json!({"delivery": delivery, "delivery_proof": [proof]});
    let posted = office.tries("accountant", &case, "send_letter", sent("post")).await;
    assert_eq!(at_field(posted), ("input.post_number".into(), "arrears-letter-post-number".into()));
    assert_eq!(office.does("accountant", &case, "send_letter", sent("door")).await, "lettered");
    let told = shop.rows(manager, "arrears.collection_letter.list", json!({})).await[0].clone();
    assert_eq!(told["letter_state"], json!("delivered"), "{told}");
    let legal = json!({"legal_step": "suit", "files": [office.file("manager").await]});
    assert_eq!(office.does("manager", &case, "go_legal", legal).await, "legal");
    let proof = office.file("accountant").await;
    let ask = json!({"write_off_grounds": "insolvent", "legal_result": "终结执行", "note": "无财产可供执行", "files": [proof]});
    assert_eq!(office.does("accountant", &case, "give_up", ask).await, "giving_up");
    let lost = shop.rows(manager, "arrears.write_off.list", json!({})).await[0].clone();
    assert_eq!((&lost["amount"], &lost["write_off_state"]), (&json!(23_270), &json!("waiting")));
    let beside = shop.act(&office.people["director"], "arrears.write_off.approve", json!({"id": lost["id"]})).await;
    assert_eq!(refused(beside), "case-decides");
    assert_eq!(office.does("director", &case, "write_off", json!({})).await, "written_off");
    assert_eq!((papers.book("1122").await, papers.book("6701").await), (0, 23_270));
    shop.app.settle().await;
    shop.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shift_is_handed_in_and_a_reading_corrected_by_their_cases() {
    let office = Office::open().await;
    let (shop, people) = (&office.shop, &office.people);
    let float = json!({"org_id": shop.here, "float": 10_000});
    let shift = shop.done(&people["cashier"], "payment.cash_shift.create", float).await["id"].clone();
    let papers = Papers::open(shop).await;
    let cash = json!({"place_id": papers.room, "deposit_kind": "renovation", "amount": 50_000, "method": "cash"});
    shop.done(&people["cashier"], "payment.deposit.create", cash).await;
    let signature = office.file("cashier").await;
    let counted = |fen: i64, why: Option<&str>| {
        json!({
            "shift": "day", "cash_shift": shift, "closed_at": "2026-11-21T10:00:00Z", "counted_cash": fen, "difference_note": why,
            "handover_signature": signature,
        })
    };
    let case = office.begins("cashier", "payment_collection_handin", json!({"summary": "一号收银台日结"})).await;
    let short = office.tries("cashier", &case, "hand_in", counted(59_000, None)).await;
    assert_eq!(at_field(short), ("input.difference_note".into(), "payment-difference-why".into()));
    assert_eq!(office.does("cashier", &case, "hand_in", counted(59_000, Some("找零差错"))).await, "handed_in");
    let signed = json!({"receiver_signature": office.file("accountant").await});
    let differs = office.tries("accountant", &case, "confirm_cash", signed.clone()).await;
    assert_eq!(refused(differs), "case-refused-guard", "a difference is explained first");
    office.does("accountant", &case, "ask_difference", json!({"note": "短款 10 元"})).await;
    let why = json!({"difference_cause": "change", "difference_note": "找零差错，本人补足"});
    assert_eq!(office.does("cashier", &case, "explain", why).await, "handed_in_again");
    assert_eq!(office.does("accountant", &case, "accept_difference", signed).await, "depositing");
    let closed = shop.answer(&people["accountant"], "payment.cash_shift.view", json!({"id": shift})).await;
    assert_eq!(closed["shift"]["state"], json!("confirmed"));
    assert_eq!(closed["shift"]["reason"], json!("找零差错，本人补足"));
    assert_eq!(papers.book("6602.cash_over_short").await, 1_000, "what is missing can be seen");

    let reading = papers.reading().await;
    let technician = shop.bearer(ActorKind::Staff, Uuid::from_u128(99), "technician", "technician");
    let engineer = shop.bearer(ActorKind::Staff, Uuid::from_u128(98), "engineer", "engineer");
    let case = office.begins("steward", "meter_exception", json!({"summary": "水费突增"})).await;
    let photo = shop.photo(&technician).await;
    let reread = json!({
        "meter_kind": "water", "meter_number": "SB-1", "last_reading": 100, "second_reading": 112, "usual_use": 10,
        "exception_kind": "high", "reread_photo": photo,
    });
    let act = |action: &str, input: Value| json!({"id": case, "action": action, "input": input});
    shop.done(&technician, "desk.case.act", act("reread", reread)).await;
    let explain = |figure: &str| {
        act(
            "explain",
            json!({
                "cause": "wrong_read", "explanation": "抄错", "corrected_use": 12, "wrong_reading": reading, "right_figure": figure,
            }),
        )
    };
    let backwards = shop.act(&engineer, "desk.case.act", explain("9")).await;
    assert_eq!(at_field(backwards).0, "input.right_figure", "a meter does not run backwards");
    shop.done(&engineer, "desk.case.act", explain("112")).await;
    let readings = shop.rows(&people["manager"], "meter.reading.list", json!({})).await;
    let figures: Vec<&Value> = readings.iter().map(|one| &one["figure"]).collect();
    assert!(figures.contains(&&json!("112")) && !figures.contains(&&json!("120")), "{figures:?}");
    shop.app.settle().await;
    shop.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_purchase_is_owed_and_paid_by_its_case() {
    let office = Office::open().await;
    let papers = Papers::open(&office.shop).await;
    let (shop, people) = (&office.shop, &office.people);
    let (item, budget) = (papers.spending_item().await, json!({"id": papers.budget().await}));
    shop.done(&people["accountant"], "budget.budget.submit", budget.clone()).await;
    shop.done(&people["director"], "budget.budget.approve", budget).await;
    let case = office.begins("engineer", "procurement", json!({"summary": "更换打印机"})).await;
    let wanted = json!({"kind": "office", "items": [{"name": "打印机", "unit": "台", "quantity": 1}], "estimate": 130_000, "in_stock": "none"});
    assert_eq!(office.does("storekeeper", &case, "check_stock", wanted).await, "budgeting");
    let checked = json!({"spending_item": item, "within_budget": false});
    assert_eq!(office.does("accountant", &case, "check_budget", checked).await, "sourcing");
    let propose = |why: Option<&str>| {
        json!({
            "quotes": [{"vendor": "甲", "approved": true, "amount": 130_000}], "vendor": "甲", "choice_note": "协议供方",
            "lines": [{"spent_what": "打印机", "amount": 130_000}], "over_budget_reason": why,
        })
    };
    let over = office.tries("buyer", &case, "propose", propose(None)).await;
    assert_eq!(at_field(over), ("input.over_budget_reason".into(), "budget-over-why".into()));
    assert_eq!(office.does("buyer", &case, "propose", propose(Some("旧机报废"))).await, "approving");
    let expense = json!({"id": shop.rows(&people["accountant"], "budget.expense.list", json!({})).await[0]["id"]});
    let beside = shop.act(&people["director"], "budget.expense.approve", expense).await;
    assert_eq!(refused(beside), "case-decides");
    let above = office.tries("manager", &case, "approve", json!({})).await;
    assert_eq!(refused(above), "budget-needs-above", "over the budget the director decides");
    assert_eq!(office.does("manager", &case, "pass_up", json!({})).await, "approving_above");
    assert_eq!(office.does("director", &case, "approve_above", json!({})).await, "ordering");
    assert_eq!(papers.book("2202").await, 130_000, "owed to the vendor");
    office.does("buyer", &case, "order", json!({"order_number": "D-1", "due_on": "2026-12-01"})).await;
    let arrived = json!({"delivery_number": "S-1", "delivered_photos": [office.file("storekeeper").await]});
    office.does("storekeeper", &case, "arrived", arrived).await;
    let right = json!({
        "quantity_right": true, "specification_right": true, "certificate_there": true, "package_whole": true,
        "photo": office.file("storekeeper").await,
    });
    office.records("storekeeper", &case, "goods_check", right).await;
    let signed = json!({"received": [{"name": "打印机", "quantity": 1}], "inspector_signature": office.file("storekeeper").await});
    office.does("storekeeper", &case, "accept", signed).await;
    office.does("storekeeper", &case, "store", json!({"receipt_number": "RK-1"})).await;
    let proof = office.file("accountant").await;
    let paid = |fen: i64| {
        json!({
            "paid_to": "甲", "pay_method": "transfer", "paid_amount": fen, "paid_on": "2026-11-24", "voucher_number": "P-1",
            "payment_proof": [proof], "confirmed": ["amount"],
        })
    };
    let less = office.tries("accountant", &case, "pay", paid(120_000)).await;
    assert_eq!(refused(less), "case-refused-guard", "what is owed is paid whole");
    assert_eq!(office.does("accountant", &case, "pay", paid(130_000)).await, "spot_checking");
    assert_eq!(papers.book("2202").await, 0);
    shop.app.settle().await;
    shop.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_booth_hands_in_its_cash_shift_with_its_count() {
    let office = Office::open().await;
    let (shop, people) = (&office.shop, &office.people);
    let float = json!({"org_id": shop.here, "float": 10_000});
    let shift = shop.done(&people["cashier"], "payment.cash_shift.create", float).await["id"].clone();
    let papers = Papers::open(shop).await;
    let card = json!({"place_id": papers.room, "deposit_kind": "card", "amount": 5_000, "method": "cash"});
    shop.done(&people["cashier"], "payment.deposit.create", card).await;
    let case = office.begins("cashier", "parking_cash", json!({"summary": "南门岗早班"})).await;
    let float = json!({"float_checked": true, "float_open": 10_000, "booth": "南门", "shift": "day"});
    assert_eq!(office.does("cashier", &case, "start", float).await, "charging");
    let counted = json!({"false_notes": 0, "photo": office.file("cashier").await});
    office.records("cashier", &case, "cash_count", counted).await;
    let close = |counted: i64, why: Option<&str>| {
        json!({
            "cash_shift": shift, "cars_in": 9, "cars_out": 9, "system_cash": 5_000, "counted_cash": counted, "system_scan": 0,
            "invoices_used": "无", "difference_text": why,
        })
    };
    let short = office.tries("cashier", &case, "close_shift", close(4_000, None)).await;
    assert_eq!(at_field(short), ("input.difference_text".into(), "payment-difference-why".into()));
    assert_eq!(office.does("cashier", &case, "close_shift", close(4_000, Some("找零差错"))).await, "counting");
    assert_eq!(office.does("guard_lead", &case, "confirm_count", json!({})).await, "paying_in");
    let confirmed = shop.answer(&people["accountant"], "payment.cash_shift.view", json!({"id": shift})).await;
    assert_eq!(confirmed["shift"]["state"], json!("confirmed"));
    assert_eq!(papers.book("6602.cash_over_short").await, 1_000);
    shop.app.settle().await;
    shop.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_use_of_public_revenue_stands_in_the_book() {
    let office = Office::open().await;
    let papers = Papers::open(&office.shop).await;
    let (shop, people) = (&office.shop, &office.people);
    let mut accounts = Vec::new();
    for (code, name) in [("2241.public_revenue.ads", "电梯广告收益"), ("1002", "基本户")] {
        let opened = json!({"org_id": shop.here, "code": code, "name": name});
        accounts.push(shop.done(&people["accountant"], "ledger.book_account.create", opened).await["id"].clone());
    }
    let case = office.begins("engineer", "fund_use", json!({"summary": "公共收益修路灯"})).await;
    let file = office.file("manager").await;
    let proposed = json!({
        "fund": "emergency", "purpose": "抢修路灯", "affected": "全体", "amount": 300_000, "balance": 500_000,
        "share_note": "公共收益列支", "plan_papers": [file],
    });
    assert_eq!(office.does("manager", &case, "propose", proposed).await, "deciding");
    let urgent = json!({"note": "夜间无照明", "files": [office.file("manager").await]});
    office.does("manager", &case, "emergency_use", urgent).await;
    office.does("manager", &case, "file_with_authority", json!({"authority_number": "BA-1"})).await;
    let used = json!({
        "used_papers": [office.file("engineer").await], "audit_price": 280_000, "proof": [office.file("engineer").await],
    });
    assert_eq!(office.does("engineer", &case, "used", used).await, "paying");
    let proof = office.file("accountant").await;
    let pay = |debit: i64, credit: i64| {
        json!({
            "paid_to": "光明电气", "pay_method": "transfer", "paid_amount": 280_000, "paid_on": "2026-11-21", "voucher_number": "P-2",
            "payment_proof": [proof], "confirmed": ["audit_price"],
            "postings": [{"book_account_id": accounts[0], "debit": debit}, {"book_account_id": accounts[1], "credit": credit}],
        })
    };
    let other = office.tries("accountant", &case, "pay", pay(270_000, 270_000)).await;
    assert_eq!(refused(other), "case-refused-guard", "what is posted is what is paid");
    let uneven = office.tries("accountant", &case, "pay", pay(280_000, 270_000)).await;
    assert_eq!(refused(uneven), "ledger-unbalanced");
    assert_eq!(office.case(&case).await["stage"], json!("paying"), "nothing of the step stands");
    assert_eq!(office.does("accountant", &case, "pay", pay(280_000, 280_000)).await, "publishing");
    assert_eq!(papers.book("2241.public_revenue").await, -280_000, "what the owners have is less by it");
    shop.app.settle().await;
    shop.app.check().await;
}
