//! What the answers of WeChat Pay mean.

use kernel::Money;
use serde_json::Value;

use super::Merchant;
use crate::{Doubt, Message, Reason, RefundStanding, RefundState, Standing, State, Trouble, json};

/// Whether a code is this one; generations of documents differ in underscores.
pub(super) fn is_code(code: &str, plain: &str) -> bool {
    code.chars().filter(|c| *c != '_').eq(plain.chars())
}

/// An answer that is not a success, decided by status and code. Early refusals may be unsigned; they are only ever errors.
pub(super) fn refusal(answer: &Message) -> Trouble {
    let said: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let code = json::text(&said, "/code").unwrap_or_default();
    let failed = || Trouble::Unknown(Doubt::Failed { status: answer.status, code: code.clone() });
    if answer.status >= 500 {
        return failed();
    }
    let reason = match code.replace('_', "").as_str() {
        "SYSTEMERROR" | "BANKERROR" => return failed(),
        "" if answer.status == 429 => Reason::Busy,
        "" => return Trouble::unreadable(&answer.body),
        "SIGNERROR" => Reason::Signature,
        "PARAMERROR" | "INVALIDREQUEST" | "APPIDMCHIDNOTMATCH" | "MCHNOTEXISTS" => Reason::Content,
        "NOAUTH" | "REQUESTBLOCKED" => Reason::Contract,
        "OUTTRADENOUSED" => Reason::NumberUsed,
        "ORDERNOTEXIST" | "RESOURCENOTEXISTS" => Reason::Absent,
        "ORDERPAID" => Reason::Paid,
        "ORDERCLOSED" => Reason::Closed,
        "TRADEERROR" => Reason::State,
        "NOTENOUGH" => Reason::NotEnough,
        "USERACCOUNTABNORMAL" | "ACCOUNTERROR" => Reason::Payer,
        "FREQUENCYLIMITED" | "RATELIMITEXCEEDED" => Reason::Busy,
        "STATEMENTCREATING" => Reason::NotReady,
        _ if answer.status == 401 => Reason::Signature,
        _ if answer.status == 429 => Reason::Busy,
        _ => Reason::Other,
    };
    Trouble::refused(reason, &code, &json::text(&said, "/message").unwrap_or_default())
}

/// An order in an answer or in a callback.
pub(super) fn standing(said: &Value, merchant: &Merchant) -> Option<Standing> {
    let is = |path: &str, ours: &str| json::text(said, path).is_none_or(|theirs| theirs == ours);
    let state = match json::text(said, "/trade_state")?.as_str() {
        "SUCCESS" => State::Paid,
        "REFUND" => State::Refunded,
        "NOTPAY" | "USERPAYING" | "ACCEPT" | "PAYERROR" => State::Waiting,
        "CLOSED" | "REVOKED" => State::Closed,
        _ => State::Strange,
    };
    let named = json::text(said, "/mchid").is_some() && json::text(said, "/appid").is_some();
    Some(Standing {
        number: json::text(said, "/out_trade_no")?,
        transaction: json::text(said, "/transaction_id"),
        state,
        amount: json::whole(said, "/amount/total").map(Money),
        by_payer: json::whole(said, "/amount/payer_total").map(Money),
        refunded: None,
        paid_at: json::text(said, "/success_time").and_then(|at| at.parse().ok()),
        ours: named && is("/mchid", &merchant.mchid) && is("/appid", &merchant.appid) && is("/amount/currency", "CNY"),
    })
}

/// A refund; answers and callbacks name its state differently.
pub(super) fn refund(said: &Value, state: &str) -> Option<RefundStanding> {
    let state = match json::text(said, state)?.as_str() {
        "SUCCESS" => RefundState::Done,
        "CLOSED" => RefundState::Failed,
        "ABNORMAL" => RefundState::Stuck,
        _ => RefundState::Running,
    };
    Some(RefundStanding {
        number: json::text(said, "/out_refund_no")?,
        order: json::text(said, "/out_trade_no")?,
        transaction: json::text(said, "/refund_id"),
        state,
        amount: json::whole(said, "/amount/refund").map(Money),
        done_at: json::text(said, "/success_time").and_then(|at| at.parse().ok()),
    })
}
