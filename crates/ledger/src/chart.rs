//! The lines of the chart of accounts that a property-services company needs, by the codes of the accounting standards for business
//! enterprises; a company may keep others beside them.

use crate::account::{Floor, Kind};

/// A line of the chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChartLine {
    /// The code: four digits, with a dot and a word below.
    pub code: &'static str,
    /// 中文
    pub zh: &'static str,
    /// English
    pub en: &'static str,
    /// What it is.
    pub kind: Kind,
    /// How far down its accounts may go.
    pub floor: Floor,
}

const fn line(code: &'static str, zh: &'static str, en: &'static str, kind: Kind, floor: Floor) -> ChartLine {
    ChartLine { code, zh, en, kind, floor }
}

/// Cash in the boxes of cashiers.
pub const CASH: &str = "1001";
/// Money at the bank, an account for each payee.
pub const BANK: &str = "1002";
/// Money a gateway has taken and not yet paid out.
pub const CLEARING: &str = "1012";
/// What is owed to the company, an account for each payer and object.
pub const RECEIVABLE: &str = "1122";
/// Money that has come in and nobody knows yet for what.
pub const SUSPENSE: &str = "2241.suspense";
/// What was paid in advance for anything.
pub const PREPAID: &str = "2203";
/// Deposits to be given back.
pub const DEPOSIT: &str = "2241.deposit";
/// Charged for others and passed on to them: water, electricity.
pub const COLLECTED: &str = "2241.collected";
/// Income of the common property that belongs to the owners.
pub const PUBLIC_REVENUE: &str = "2241.public_revenue";
/// The special repair fund as far as it passes through the company.
pub const REPAIR_FUND: &str = "2241.repair_fund";
/// What is owed to vendors and to those who laid out money.
pub const PAYABLE: &str = "2202";
/// Value added tax.
pub const TAX: &str = "2221";
/// Income from fees.
pub const INCOME: &str = "6001";
/// Penalties for late payment.
pub const PENALTY: &str = "6301";
/// Discounts and waivers.
pub const WAIVED: &str = "6001.waived";
/// Claims given up.
pub const WRITTEN_OFF: &str = "6701";
/// What gateways charge.
pub const CHANNEL_FEE: &str = "6603";
/// What stood on the other side when the books were opened.
pub const OPENING: &str = "4104";

/// The lines that every community begins with.
pub const CHART: [ChartLine; 24] = [
    line(CASH, "库存现金", "Cash in hand", Kind::Asset, Floor::Zero),
    line(BANK, "银行存款", "Bank deposits", Kind::Asset, Floor::None),
    line(CLEARING, "其他货币资金—支付渠道", "Payment channels in clearing", Kind::Asset, Floor::None),
    line(RECEIVABLE, "应收账款", "Receivables", Kind::Asset, Floor::None),
    line("1221", "其他应收款", "Other receivables", Kind::Asset, Floor::None),
    line(PAYABLE, "应付账款", "Payables", Kind::Liability, Floor::None),
    line(PREPAID, "预收账款", "Prepayments received", Kind::Liability, Floor::Zero),
    line("2211", "应付职工薪酬", "Wages payable", Kind::Liability, Floor::None),
    line(TAX, "应交税费", "Taxes payable", Kind::Liability, Floor::None),
    line(SUSPENSE, "其他应付款—待处理款", "Suspense", Kind::Liability, Floor::Zero),
    line(DEPOSIT, "其他应付款—押金", "Deposits held", Kind::Liability, Floor::Zero),
    line(COLLECTED, "其他应付款—代收代付", "Collected for others", Kind::Liability, Floor::None),
    line(PUBLIC_REVENUE, "其他应付款—公共收益", "Public revenue held for owners", Kind::Liability, Floor::None),
    line(REPAIR_FUND, "其他应付款—维修资金", "Repair fund held for owners", Kind::Liability, Floor::None),
    line(OPENING, "利润分配—未分配利润", "Retained earnings (opening)", Kind::Equity, Floor::None),
    line(INCOME, "主营业务收入", "Fee income", Kind::Income, Floor::None),
    line("6051", "其他业务收入", "Other income", Kind::Income, Floor::None),
    line(WAIVED, "主营业务收入—减免", "Fee income waived", Kind::Income, Floor::None),
    line(PENALTY, "营业外收入—违约金", "Penalties for late payment", Kind::Income, Floor::None),
    line("6401", "主营业务成本", "Cost of services", Kind::Expense, Floor::None),
    line("6403", "税金及附加", "Taxes and surcharges", Kind::Expense, Floor::None),
    line("6602", "管理费用", "Administrative expenses", Kind::Expense, Floor::None),
    line(CHANNEL_FEE, "财务费用—手续费", "Channel fees", Kind::Expense, Floor::None),
    line(WRITTEN_OFF, "信用减值损失", "Claims written off", Kind::Expense, Floor::None),
];

/// The line with this code, or the one it stands below (`6001.water` below `6001`).
pub fn line_of(code: &str) -> Option<&'static ChartLine> {
    let exact = CHART.iter().find(|line| line.code == code);
    exact.or_else(|| code.rsplit_once('.').and_then(|(above, _)| line_of(above)))
}
