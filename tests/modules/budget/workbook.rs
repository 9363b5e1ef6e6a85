//! 预算表导入: the year as a company keeps it in Excel comes in, goes out, and comes in again.

use intake::{Options, Policy, Report, State, run_file};
use kernel::COMPANY;
use serde_json::{Value, json};
use testkit::{Workshop, outcomes};

use super::{
    super::intake::{lines, workbook},
    Office,
};

const HEADINGS: &str = "科目|编码|1月|2月|3月|4月|5月|6月|7月|8月|9月|10月|11月|12月|合计";

async fn import(shop: &Workshop, bytes: Vec<u8>, policy: Policy) -> Report {
    let system = shop.app.system().await;
    let options = Options { org: shop.here, policy, dry_run: false, source: None };
    run_file(shop.platform.clone(), &system, bytes, "2026年预算.xlsx", options, |_| {}).await.expect("no trouble")
}

/// Rows created, updated, unchanged and refused.
fn figures(report: &Report) -> [u64; 4] {
    let sheet = report.sheets.first().unwrap_or_else(|| panic!("no sheet: {report:?}"));
    assert_eq!(sheet.register, "budget_line");
    [sheet.created, sheet.updated, sheet.unchanged, sheet.refused]
}

/// An item with the same amount in each month, and their sum.
fn even(item: &str, code: &str, month: i64) -> String {
    format!("{item}|{code}{}|{}", format!("|{month}").repeat(12), month * 12)
}

/// Rows as the register takes them: an item of a year with an amount in January.
fn january(year: i64, rows: &[(&str, i64)]) -> Value {
    rows.iter().map(|(item, fen)| json!({"spending_item": item, "year": year, "m1": fen})).collect()
}

impl Office {
    async fn takes(&self, rows: Value) -> Vec<String> {
        outcomes(&self.shop.take(&self.accountant, "budget_line", rows, false).await)
    }

    /// Year, edition, state and total of the budgets of the community.
    async fn budgets(&self) -> Vec<(i64, i64, String, i64)> {
        let rows = self.shop.rows(&self.accountant, "budget.budget.list", json!({})).await;
        let told = |row: &Value| {
            let number = |name: &str| row[name].as_i64().expect("a number");
            let state = row["budget_state"].as_str().expect("a state").to_owned();
            (number("year"), number("edition"), state, number("budget_total"))
        };
        rows.iter().map(told).collect()
    }

    async fn drafted(&self, year: i64) -> Value {
        self.shop.done(&self.accountant, "budget.budget.create", json!({"year": year})).await["id"].clone()
    }

    async fn downloaded(&self, id: &Value) -> Vec<u8> {
        let registry = &self.shop.platform.registry;
        let line = registry.pages().find(|page| page.name == "budget.budget.download").expect("a page");
        let view = self.shop.platform.show(&self.accountant, line, json!({"id": id})).await.expect("a file");
        view.download.expect("a file").bytes
    }

