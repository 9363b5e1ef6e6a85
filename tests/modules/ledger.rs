//! 账务: what was posted stands, agrees on both sides, and closes.

use axum::http::{Method, StatusCode};
use kernel::{Actor, ActorKind, OrgId, Scope};
use module::Caller;
use serde_json::{Value, json};
use testkit::{Visitor, Workshop, refused};
use uuid::Uuid;

use crate::stories::steps::asked;

/// The book of a community with a bank account, what it opened with, and two lines of cost.
struct Books {
    shop: Workshop,
    accountant: Caller,
    lead: Caller,
    bank: String,
    opening: String,
    office: String,
}

impl Books {
    async fn open() -> Self {
        let shop = Workshop::open().await;
        let accountant = shop.bearer(ActorKind::Staff, Uuid::from_u128(11), "邵芸", "accountant");
        let lead = shop.bearer(ActorKind::Staff, Uuid::from_u128(12), "许曼丽", "finance_lead");
        let mut ids = Vec::new();
        for (code, name) in [("1002", "基本户"), ("4104", "期初"), ("6602.office", "办公费")] {
            let account = json!({ "org_id": shop.here, "code": code, "name": name });
            let made = shop.done(&accountant, "ledger.book_account.create", account).await;
            ids.push(made["id"].as_str().expect("an id").to_owned());
        }
        let [bank, opening, office] = <[String; 3]>::try_from(ids).expect("three");
        Self { shop, accountant, lead, bank, opening, office }
    }

    fn entry(&self, on: &str, memo: &str, debit: &str, credit: &str, fen: i64) -> Value {
        let lines = json!([{ "book_account_id": debit, "debit": fen }, { "book_account_id": credit, "credit": fen }]);
        json!({ "org_id": self.shop.here, "entry_on": on, "memo": memo, "postings": lines })
    }

    async fn post(&self, on: &str, memo: &str, debit: &str, credit: &str, fen: i64) -> String {
        let entry = self.entry(on, memo, debit, credit, fen);
        let made = self.shop.done(&self.accountant, "ledger.entry.create", entry).await;
        made["id"].as_str().expect("an id").to_owned()
    }

    async fn refuses(&self, who: &Caller, action: &str, input: Value) -> String {
        refused(self.shop.act(who, action, input).await)
    }

    async fn balance(&self, account: &str, as_of: Option<&str>) -> i64 {
        let mut ask = json!({ "id": account });
        if let Some(day) = as_of {
            ask["as_of"] = json!(day);
        }
        let rows = self.shop.rows(&self.lead, "ledger.book_account.list", ask).await;
        rows[0]["balance"].as_i64().expect("an amount")
    }

