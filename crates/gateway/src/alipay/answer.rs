//! What the answers of Alipay mean.

use serde_json::Value;

use super::sign::raw_node;
use crate::{
    Doubt, Message, Reason, Refund, RefundStanding, RefundState, Standing, State, Trouble, Unproved, VerifyingKey,
    json, moment::from_local, money::from_yuan,
};

/// The signed part of an answer with its signature.
pub(super) struct Node {
    raw: String,
    sign: Option<String>,
    /// The number of the certificate that it names.
    pub(super) certificate: Option<String>,
    /// Whether it is the node of the method; the other is for errors only.
    own: bool,
}

impl Node {
    pub(super) fn of(answer: &Message, method: &str) -> Result<Self, Trouble> {
        if answer.status != 200 {
            let failed = Doubt::Failed { status: answer.status, code: String::new() };
            return Err(if answer.status == 429 {
                Trouble::refused(Reason::Busy, "429", "")
            } else {
                Trouble::Unknown(failed)
            });
        }
        let unreadable = || Trouble::unreadable(&answer.body);
        let body = std::str::from_utf8(&answer.body).map_err(|_| unreadable())?;
        let all: Value = serde_json::from_str(body).map_err(|_| unreadable())?;
        let name = format!("{}_response", method.replace('.', "_"));
        let own = all.get(&name).is_some();
        let raw = raw_node(body, if own { &name } else { "error_response" }).ok_or_else(unreadable)?;
        let (sign, certificate) = (json::text(&all, "/sign"), json::text(&all, "/alipay_cert_sn"));
        Ok(Self { raw, sign, certificate, own })
    }

    /// The node before it is proved: only to look for the certificate that will prove it.
    pub(super) fn peek(&self) -> Result<Value, Trouble> {
        serde_json::from_str(&self.raw).map_err(|_| Trouble::unreadable(self.raw.as_bytes()))
    }

    /// What the gateway says before it knows who asks: unsigned, under a name of its own, and never a success.
    pub(super) fn early_refusal(&self) -> Option<Trouble> {
        let early = !self.own && self.sign.is_none();
        early.then(|| self.peek().map_or_else(|trouble| trouble, |said| refusal(&said)))
    }

    /// The node, proved and a success; everything else is trouble.
    pub(super) fn proved(&self, key: &VerifyingKey) -> Result<Value, Trouble> {
        let said = self.peek()?;
        match &self.sign {
            Some(sign) if key.verifies(self.raw.as_bytes(), sign) => {}
            Some(_) => return Err(Unproved::Signature.into()),
            None => return Err(Unproved::Missing("sign").into()),
        }
        if self.own && json::text(&said, "/code").as_deref() == Some("10000") { Ok(said) } else { Err(refusal(&said)) }
    }
}

/// An answer that is not a success.
fn refusal(said: &Value) -> Trouble {
    let code = json::text(said, "/code").unwrap_or_default();
    let sub = json::text(said, "/sub_code").unwrap_or_default();
    let reason = match (code.as_str(), sub.as_str()) {
        ("20000", _) | (_, "ACQ.SYSTEM_ERROR" | "isp.unknow-error" | "aop.unknow-error") => {
            return Trouble::Unknown(Doubt::Failed { status: 200, code: if sub.is_empty() { code } else { sub } });
        }
        (_, "isv.invalid-signature" | "isv.invalid-app-id" | "isv.invalid-timestamp" | "isv.missing-signature") => {
            Reason::Signature
        }
        (_, "ACQ.TRADE_NOT_EXIST") => Reason::Absent,
        (_, "ACQ.TRADE_HAS_SUCCESS") => Reason::Paid,
        (_, "ACQ.TRADE_HAS_CLOSE") => Reason::Closed,
        (_, "ACQ.CONTEXT_INCONSISTENT" | "ACQ.DISCORDANT_REPEAT_REQUEST") => Reason::NumberUsed,
        (_, "ACQ.TRADE_STATUS_ERROR" | "ACQ.REASON_TRADE_STATUS_INVALID" | "ACQ.REASON_TRADE_BEEN_FREEZEN") => {
            Reason::State
        }
        (_, "ACQ.SELLER_BALANCE_NOT_ENOUGH") => Reason::NotEnough,
        (_, "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL" | "ACQ.REFUND_FEE_ERROR") => Reason::TooMuch,
        (_, "ACQ.TRADE_HAS_FINISHED") => Reason::TooLate,
        (_, "ACQ.INVALID_PARAMETER" | "ACQ.EXIST_FORBIDDEN_WORD" | "ACQ.TOTAL_FEE_EXCEED") => Reason::Content,
        (_, "ACQ.ACCESS_FORBIDDEN") | ("40006" | "20001", _) => Reason::Contract,
        ("40005", _) => Reason::Busy,
        ("40001" | "40002" | "40003", _) => Reason::Content,
        _ => Reason::Other,
    };
    let message = json::text(said, "/sub_msg").or_else(|| json::text(said, "/msg")).unwrap_or_default();
    Trouble::refused(reason, if sub.is_empty() { &code } else { &sub }, &message)
}

/// What a status means. `TRADE_CLOSED` is said of what was never paid and of what was given back whole.
pub(super) fn state(status: &str, was_paid: bool, gave_back: bool) -> State {
    match status {
        "WAIT_BUYER_PAY" => State::Waiting,
        "TRADE_SUCCESS" | "TRADE_FINISHED" if gave_back => State::Refunded,
        "TRADE_SUCCESS" | "TRADE_FINISHED" => State::Paid,
        "TRADE_CLOSED" if was_paid || gave_back => State::Refunded,
        "TRADE_CLOSED" => State::Closed,
        _ => State::Strange,
    }
}

/// An order in the answer to a query. It was asked for under our application, so it is ours.
pub(super) fn standing(said: &Value) -> Option<Standing> {
    let yuan = |path: &str| json::text(said, path).as_deref().and_then(from_yuan);
    let paid_at = json::text(said, "/send_pay_date").as_deref().and_then(from_local);
    let refunded = yuan("/refund_fee").filter(|amount| amount.0 > 0);
    Some(Standing {
        number: json::text(said, "/out_trade_no")?,
        transaction: json::text(said, "/trade_no"),
        state: state(&json::text(said, "/trade_status")?, paid_at.is_some(), refunded.is_some()),
        amount: yuan("/total_amount"),
        by_payer: yuan("/buyer_pay_amount"),
        refunded,
        paid_at,
        ours: true,
    })
}

pub(super) fn refund(refund: &Refund, state: RefundState, said: &Value) -> RefundStanding {
    RefundStanding {
        number: refund.number.clone(),
        order: refund.order.clone(),
        transaction: json::text(said, "/trade_no"),
        state,
        amount: json::text(said, "/refund_amount").as_deref().and_then(from_yuan),
        done_at: json::text(said, "/gmt_refund_pay").as_deref().and_then(from_local),
    }
}