    /// The cells of a workbook of ours, headings first.
    fn cells(&self, bytes: Vec<u8>) -> Vec<Vec<String>> {
        let registers: Vec<_> = self.shop.platform.registry.imports().map(|one| one.register.clone()).collect();
        let mut book = sheet::Workbook::open(bytes, "预算.xlsx", sheet::Limits::default()).expect("opens");
        let plan = book.plan(&registers, &sheet::Mapping::default()).expect("plans");
        let planned = &plan.sheets[0];
        assert_eq!(planned.columns_not_taken().count(), 0, "every column is known again");
        let table = planned.table.as_ref().expect("a table");
        let mut cells = vec![table.headings.iter().map(|heading| heading.text.clone()).collect::<Vec<_>>()];
        let mut keys = sheet::Keys::default();
        let read = book.chunks(&plan, &planned.sheet, &registers, &mut keys, 100, |rows| {
            cells.extend(rows.into_iter().map(|row| row.given));
            Ok(())
        });
        read.expect("reads");
        cells
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_year_comes_in_as_it_is_kept_and_goes_out_to_come_in_again() {
    let office = Office::open().await;
    let shop = &office.shop;
    let kept = || {
        let rows = [
            "翠湖花园年度费用预算",
            "",
            HEADINGS,
            "一、人员费用",
            &even("人工成本", "6401.01", 50_000),
            &even("人员费用小计", "", 50_000),
            &format!("公区能耗|energy|5000{}|7000.5|12000.5", "|-".repeat(10)),
            "行政办公||||||||||||||12000",
            "合计||||||||||||||624000.5",
        ];
        workbook(&[("Sheet1", lines(&rows))])
    };
    // No year stands in it, and none is drafted: nothing is guessed.
    let report = import(shop, kept(), Policy::All).await;
    assert_eq!((figures(&report)[3], office.budgets().await.len()), (3, 0), "{report:?}");
    let id = office.drafted(2026).await;
    let report = import(shop, kept(), Policy::All).await;
    assert_eq!(figures(&report), [3, 0, 1, 0], "headings and sums are none: {report:?}");
    let total = 60_000_000 + 1_200_050 + 1_200_000;
    let draft = || vec![(2026, 1, "draft".to_owned(), total)];
    assert_eq!(office.budgets().await, draft());
    // Again, and as the house writes it: nothing is doubled.
    assert_eq!(figures(&import(shop, kept(), Policy::All).await), [0, 0, 4, 0]);
    let file = office.downloaded(&id).await;
    assert_eq!(figures(&import(shop, file.clone(), Policy::All).await), [0, 0, 12, 0]);
    assert_eq!(office.budgets().await, draft());
    // Out, one amount edited, in.
    let mut cells = office.cells(file);
    assert_eq!((cells.len(), cells[0].len(), cells[0][1].as_str()), (13, 16, "1月"));
    let energy = cells.iter_mut().find(|row| row[0] == "公区能耗").expect("a row");
    (energy[1], energy[13]) = ("6000".to_owned(), "13000.5".to_owned());
    let rows: Vec<String> = cells.iter().map(|row| row.join("|")).collect();
    let edited = import(shop, workbook(&[("预算表", rows)]), Policy::All).await;
    assert_eq!(figures(&edited), [0, 1, 11, 0], "{edited:?}");
    assert_eq!(office.budgets().await, [(2026, 1, "draft".to_owned(), total + 100_000)]);
    let page = shop.shown(&office.accountant, "budget.budget.page", json!({"id": id})).await;
    assert!(page.contains("/do/intake.import.upload?org_id=") && page.contains("6,000.00"), "{page}");
    shop.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_that_are_wrong_are_named_and_keep_everything_out_or_only_themselves() {
    let office = Office::open().await;
    let shop = &office.shop;
    let year = |row: String| format!("{row}|2027");
    let good =
        ["人工成本", "materials", "设施设备维保", "法定检测", "折旧", "清洁卫生", "绿化养护", "秩序维护", "税金及附加"];
    let mut rows = vec![format!("{HEADINGS}|年度")];
    rows.extend(good.iter().map(|item| year(even(item, "", 1_000))));
    rows.push(year(even("卫星电视", "", 1_000)));
    rows.push(year(even("行政办公", "", 1_000).replace("|12000", "|12000.01")));
    rows.push(year(even("公区能耗", "", -1)));
    let book = || workbook(&[("二〇二七", rows.clone())]);
    let report = import(shop, book(), Policy::All).await;
    assert_eq!((report.is_good(), figures(&report)[3], office.budgets().await.len()), (false, 3, 0), "{report:?}");
    let named = |number: u32| {
        let row = report.problems.iter().find(|row| row.number == number);
        serde_json::to_value(row.unwrap_or_else(|| panic!("row {number}: {report:?}"))).expect("JSON")["problems"]
            .clone()
    };
    assert_eq!((&named(11)[0]["cell"], &named(12)[0]["cell"]), (&json!("A11"), &json!("O12")));
    let told = named(12).to_string();
    assert!(["12,000.01", "12,000.00", "0.01"].iter().all(|part| told.contains(part)), "which and by how much: {told}");
    assert_eq!(named(13).as_array().map(Vec::len), Some(13), "every amount below nothing, the sum too");

    let report = import(shop, book(), Policy::Good).await;
    assert_eq!((report.state, figures(&report)), (State::Done, [9, 0, 0, 3]), "{report:?}");
    assert_eq!(office.budgets().await, [(2027, 1, "draft".to_owned(), 9 * 1_200_000)]);
    assert_eq!(figures(&import(shop, book(), Policy::Good).await), [0, 0, 9, 3]);
    let twice = office.takes(january(2027, &[("公区能耗", 1), ("energy", 2)])).await;
    assert_eq!(twice, ["created", "budget-import-twice"]);
    shop.app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_a_draft_of_the_own_community_takes_rows() {
    let office = Office::open().await;
    let (shop, accountant) = (&office.shop, &office.accountant);
    let rows = |fen: i64| january(2026, &[("人工成本", fen), ("公区能耗", fen)]);
    let dry = shop.take(accountant, "budget_line", rows(100), true).await;
    assert_eq!((outcomes(&dry), office.budgets().await.len()), (vec!["created".to_owned(); 2], 0), "a dry run");
    assert_eq!(office.takes(rows(100)).await, ["created"; 2]);
    let id = shop.rows(accountant, "budget.budget.list", json!({})).await[0]["id"].clone();
    shop.done(accountant, "budget.budget.submit", json!({"id": id})).await;
    assert_eq!(office.takes(rows(200)).await, ["budget-import-submitted"; 2]);
    shop.done(&office.director, "budget.budget.approve", json!({"id": id})).await;
    assert_eq!(office.takes(rows(200)).await, ["budget-import-in-force"; 2]);
    assert_eq!(office.budgets().await, [(2026, 1, "in_force".to_owned(), 200)]);
    // A change that is drafted takes them; what is in force stays.
    let amend = json!({"id": id, "reason": "工资上调"});
    let change = shop.done(accountant, "budget.budget.amend", amend).await["id"].clone();
    assert_eq!(office.takes(january(2026, &[("人工成本", 300), ("公区能耗", 100)])).await, ["updated", "unchanged"]);
    let both = [(2026, 2, "draft".to_owned(), 400), (2026, 1, "in_force".to_owned(), 200)];
    assert_eq!(office.budgets().await, both);
    shop.done(accountant, "budget.budget.submit", json!({"id": change})).await;
    shop.done(&office.director, "budget.budget.refuse", json!({"id": change})).await;
    // What is no longer offered stays where it stands and gets nothing new.
    let company = shop.staff(47, "总部会计", "accountant", &[COMPANY]);
    assert_eq!(office.takes(january(2028, &[("公区能耗", 5)])).await, ["created"]);
    let energy = json!({"id": office.item("energy").await});
    shop.done(&company, "budget.spending_item.disable", energy).await;
    assert_eq!(office.takes(january(2028, &[("公区能耗", 5)])).await, ["unchanged"]);
    assert_eq!(office.takes(january(2028, &[("公区能耗", 6)])).await, ["budget-item-disabled"]);

    // Another community's budget of the year is not this one's, and not this accountant's to fill.
    let other = shop.staff(49, "沈洁", "accountant", &[shop.there]);
    let theirs = json!({"org_id": shop.there, "year": 2029});
    let theirs = shop.done(&other, "budget.budget.create", theirs).await["id"].clone();
    assert_eq!(office.takes(january(2029, &[("人工成本", 7)])).await, ["created"]);
    let shown = shop.answer(&other, "budget.budget.view", json!({"id": theirs})).await;
    assert_eq!(shown["budget"]["total_fen"], json!(0));
    let line = shop.platform.registry.imports().find(|one| one.register.key == "budget_line").expect("a register");
    let chunk = json!({"org": shop.there, "rows": january(2029, &[("人工成本", 7)]), "dry": false});
    let chunk = serde_json::from_value(chunk).expect("a chunk");
    let strange = shop.platform.take(accountant, line, chunk).await;
    assert!(matches!(strange, Err(kernel::Error::NotFound)), "{strange:?}");
    shop.app.check().await;
}
