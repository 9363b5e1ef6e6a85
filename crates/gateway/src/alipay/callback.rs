//! A callback of Alipay's: a form, proved as received. Refunds come to the same address as payments.

use std::collections::BTreeMap;

use encoding_rs::{Encoding, UTF_8};
use kernel::{Instant, Span};

use super::{Keys, Seller, answer, sign};
use crate::{
    Notice, RefundStanding, RefundState, Standing, Unproved, moment::from_local, money::from_yuan, wire::pairs,
};

/// How old a notice may be: repetitions end after 25 hours, and each carries its own time.
const OLDEST: Span = Span::hours(26);

pub(super) fn read(body: &[u8], seller: &Seller, keys: &Keys, now: Instant) -> Result<Notice, Unproved> {
    let fields = pairs(body);
    let raw = |name: &str| fields.iter().find(|(key, _)| key == name.as_bytes()).map(|(_, value)| value.as_slice());
    let sign = raw("sign").and_then(|sign| std::str::from_utf8(sign).ok()).ok_or(Unproved::Missing("sign"))?;
    if !sign::is_genuine(&fields, sign, keys.all().iter()) {
        return Err(Unproved::Signature);
    }
    let charset = raw("charset").and_then(Encoding::for_label).unwrap_or(UTF_8);
    let text = |bytes: &[u8]| charset.decode_without_bom_handling(bytes).0.into_owned();
    let fields: BTreeMap<String, String> = fields.iter().map(|(name, value)| (text(name), text(value))).collect();
    told(&fields, seller, now)
}

fn told(fields: &BTreeMap<String, String>, seller: &Seller, now: Instant) -> Result<Notice, Unproved> {
    let field = |name: &str| fields.get(name).map(String::as_str).filter(|value| !value.is_empty());
    let unclear = |name: &str| Unproved::Unreadable(name.to_owned());
    let at = field("notify_time").and_then(from_local).ok_or_else(|| unclear("notify_time"))?;
    let apart = now - at;
    if apart > OLDEST || apart < Span(-OLDEST.0) {
        return Err(Unproved::Clock(apart.0 / 1_000_000));
    }
    let id = field("notify_id").ok_or_else(|| unclear("notify_id"))?.to_owned();
    let kind = field("trade_status").or(field("notify_type")).unwrap_or_default().to_owned();
    let ours = field("app_id") == Some(&seller.app_id)
        && field("auth_app_id").is_none_or(|app| app == seller.app_id)
        && field("seller_id").is_none_or(|id| id == seller.seller_id);
    let (Some(status), Some(number)) = (field("trade_status"), field("out_trade_no")) else {
        return Ok(Notice { id, kind, ours, order: None, refund: None });
    };
    let yuan = |name: &str| field(name).and_then(from_yuan);
    let refunded = yuan("refund_fee").filter(|amount| amount.0 > 0);
    let gave_back = refunded.is_some() || field("gmt_refund").is_some();
    let paid_at = field("gmt_payment").and_then(from_local);
    let order = Standing {
        number: number.to_owned(),
        transaction: field("trade_no").map(str::to_owned),
        state: answer::state(status, false, gave_back),
        amount: yuan("total_amount"),
        by_payer: yuan("buyer_pay_amount"),
        refunded,
        paid_at,
        ours,
    };
    let refund = field("out_biz_no").filter(|_| gave_back).map(|refund| RefundStanding {
        number: refund.to_owned(),
        order: number.to_owned(),
        transaction: order.transaction.clone(),
        state: RefundState::Done,
        amount: None,
        done_at: field("gmt_refund").and_then(from_local),
    });
    Ok(Notice { id, kind, ours, order: Some(order), refund })
}
