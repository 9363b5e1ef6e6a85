//! 微信支付 as the simulator plays it.

use std::collections::BTreeMap;

use aes_gcm::{
    Aes256Gcm, KeyInit,
    aead::{Aead, Payload},
};
use axum::http::HeaderMap;
use data_encoding::{BASE64, HEXLOWER};
use kernel::{Date, Instant, Money, Span};
use ring::digest;
use serde_json::{Value, json};

use super::{
    APPID, MCHID, PUBLIC, Proving, SECRET, Simulator, State,
    book::{Back, Call, Event, Refused, Stage, Trade, Which},
    door::Answer,
    fault::{On, What, strike},
};
use crate::{
    Message, bill_day, local,
    moment::{seconds, with_offset},
    money::to_yuan,
};

/// A request as it came.
pub(super) struct Asked<'a> {
    pub(super) method: &'a str,
    pub(super) path: &'a str,
    pub(super) headers: &'a HeaderMap,
    pub(super) body: &'a [u8],
}

/// Status and body; a refusal has a code.
type Told = Result<(u16, Value), (u16, &'static str)>;

pub(super) fn answer(simulator: &Simulator, asked: &Asked<'_>) -> Answer {
    let now = simulator.0.clock.now();
    let mut state = simulator.state();
    state.journal.push(format!("{} {}", asked.method, asked.path));
    if let Err(code) = admitted(simulator, asked, now) {
        return refusal(401, code);
    }
    let body: Value = serde_json::from_slice(asked.body).unwrap_or_default();
    let Some((on, number)) = call_of(asked, &body) else { return refusal(404, "RESOURCE_NOT_EXISTS") };
    let what = strike(&mut state.faults, on, &number);
    match &what {
        Some(What::Down(status)) => return refusal(*status, "SYSTEM_ERROR"),
        Some(What::Says(status, code)) => return refusal(*status, code),
        Some(What::Page) => return Answer::proxy(),
        _ => {}
    }
    if on == On::File {
        return file(&state, asked.path, what);
    }
    let told = match on {
        On::Place => place(simulator, &mut state, asked.path, &body, now),
        On::Query => query(&mut state, &number),
        On::Close => close(&mut state, &number),
        On::Refund => refund(&mut state, &body, now),
        On::RefundQuery => refund_query(&state, &number),
        On::Certificates => certificates(&state, now),
        _ => bill_address(simulator, &state, asked.path),
    };
    match (told, &what) {
        (_, Some(What::Fails(status))) => refusal(*status, "SYSTEM_ERROR"),
        (Ok(_), Some(What::Empty)) => Answer::plain(200, "application/json", ""),
        (Ok((status, value)), _) => signed(simulator, &state, asked, (status, value), what, now),
        (Err((status, code)), _) => refusal(status, code),
    }
}

fn refusal(status: u16, code: &str) -> Answer {
    Answer::plain(status, "application/json", json!({ "code": code, "message": "模拟" }).to_string())
}

/// Who asks: serial, clock, signature, as strictly as the real one.
fn admitted(simulator: &Simulator, asked: &Asked<'_>, now: Instant) -> Result<(), &'static str> {
    let header = asked.headers.get("authorization").and_then(|value| value.to_str().ok()).ok_or("SIGN_ERROR")?;
    let parts = header.strip_prefix("WECHATPAY2-SHA256-RSA2048 ").ok_or("SIGN_ERROR")?;
    let parts: BTreeMap<&str, &str> =
        parts.split(',').filter_map(|part| part.split_once('=')).map(|(k, v)| (k, v.trim_matches('"'))).collect();
    let part = |name: &str| parts.get(name).copied().ok_or("SIGN_ERROR");
    let at: i64 = part("timestamp")?.parse().map_err(|_| "SIGN_ERROR")?;
    let known = part("mchid")? == MCHID && part("serial_no")? == simulator.0.merchant.serial;
    let nonce = part("nonce_str")?;
    if !known || (seconds(now) - at).abs() > 300 || nonce.is_empty() || nonce.len() > 32 {
        return Err("SIGN_ERROR");
    }
    if asked.headers.get("user-agent").is_none() {
        return Err("PARAM_ERROR");
    }
    let lines = [asked.method, asked.path, part("timestamp")?, nonce].join("\n");
    let text = [lines.as_bytes(), b"\n", asked.body, b"\n"].concat();
    let right = simulator.0.merchant.key.signed(&text, part("signature")?);
    right.then_some(()).ok_or("SIGN_ERROR")
}

/// Which call it is, and of which order or refund.
fn call_of(asked: &Asked<'_>, body: &Value) -> Option<(On, String)> {
    let path = asked.path.split('?').next().unwrap_or_default();
    let field = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    Some(match (asked.method, parts.as_slice()) {
        ("POST", ["v3", "pay", "transactions", "native" | "jsapi" | "h5"]) => (On::Place, field("out_trade_no")),
        ("GET", ["v3", "pay", "transactions", "out-trade-no", number]) => (On::Query, (*number).to_owned()),
        ("POST", ["v3", "pay", "transactions", "out-trade-no", number, "close"]) => (On::Close, (*number).to_owned()),
        ("POST", ["v3", "refund", "domestic", "refunds"]) => (On::Refund, field("out_refund_no")),
        ("GET", ["v3", "refund", "domestic", "refunds", number]) => (On::RefundQuery, (*number).to_owned()),
        ("GET", ["v3", "certificates"]) => (On::Certificates, String::new()),
        ("GET", ["v3", "bill", "tradebill"]) => (On::Bill, String::new()),
        ("GET", ["v3", "billdownload", "file"]) => (On::File, String::new()),
        _ => return None,
    })
}

fn place(simulator: &Simulator, state: &mut State, path: &str, body: &Value, now: Instant) -> Told {
    let text = |path: &str| body.pointer(path).and_then(Value::as_str).unwrap_or_default().to_owned();
    let way = path.rsplit('/').next().unwrap_or_default();
    let (number, notify) = (text("/out_trade_no"), text("/notify_url"));
    let amount = body.pointer("/amount/total").and_then(Value::as_i64).unwrap_or(0);
    let words = text("/description").chars().count();
    let public = notify.starts_with("https://") || notify.starts_with("http://127.0.0.1");
    let payer = text("/payer/openid");
    let fits = (6..=32).contains(&number.len())
        && amount >= 1
        && (1..=127).contains(&words)
        && public
        && !notify.contains('?')
        && text("/amount/currency") == "CNY"
        && (way != "jsapi" || payer.starts_with('o'))
        && (way != "h5" || !text("/scene_info/payer_client_ip").is_empty());
    if !fits {
        return Err((400, "PARAM_ERROR"));
    }
    if text("/appid") != APPID || text("/mchid") != MCHID {
        return Err((400, "APPID_MCHID_NOT_MATCH"));
    }
    let expires = text("/time_expire").parse().unwrap_or(now + Span::hours(2));
    let trade = Trade {
        which: Which::WeChat,
        number: number.clone(),
        transaction: String::new(),
        subject: text("/description"),
        amount,
        coupon: 0,
        way: if way == "h5" { "MWEB".to_owned() } else { way.to_ascii_uppercase() },
        payer,
        notify: notify.clone(),
        notify_refund: notify,
        back: String::new(),
        expires,
        content: body.to_string(),
        stage: Stage::Waiting,
        paid_at: None,
        backs: Vec::new(),
    };
    match state.book.place(trade) {
        Ok(trade) if way == "jsapi" => Ok((200, json!({ "prepay_id": format!("wx{}", trade.transaction) }))),
        Ok(_) => {
            let page = format!("{}/pay/{number}", simulator.0.address);
            Ok((200, if way == "h5" { json!({ "h5_url": page }) } else { json!({ "code_url": page }) }))
        }
        Err(Refused::Paid) => Err((400, "ORDERPAID")),
        Err(Refused::Closed) => Err((400, "ORDER_CLOSED")),
        Err(_) => Err((403, "OUT_TRADE_NO_USED")),
    }
}

/// A trade as queries and callbacks tell it.
fn told(trade: &Trade) -> Value {
    let state = match trade.stage {
        Stage::Waiting => "NOTPAY",
        Stage::Closed => "CLOSED",
        Stage::Paid if trade.backs.is_empty() => "SUCCESS",
        Stage::Paid => "REFUND",
    };
    let mut said = json!({
        "appid": APPID, "mchid": MCHID, "out_trade_no": trade.number, "trade_state": state, "trade_state_desc": "模拟",
        "a_field_of_tomorrow": { "nested": [1, null] },
    });
    if trade.stage == Stage::Paid {
        said["transaction_id"] = json!(trade.transaction);
        said["trade_type"] = json!(trade.way);
        said["bank_type"] = json!("OTHERS");
        said["attach"] = Value::Null;
        said["success_time"] = json!(trade.paid_at.map(with_offset));
        said["payer"] = json!({ "openid": trade.payer });
        said["amount"] = json!({
            "total": trade.amount, "payer_total": trade.amount - trade.coupon, "currency": "CNY", "payer_currency": "CNY",
        });
    }
    said
}

fn query(state: &mut State, number: &str) -> Told {
    state.book.trade(Which::WeChat, number).map(|trade| (200, told(trade))).ok_or((404, "ORDER_NOT_EXIST"))
}

/// Says yes to everything but what is paid, also to numbers that it has never seen.
fn close(state: &mut State, number: &str) -> Told {
    match state.book.trade(Which::WeChat, number) {
        Some(trade) if trade.stage == Stage::Paid => return Err((400, "ORDERPAID")),
        Some(trade) => trade.stage = Stage::Closed,
        None => {}
    }
    Ok((204, Value::Null))
}

fn refund_told(trade: &Trade, back: &Back) -> Value {
    let mut said = json!({
        "refund_id": back.id, "out_refund_no": back.number, "transaction_id": trade.transaction,
        "out_trade_no": trade.number, "channel": "ORIGINAL", "create_time": with_offset(back.at), "status": back.status,
        "amount": { "total": trade.amount, "refund": back.amount, "payer_total": trade.amount,
                    "payer_refund": back.amount, "currency": "CNY" },
    });
    if back.status == "SUCCESS" {
        said["success_time"] = json!(with_offset(back.at));
    }
    said
}

fn refund(state: &mut State, body: &Value, now: Instant) -> Told {
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    let fen = |name: &str| body["amount"][name].as_i64().unwrap_or(0);
    let (number, refund) = (text("out_trade_no"), text("out_refund_no"));
    let total = state.book.trade(Which::WeChat, &number).map(|trade| trade.amount);
    if total.is_some_and(|total| total != fen("total")) || refund.is_empty() || refund.len() > 64 {
        return Err((400, "PARAM_ERROR"));
    }
    match state.book.give_back((Which::WeChat, &number), &refund, fen("refund"), now) {
        Ok((back, _)) => {
            let trade = state.book.trade(Which::WeChat, &number).ok_or((404, "RESOURCE_NOT_EXISTS"))?;
            Ok((200, refund_told(trade, &back)))
        }
        Err(Refused::Absent) => Err((404, "RESOURCE_NOT_EXISTS")),
        Err(Refused::NotPaid) => Err((403, "TRADE_ERROR")),
        Err(_) => Err((400, "INVALID_REQUEST")),
    }
}

fn refund_query(state: &State, number: &str) -> Told {
    let mut all = state.book.trades.iter().flat_map(|trade| trade.backs.iter().map(move |back| (trade, back)));
    let found = all.find(|(trade, back)| trade.which == Which::WeChat && back.number == number);
    found.map(|(trade, back)| (200, refund_told(trade, back))).ok_or((404, "RESOURCE_NOT_EXISTS"))
}

fn certificates(state: &State, now: Instant) -> Told {
    if state.mode == Proving::PublicKey {
        return Err((404, "RESOURCE_NOT_EXISTS"));
    }
    let mut listed: Vec<Value> = Vec::new();
    for issued in &state.platform {
        let sealed = seal(SECRET, "certificate!", "certificate", issued.pem.as_bytes());
        let part = json!({ "algorithm": "AEAD_AES_256_GCM", "nonce": "certificate!", "associated_data": "certificate",
                           "ciphertext": sealed });
        listed.push(json!({ "serial_no": issued.serial, "effective_time": with_offset(now),
                            "expire_time": with_offset(now + Span::days(1800)), "encrypt_certificate": part }));
    }
    // A broken one must not spoil the others.
    listed.insert(0, json!({ "serial_no": "00", "encrypt_certificate": { "nonce": "short", "ciphertext": "????" } }));
    Ok((200, json!({ "data": listed })))
}

fn seal(key: &str, nonce: &str, associated: &str, plain: &[u8]) -> String {
    let cipher = Aes256Gcm::new_from_slice(key.as_bytes()).expect("32 characters");
    let nonce = nonce.as_bytes().try_into().expect("twelve characters");
    let payload = Payload { msg: plain, aad: associated.as_bytes() };
    BASE64.encode(&cipher.encrypt(&nonce, payload).expect("a text of reasonable length"))
}

/// Serial and signature over seconds, nonce and body by the key of now.
fn prove(
    simulator: &Simulator,
    state: &State,
    by_public: bool,
    seconds: i64,
    body: &[u8],
) -> Vec<(&'static str, String)> {
    let nonce = HEXLOWER.encode(&digest::digest(&digest::SHA256, body).as_ref()[..16]);
    let text = [format!("{seconds}\n{nonce}\n").as_bytes(), body, b"\n"].concat();
    let (serial, key) = match state.unlisted.as_ref().or(state.platform.last()).filter(|_| !by_public) {
        Some(issued) => (issued.serial.clone(), issued.key.clone()),
        None => (PUBLIC.to_owned(), simulator.0.public.clone()),
    };
    vec![
        ("Wechatpay-Timestamp", seconds.to_string()),
        ("Wechatpay-Nonce", nonce),
        ("Wechatpay-Serial", serial),
        ("Wechatpay-Signature", key.sign(&text)),
        ("Wechatpay-Signature-Type", "WECHATPAY2-SHA256-RSA2048".to_owned()),
    ]
}

/// Does to headers and body what was ordered.
fn spoil(headers: &mut Vec<(&'static str, String)>, body: &mut Vec<u8>, what: Option<&What>) {
    let signature = headers.iter_mut().find(|(name, _)| *name == "Wechatpay-Signature");
    match (what, signature) {
        (Some(What::Forged), Some((_, value))) => {
            let other = if value.starts_with('A') { "B" } else { "A" };
            value.replace_range(0..1, other);
        }
        (Some(What::Probe), Some((_, value))) => value.insert_str(0, "WECHATPAY/SIGNTEST/"),
        (Some(What::Unsigned), _) => headers.retain(|(name, _)| *name != "Wechatpay-Signature"),
        (Some(What::Changed), _) => body.push(b' '),
        _ => {}
    }
}

fn signed(
    simulator: &Simulator,
    state: &State,
    asked: &Asked<'_>,
    told: (u16, Value),
    what: Option<What>,
    now: Instant,
) -> Answer {
    let mut body = if told.1.is_null() { Vec::new() } else { told.1.to_string().into_bytes() };
    let named = asked.headers.get("wechatpay-serial").and_then(|value| value.to_str().ok());
    let skew = if let Some(What::Clock(skew)) = what { skew } else { 0 };
    let by_public = named == Some(PUBLIC) || state.mode == Proving::PublicKey;
    let mut headers = prove(simulator, state, by_public, seconds(now) + skew, &body);
    headers.push(("Content-Type", "application/json".to_owned()));
    spoil(&mut headers, &mut body, what.as_ref());
    Answer { status: told.0, headers, body, on_the_way: what }
}

pub(super) fn callback(
    simulator: &Simulator,
    state: &State,
    trade: &Trade,
    call: &Call,
    what: Option<What>,
    now: Instant,
) -> (String, Message) {
    let (kind, original, mut resource) = match &call.event {
        Event::Refunded(number) => {
            let back =
                trade.backs.iter().find(|back| back.number == *number).expect("a callback of a refund in the book");
            let mut said = refund_told(trade, back);
            said["refund_status"] = said["status"].take();
            said["mchid"] = json!(MCHID);
            (format!("REFUND.{}", back.status), "refund", said)
        }
        _ => {
            let mut said = told(trade);
            said["trade_state"] = json!("SUCCESS");
            ("TRANSACTION.SUCCESS".to_owned(), "transaction", said)
        }
    };
    let (mut secret, mut associated, mut id, mut skew) = (SECRET.to_owned(), original, call.id.clone(), 0);
    match &what {
        Some(What::Amount(fen)) => resource["amount"]["total"] = json!(trade.amount + fen),
        Some(What::Currency) => resource["amount"]["currency"] = json!("USD"),
        Some(What::Stranger) => resource["mchid"] = json!("1900009999"),
        Some(What::Sealed) => secret = SECRET.chars().rev().collect(),
        Some(What::Associated) => associated = "",
        Some(What::Renewed) => id.push_str("-RENEWED"),
        Some(What::Clock(seconds)) => skew = *seconds,
        _ => {}
    }
    let nonce = &HEXLOWER.encode(digest::digest(&digest::SHA256, format!("{id}{}", now.0).as_bytes()).as_ref())[..12];
    let sealed = seal(&secret, nonce, associated, resource.to_string().as_bytes());
    let envelope = json!({
        "id": id, "create_time": with_offset(now), "resource_type": "encrypt-resource", "event_type": kind, "summary": "模拟",
        "resource": { "original_type": original, "algorithm": "AEAD_AES_256_GCM", "ciphertext": sealed,
                      "associated_data": original, "nonce": nonce },
    });
    let mut body = envelope.to_string().into_bytes();
    let by_public = state.mode == Proving::PublicKey;
    let mut headers = prove(simulator, state, by_public, seconds(now) + skew, &body);
    headers.push(("Content-Type", "application/json".to_owned()));
    spoil(&mut headers, &mut body, what.as_ref());
    let headers = headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let url = if original == "refund" { &trade.notify_refund } else { &trade.notify };
    (url.clone(), Message { status: 0, headers, body })
}

const HEAD: &str = "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注";
const SUMMARY: &str = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额";

/// The bill of a day: payments on the day they were made, refunds on the day they were accepted.
pub(super) fn bill(state: &State, day: Date) -> String {
    let yuan = |fen: i64| to_yuan(Money(fen));
    let (mut rows, mut paid, mut given) = (Vec::new(), 0, 0);
    for trade in state.book.trades.iter().filter(|trade| trade.which == Which::WeChat) {
        let row = |at: Instant, status: &str, back: Option<&Back>| {
            let (id, number, amount) = back.map_or(("0", "0", 0), |b| (b.id.as_str(), b.number.as_str(), b.amount));
            let (kind, progress) = back.map_or(("", ""), |b| ("ORIGINAL", b.status));
            let whole = if back.is_some() { 0 } else { trade.amount };
            let values = [
                local(at),
                APPID.into(),
                MCHID.into(),
                "0".into(),
                String::new(),
                trade.transaction.clone(),
                trade.number.clone(),
                trade.payer.clone(),
                trade.way.clone(),
                status.into(),
                "OTHERS".into(),
                "CNY".into(),
                yuan(whole),
                yuan(0),
                id.into(),
                number.into(),
                yuan(amount),
                yuan(0),
                kind.into(),
                progress.into(),
                trade.subject.clone(),
                String::new(),
                "1.72000".into(),
                "0.60%".into(),
                yuan(whole),
                yuan(amount),
                String::new(),
            ];
            format!("`{}", values.join(",`"))
        };
        if let Some(at) = trade.paid_at.filter(|at| bill_day(*at) == day) {
            rows.push(row(at, "SUCCESS", None));
            paid += trade.amount;
        }
        for back in trade.backs.iter().filter(|back| bill_day(back.at) == day) {
            rows.push(row(back.at, "REFUND", Some(back)));
            given += back.amount;
        }
    }
    let totals =
        format!("`{},`{},`{},`0.00,`0.00000,`{},`{}", rows.len(), yuan(paid), yuan(given), yuan(paid), yuan(given));
    let mut lines = vec![HEAD.to_owned()];
    lines.extend(rows);
    lines.extend([SUMMARY.to_owned(), totals, String::new()]);
    let text = lines.join("\r\n");
    state.edit.as_ref().map_or(text.clone(), |edit| edit(text))
}

fn day_of(path: &str) -> Option<Date> {
    let query = path.split_once('?')?.1;
    query.split('&').find_map(|part| part.strip_prefix("bill_date="))?.parse().ok()
}

fn bill_address(simulator: &Simulator, state: &State, path: &str) -> Told {
    let day = day_of(path).ok_or((400, "PARAM_ERROR"))?;
    let text = bill(state, day);
    if text.lines().count() <= 3 {
        return Err((400, "NO_STATEMENT_EXIST"));
    }
    let hash = HEXLOWER.encode(digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, text.as_bytes()).as_ref());
    let url = format!("{}/v3/billdownload/file?token=sim&bill_date={day}", simulator.0.address);
    Ok((200, json!({ "hash_type": "SHA1", "hash_value": hash, "download_url": url })))
}

/// The file itself carries no signature.
fn file(state: &State, path: &str, what: Option<What>) -> Answer {
    use std::io::Write;
    let Some(day) = day_of(path) else { return refusal(400, "PARAM_ERROR") };
    let mut text = bill(state, day);
    if what == Some(What::Forged) {
        text = text.replacen("286.50", "286.51", 1);
    }
    if what == Some(What::Unsigned) {
        return Answer::plain(200, "text/plain", text);
    }
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(text.as_bytes()).expect("writing to memory");
    let mut packed = packed.finish().expect("writing to memory");
    if what == Some(What::Changed) {
        packed.truncate(packed.len() / 2);
    }
    let mut answer = Answer::plain(200, "application/octet-stream", packed);
    answer.on_the_way = what;
    answer
}
