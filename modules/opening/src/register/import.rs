//! The sheets of another program: open bills, prepayments, deposits, payments of the past, balances of accounts.

use kernel::form::{Choice, Field, Kind};
use payment::{DepositKind, Method, Purpose};
use sheet::{Column, Register};

fn text(name: &str, longest: i64) -> Field {
    Field { max: Some(longest), ..Field::new(name, Kind::Text) }
}

fn choice<'a>(words: impl Iterator<Item = &'a str>) -> Kind {
    Kind::Choice { choices: words.map(Choice::of).collect() }
}

fn room() -> Column {
    Column::new(text("room", 60).required(), "房号", "Room")
        .also(&["房屋", "房间号", "房屋编号", "车位号"])
        .key()
        .explained(None, "3-1-101")
}

fn money(name: &str, zh: &str, en: &str, also: &[&str], example: &str) -> Column {
    Column::new(Field::new(name, Kind::Money), zh, en).also(also).explained(None, example)
}

fn day(name: &str, zh: &str, en: &str, also: &[&str], example: &str) -> Column {
    Column::new(Field::new(name, Kind::Date), zh, en).also(also).explained(None, example)
}

fn fee_item() -> Column {
    Column::new(text("fee_item", 60).required(), "费项", "Fee item")
        .also(&["收费项目", "收费项", "费用名称", "费用项目"])
        .key()
        .explained(None, "物业费")
}

fn from_on(field: Field) -> Column {
    Column::new(field, "费用开始日期", "First day")
        .also(&["开始日期", "起始日期", "账期开始"])
        .key()
        .explained(None, "2025-10-01")
}

fn receipt(example: &str) -> Column {
    Column::new(text("receipt", 64).required(), "原收据号", "Old receipt")
        .also(&["收据号", "票据号", "收据编号"])
        .key()
        .explained(None, example)
}

fn note() -> Column {
    Column::new(text("note", 100), "备注", "Note").also(&["摘要", "说明"])
}

/// The sheet of open bills.
pub(crate) fn bills() -> Register {
    Register::new("opening_bill", "期初未清账单", "Opening bills")
        .also(&["期初欠费", "欠费明细", "未收账单", "应收明细", "历史欠费"])
        .column(room())
        .column(fee_item())
        .column(from_on(Field::new("from_on", Kind::Date).required()))
        .column(
            Column::new(Field::new("to_on", Kind::Date).required(), "费用结束日期", "Last day")
                .also(&["结束日期", "截止日期", "账期结束"])
                .explained(None, "2025-12-31"),
        )
        .column(day("due_on", "应缴日期", "Due on", &["最后缴费日", "到期日"], "2025-12-31"))
        .column(
            Column::new(Field::new("amount", Kind::Money).required(), "应收金额", "Amount")
                .also(&["应收", "账单金额", "应缴金额"])
                .explained(None, "698.10"),
        )
        .column(money("paid", "已收金额", "Paid before", &["已收", "已缴金额", "实收金额"], "0"))
        .column(note())
}

/// The sheet of prepayments.
pub(crate) fn prepayments() -> Register {
    Register::new("opening_prepayment", "期初预存", "Opening prepayments")
        .also(&["预存余额", "预收款", "预缴余额", "预收余额"])
        .column(room())
        .column(
            Column::new(Field::new("purpose", choice(Purpose::ALL.iter().map(|p| p.word()))), "预存用途", "Paid for")
                .also(&["用途", "预存类型", "账户类型"])
                .codes(&[
                    ("通用", "general"),
                    ("通用预存", "general"),
                    ("物业费", "management"),
                    ("物业费预存", "management"),
                    ("水电", "utilities"),
                    ("水电预存", "utilities"),
                ])
                .key(),
        )
        .column(
            Column::new(Field::new("amount", Kind::Money).required(), "预存余额", "Left")
                .also(&["余额", "金额", "预存金额"])
                .explained(None, "1200.00"),
        )
        .column(note())
}

/// The sheet of deposits held.
pub(crate) fn deposits() -> Register {
    Register::new("opening_deposit", "期初押金", "Opening deposits")
        .also(&["押金余额", "押金明细", "在押押金", "保证金"])
        .column(room())
        .column(
            Column::new(
                Field::new("deposit_kind", choice(DepositKind::ALL.iter().map(|k| k.word()))).required(),
                "押金种类",
                "Kind",
            )
            .also(&["押金类型", "押金名称", "保证金类型"])
            .codes(&[
                ("装修押金", "renovation"),
                ("装修保证金", "renovation"),
                ("钥匙押金", "key"),
                ("门禁卡押金", "card"),
                ("停车卡押金", "card"),
                ("垃圾清运押金", "garbage"),
                ("其他押金", "other"),
                ("其他", "other"),
            ])
            .key(),
        )
        .column(receipt("0008123"))
        .column(
            Column::new(Field::new("amount", Kind::Money).required(), "在押金额", "Held")
                .also(&["金额", "押金金额", "余额"])
                .explained(None, "2000.00"),
        )
        .column(day("taken_on", "收取日期", "Taken on", &["收款日期", "日期"], "2025-06-18"))
        .column(note())
}

/// The sheet of payments of the past.
pub(crate) fn payments() -> Register {
    Register::new("opening_payment", "历史缴费", "Past payments")
        .also(&["缴费明细", "历史缴费记录", "收款明细", "收费明细"])
        .column(room())
        .column(fee_item())
        .column(receipt("0021877"))
        .column(
            Column::new(Field::new("paid_on", Kind::Date).required(), "缴费日期", "Paid on")
                .also(&["收款日期", "缴款日期", "收费日期"])
                .explained(None, "2025-10-08"),
        )
        .column(from_on(Field::new("from_on", Kind::Date)))
        .column(day("to_on", "费用结束日期", "Last day", &["结束日期", "截止日期", "账期结束"], "2025-12-31"))
        .column(
            Column::new(Field::new("amount", Kind::Money).required(), "缴费金额", "Amount")
                .also(&["金额", "实收金额", "收款金额"])
                .explained(None, "698.10"),
        )
        .column(
            Column::new(Field::new("method", choice(Method::ALL.iter().map(|m| m.word()))), "缴费方式", "Way")
                .also(&["收款方式", "支付方式"])
                .codes(&[
                    ("现金", "cash"),
                    ("刷卡", "card"),
                    ("转账", "transfer"),
                    ("银行转账", "transfer"),
                    ("微信", "wechat"),
                    ("支付宝", "alipay"),
                ]),
        )
        .column(note())
}

/// The sheet of balances of accounts.
pub(crate) fn balances() -> Register {
    Register::new("opening_balance", "期初科目余额", "Opening balances")
        .also(&["科目余额", "科目余额表", "余额表"])
        .column(
            Column::new(text("code", 40).required(), "科目编码", "Account")
                .also(&["科目代码", "编码"])
                .key()
                .explained(None, "1002.transfer"),
        )
        .column(Column::new(text("title", 60), "科目名称", "Title").also(&["名称"]).explained(None, "银行存款—基本户"))
        .column(money("debit", "借方余额", "Debit", &["期初借方", "借方"], "58000.00"))
        .column(money("credit", "贷方余额", "Credit", &["期初贷方", "贷方"], "0"))
        .column(note())
}