    async fn trial(&self, first: &str, last: &str) -> Value {
        let days = json!({ "org_id": self.shop.here, "first_on": first, "last_on": last });
        self.shop.answer(&self.lead, "ledger.trial_balance.view", days).await
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_posted_by_hand_stands_on_both_sides() {
    let books = Books::open().await;
    books.post("2026-10-01", "开账", &books.bank, &books.opening, 5_000_000).await;
    books.post("2026-10-20", "打印纸", &books.office, &books.bank, 36_050).await;
    books.post("2026-11-05", "饮用水", &books.office, &books.bank, 12_000).await;
    assert_eq!(books.balance(&books.bank, None).await, 5_000_000 - 36_050 - 12_000);
    assert_eq!(
        books.balance(&books.bank, Some("2026-10-31")).await,
        5_000_000 - 36_050,
        "as it stood at the end of October"
    );
    assert_eq!(books.balance(&books.bank, Some("2026-09-30")).await, 0);

    let november = books.trial("2026-11-01", "2026-11-30").await;
    assert_eq!(november["balances"], true);
    let office =
        november["lines"].as_array().expect("lines").iter().find(|l| l["code"] == "6602.office").expect("a line");
    assert_eq!(
        (&office["opening"], &office["debits"], &office["closing"]),
        (&json!(36_050), &json!(12_000), &json!(48_050))
    );

    let account = json!({ "id": books.bank, "first_on": "2026-10-02", "last_on": "2026-11-30" });
    let statement = books.shop.answer(&books.lead, "ledger.book_account.view", account).await;
    assert_eq!((&statement["opening"], &statement["closing"]), (&json!(5_000_000), &json!(4_951_950)));
    assert_eq!(statement["lines"][1]["balance"], 4_951_950);
    books.shop.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_does_not_agree_or_has_no_account_is_refused() {
    let books = Books::open().await;
    let (bank, office) = (&books.bank, &books.office);
    let crooked = json!([{ "book_account_id": office, "debit": 100 }, { "book_account_id": bank, "credit": 90 }]);
    let entry = |postings: Value| json!({ "org_id": books.shop.here, "memo": "错账", "postings": postings });
    let create = "ledger.entry.create";
    assert_eq!(books.refuses(&books.accountant, create, entry(crooked)).await, "ledger-unbalanced");
    let both =
        json!([{ "book_account_id": office, "debit": 100, "credit": 100 }, { "book_account_id": bank, "credit": 100 }]);
    assert!(books.refuses(&books.accountant, create, entry(both)).await.contains("ledger-one-side"));
    let wrong = json!({ "org_id": books.shop.here, "code": "9999", "name": "不存在" });
    assert!(
        books.refuses(&books.accountant, "ledger.book_account.create", wrong).await.contains("ledger-unknown-code")
    );
    let twice = json!({ "org_id": books.shop.here, "code": "1002", "name": "另一个" });
    assert!(books.refuses(&books.accountant, "ledger.book_account.create", twice).await.contains("ledger-code-taken"));
    books.shop.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_entry_is_reversed_once_and_never_edited() {
    let books = Books::open().await;
    let wrong = books.post("2026-11-05", "饮用水", &books.office, &books.bank, 12_000).await;
    let input = json!({ "id": wrong, "reason": "金额抄错" });
    let made = books.shop.done(&books.accountant, "ledger.entry.reverse", input.clone()).await;
    assert_eq!(books.balance(&books.office, None).await, 0);
    let back = books.refuses(&books.accountant, "ledger.entry.reverse", input).await;
    assert_eq!(back, "ledger-reversed-already");
    let reversal = json!({ "id": made["id"], "reason": "冲错了" });
    assert_eq!(books.refuses(&books.accountant, "ledger.entry.reverse", reversal).await, "ledger-not-reversible");
    let record = books.shop.answer(&books.lead, "ledger.entry.view", json!({ "id": wrong })).await;
    assert_eq!((&record["followed_by"], &record["follow_act"]), (&made["id"], &json!("reverse")));
    let shown = books.shop.shown(&books.lead, "ledger.entry.page", json!({ "id": wrong })).await;
    assert!(shown.contains("已冲销"), "{shown}");

    for sql in [
        "UPDATE entries SET memo = 'x'",
        "DELETE FROM postings",
        "UPDATE postings SET debit_fen = 1",
        "DELETE FROM entries",
    ] {
        let db = books.shop.platform.db.as_owner();
        let changed =
            db.transact(&Scope::default(), move |tx| Box::pin(async move { tx.execute(sql, Vec::new()).await })).await;
        assert!(changed.is_err(), "the database takes {sql}");
    }
    books.shop.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closed_month_takes_only_what_its_closer_adjusts() {
    let books = Books::open().await;
    books.post("2026-10-20", "打印纸", &books.office, &books.bank, 36_050).await;
    let until = |day: &str| json!({ "org_id": books.shop.here, "closed_until": day });
    let closing = books.refuses(&books.accountant, "ledger.period.close", until("2026-10-31")).await;
    assert!(closing.starts_with("error-forbidden"), "who posts does not close: {closing}");
    assert!(
        books.refuses(&books.lead, "ledger.period.close", until("2026-11-21")).await.contains("ledger-day-not-over")
    );
    books.shop.done(&books.lead, "ledger.period.close", until("2026-10-31")).await;
    let late = books.entry("2026-10-25", "补记", &books.office, &books.bank, 500);
    assert_eq!(books.refuses(&books.accountant, "ledger.entry.create", late.clone()).await, "ledger-period-closed");
    let mut adjusting = late;
    adjusting["adjusts"] = json!("发票迟到");
    assert_eq!(
        books.refuses(&books.accountant, "ledger.entry.create", adjusting.clone()).await,
        "ledger-adjust-forbidden"
    );
    let both = books.shop.holder(&[books.shop.here]);
    books.shop.done(&both, "ledger.entry.create", adjusting).await;
    let october = books.trial("2026-10-01", "2026-10-31").await;
    assert_eq!((&october["total"]["adjusting"], &october["balances"]), (&json!(1_000), &json!(true)));

    let reopen = |day: &str| json!({ "org_id": books.shop.here, "closed_until": day, "reason": "漏记工资" });
    assert_eq!(
        books.refuses(&books.lead, "ledger.period.reopen", reopen("2026-09-30")).await,
        "ledger-not-closed-last"
    );
    books.shop.done(&books.lead, "ledger.period.reopen", reopen("2026-10-31")).await;
    books.post("2026-10-28", "工资", &books.office, &books.bank, 700).await;
    let turns = books.shop.rows(&books.lead, "ledger.closing.list", json!({})).await;
    assert_eq!(turns.iter().map(|t| t["reopened"].clone()).collect::<Vec<_>>(), [json!(true), json!(false)]);
    books.shop.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn vouchers_leave_as_finance_packages_take_them() {
    let books = Books::open().await;
    books.post("2026-11-05", "饮用水", &books.office, &books.bank, 12_000).await;
    books.post("2026-11-06", "打印纸", &books.office, &books.bank, 3_050).await;
    let days =
        json!({ "org_id": books.shop.here, "first_on": "2026-11-01", "last_on": "2026-11-30", "grouping": "entry" });
    let found = books.shop.answer(&books.accountant, "ledger.voucher.view", days.clone()).await;
    let cells: Vec<_> =
        found["rows"].as_array().expect("rows").iter().map(|r| (r["number"].clone(), r["code"].clone())).collect();
    let told = |number: i64, code: &str| (json!(number), json!(code));
    assert_eq!(cells, [told(1, "6602.office"), told(1, "1002"), told(2, "6602.office"), told(2, "1002")]);
    let registry = &books.shop.platform.registry;
    let page = registry.pages().find(|page| page.name == "ledger.voucher.page").expect("a page");
    let mut file = days;
    file["format"] = json!("csv");
    let download =
        books.shop.platform.show(&books.accountant, page, file.clone()).await.expect("a file").download.expect("bytes");
    let text = String::from_utf8(download.bytes).expect("UTF-8");
    assert!(text.contains("日期,凭证字,凭证号,摘要,科目编码,科目名称,借方金额,贷方金额"), "{text}");
    assert!(text.contains("2026-11-05,记,1,饮用水,6602.office,办公费,120.00,"), "{text}");
    for (layout, head, line) in [
        (
            "kingdee",
            "凭证日期,会计年度,会计期间,",
            "2026-11-05,2026,11,记,1,1002,基本户,RMB,120.00,,120.00,饮用水,2026-11-05,0,1,2",
        ),
        ("yonyou", "制单日期,凭证类别字,凭证号,附单据数,", "2026-11-06,记,2,0,打印纸,1002,0.00,30.50"),
    ] {
        file["layout"] = json!(layout);
        let download = books.shop.platform.show(&books.accountant, page, file.clone()).await.expect("a file").download;
        let text = String::from_utf8(download.expect("bytes").bytes).expect("UTF-8");
        assert!(text.contains(head) && text.contains(line), "{layout}: {text}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn verify_tells_a_balance_that_was_tampered_with() {
    let books = Books::open().await;
    books.post("2026-11-05", "饮用水", &books.office, &books.bank, 12_000).await;
    let db = books.shop.platform.db.clone();
    assert_eq!(ledgers::findings(&db).await.expect("reads"), []);
    let sql = "UPDATE book_accounts SET debits_fen = debits_fen + 1, credits_fen = credits_fen + 1 WHERE code = '1002'";
    let changed = db
        .as_owner()
        .transact(&Scope::default(), move |tx| Box::pin(async move { tx.execute(sql, Vec::new()).await }))
        .await;
    assert_eq!(changed.expect("a balance is only kept"), 1);
    let found = ledgers::findings(&db).await.expect("reads");
    assert_eq!(found.iter().map(|f| f.rule).collect::<Vec<_>>(), ["I9"], "{found:?}");
}

/// Somebody at work in a community with everything there is.
fn system(org: OrgId) -> Caller {
    Caller::new(Actor::system("test", kernel::COMPANY, [org].into()))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_seeded_year_of_hands_leaves_every_rule_standing() {
    for seed in 1..=3_u64 {
        let books = Books::open().await;
        let mut dice = Dice(seed);
        let mut posted: Vec<String> = Vec::new();
        let mut expected = 0_i64;
        for day in 1..=120_u64 {
            let on = kernel::Date::of(2026, 7, 1).expect("a day").plus_days(i64::try_from(day).unwrap()).to_string();
            let fen = i64::try_from(dice.below(1_000_000)).unwrap() + 1;
            match dice.below(10) {
                0..=6 => {
                    posted.push(books.post(&on, "流水", &books.office, &books.bank, fen).await);
                    expected += fen;
                }
                7 if !posted.is_empty() => {
                    let which = posted.remove(usize::try_from(dice.below(posted.len() as u64)).unwrap());
                    let was = books.shop.answer(&books.lead, "ledger.entry.view", json!({ "id": which })).await;
                    let input = json!({ "id": which, "reason": "试错" });
                    books.shop.done(&books.accountant, "ledger.entry.reverse", input).await;
                    expected -= was["amount"].as_i64().expect("an amount");
                }
                _ => {
                    let crooked = books.entry(&on, "不该入账", &books.office, &books.office, 0);
                    assert!(books.shop.act(&books.accountant, "ledger.entry.create", crooked).await.is_err());
                }
            }
        }
        assert_eq!(books.balance(&books.office, None).await, expected, "seed {seed}");
        assert_eq!(books.trial("2026-01-01", "2026-12-31").await["balances"], true, "seed {seed}");
        assert_eq!(ledgers::findings(&books.shop.platform.db).await.expect("reads"), [], "seed {seed}");
    }
}

/// The same figures for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_communitys_book_is_nobodys_business() {
    let books = Books::open().await;
    let entry = books.post("2026-11-05", "饮用水", &books.office, &books.bank, 12_000).await;
    let stranger = system(books.shop.there);
    for (query, id) in [("ledger.entry.view", &entry), ("ledger.book_account.view", &books.bank)] {
        assert!(
            matches!(books.shop.ask(&stranger, query, json!({ "id": id })).await, Err(kernel::Error::NotFound)),
            "{query}"
        );
    }
    let input = json!({ "id": entry, "reason": "不是我的" });
    assert!(matches!(books.shop.act(&stranger, "ledger.entry.reverse", input).await, Err(kernel::Error::NotFound)));
}

async fn opens(who: &mut Visitor, path: &str, says: &str) {
    who.open(path).await.must_say(says);
    assert_eq!(who.page.status, StatusCode::OK, "{path}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_accountant_posts_at_the_desk_and_the_finance_manager_closes() {
    let app = testkit::TestApp::start().await;
    let (mut accountant, mut lead) = (app.staff("shaoyun").await, app.staff("xumanli").await);
    let orgs = asked(&mut accountant, "/org/orgs?kind=community").await;
    let org = orgs["rows"][0]["id"].as_str().expect("a community").to_owned();
    let mut ids = Vec::new();
    for (code, name) in [("1002", "基本户"), ("4104", "期初")] {
        let body = json!({ "org_id": org, "code": code, "name": name });
        let (status, made) = accountant.api(Method::POST, "/api/v1/ledger/book_accounts", Some(body)).await;
        assert_eq!(status, StatusCode::OK, "{made}");
        ids.push(made["id"].as_str().expect("an id").to_owned());
    }
    accountant.open("/do/ledger.entry.create").await.must_say("借贷行");
    let filled = [
        ("org_id", org.as_str()),
        ("memo", "开账"),
        ("entry_on", "2026-03-02"),
        ("postings.0.book_account_id", &ids[0]),
        ("postings.0.debit", "50,000.00"),
        ("postings.1.book_account_id", &ids[1]),
        ("postings.1.credit", "50000"),
    ];
    accountant.press("入账", &filled).await.must_say("开账").must_say("50,000.00");
    opens(&mut accountant, "/ledger/entries", "开账").await;
    opens(&mut accountant, "/ledger/book_accounts", "基本户").await;
    opens(&mut accountant, &format!("/ledger/book_accounts/{}", ids[0]), "期末余额").await;
    opens(&mut lead, "/ledger/trial_balance?first_on=2026-03-01&last_on=2026-03-31", "借贷平衡").await;
    opens(&mut lead, "/ledger/vouchers?first_on=2026-03-01&last_on=2026-03-31", "下载 Excel").await;
    lead.open("/do/ledger.period.close").await;
    lead.press("结账", &[("org_id", &org), ("closed_until", "2026-02-28")]).await.must_say("许曼丽");
    accountant.open("/do/ledger.period.close").await;
    assert_eq!(accountant.page.status, StatusCode::FORBIDDEN, "who posts does not close");
    app.check().await;
}
