//! 支付宝 as the simulator plays it.

use std::{
    collections::BTreeMap,
    io::{Cursor, Write},
};

use kernel::{Date, Instant, Money, Span};
use serde_json::{Value, json};
use zip::{ZipWriter, write::SimpleFileOptions};

use super::{
    APP_ID, Issued, SELLER, Simulator, State,
    book::{Back, Call, Event, Refused, Stage, Trade, Which},
    door::Answer,
    fault::{On, What, strike},
};
use crate::{
    Message, bill_day, from_local, local,
    money::{from_yuan, to_yuan},
};

type Fields = BTreeMap<String, String>;
/// A node with code 10000, or the code of a refusal.
type Told = Result<Value, &'static str>;

/// Reads a form by rules of its own, not by the client's.
fn fields(form: &[u8]) -> Fields {
    let text = String::from_utf8_lossy(form);
    let plain = |part: &str| {
        let spaced = part.replace('+', " ");
        let mut bytes = Vec::new();
        let mut rest = spaced.as_bytes();
        while let Some((first, after)) = rest.split_first() {
            let code = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
            match code.and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(|_| *first == b'%') {
                Some(byte) => {
                    bytes.push(byte);
                    rest = &after[2..];
                }
                None => {
                    bytes.push(*first);
                    rest = after;
                }
            }
        }
        String::from_utf8_lossy(&bytes).into_owned()
    };
    text.split('&').filter_map(|pair| pair.split_once('=')).map(|(name, value)| (plain(name), plain(value))).collect()
}

/// Who asks: application, time, signature.
fn admitted(simulator: &Simulator, fields: &Fields, now: Instant) -> Result<(), &'static str> {
    let field = |name: &str| fields.get(name).map_or("", String::as_str);
    if field("app_id") != APP_ID {
        return Err("isv.invalid-app-id");
    }
    let late = from_local(field("timestamp")).is_none_or(|at| (now - at).0.abs() > Span::hours(24).0);
    if late {
        return Err("isv.invalid-timestamp");
    }
    let mut text = String::new();
    for (name, value) in fields.iter().filter(|(name, value)| *name != "sign" && !value.is_empty()) {
        text.push_str(if text.is_empty() { "" } else { "&" });
        text.push_str(&format!("{name}={value}"));
    }
    let right = simulator.0.application.key.signed(text.as_bytes(), field("sign"));
    right.then_some(()).ok_or("isv.invalid-signature")
}

pub(super) fn answer(simulator: &Simulator, query: &str, body: &[u8]) -> Answer {
    let now = simulator.0.clock.now();
    let fields = fields(body);
    let method = fields.get("method").cloned().unwrap_or_default();
    let mut state = simulator.state();
    state.journal.push(method.clone());
    let early = |code: &str| {
        let said = json!({ "error_response": { "code": "40002", "msg": "Invalid Arguments", "sub_code": code } });
        Answer::plain(200, "application/json", said.to_string())
    };
    if !query.contains("charset=utf-8") {
        return early("isv.missing-charset");
    }
    if let Err(code) = admitted(simulator, &fields, now) {
        return early(code);
    }
    let content: Value = fields.get("biz_content").and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let number = content["out_trade_no"].as_str().unwrap_or_default().to_owned();
    let Some(on) = call_of(&method) else { return early("isv.invalid-method") };
    let what = strike(&mut state.faults, on, &number);
    match &what {
        Some(What::Down(status)) => return Answer::plain(*status, "text/plain", ""),
        Some(What::Says(_, code)) => return node(&state, &method, &json!({ "code": "40004", "sub_code": code }), None),
        Some(What::Page) => return Answer::proxy(),
        _ => {}
    }
    let told = match on {
        On::Place => place(simulator, &mut state, &fields, &content, now),
        On::Query => query_trade(&mut state, &number),
        On::Close => close(&mut state, &number, now),
        On::Refund => refund(&mut state, &content, now),
        On::RefundQuery => refund_query(&mut state, &content),
        On::Certificates => {
            Ok(json!({ "alipay_cert_content": data_encoding::BASE64.encode(state.alipay.pem.as_bytes()) }))
        }
        _ => bill_address(simulator, &state, &content),
    };
    match (told, &what) {
        (_, Some(What::Fails(status))) => Answer::plain(*status, "text/plain", ""),
        (_, Some(What::Empty)) => Answer::plain(200, "application/json", ""),
        (Ok(mut said), _) => {
            said["code"] = json!("10000");
            said["msg"] = json!("Success");
            node(&state, &method, &said, what)
        }
        (Err("20000"), _) => node(&state, &method, &json!({ "code": "20000", "sub_code": "isp.unknow-error" }), what),
        (Err(code), _) => {
            node(&state, &method, &json!({ "code": "40004", "msg": "Business Failed", "sub_code": code }), what)
        }
    }
}

fn call_of(method: &str) -> Option<On> {
    Some(match method {
        "alipay.trade.precreate" | "alipay.trade.create" | "alipay.trade.wap.pay" => On::Place,
        "alipay.trade.query" => On::Query,
        "alipay.trade.close" => On::Close,
        "alipay.trade.refund" => On::Refund,
        "alipay.trade.fastpay.refund.query" => On::RefundQuery,
        "alipay.data.dataservice.bill.downloadurl.query" => On::Bill,
        "alipay.open.app.alipaycert.download" => On::Certificates,
        _ => return None,
    })
}

/// A signed node; slashes are escaped as the real one does, which is what makes printing it again fail.
fn node(state: &State, method: &str, said: &Value, what: Option<What>) -> Answer {
    let mut raw = said.to_string().replace('/', "\\/");
    let mut sign = state.alipay.key.sign(raw.as_bytes());
    match &what {
        Some(What::Forged) => sign.replace_range(0..1, if sign.starts_with('A') { "B" } else { "A" }),
        Some(What::Changed) => raw.insert(1, ' '),
        _ => {}
    }
    let name = method.replace('.', "_");
    let number = number_of(&state.alipay);
    let signature = if what == Some(What::Unsigned) { String::new() } else { format!(r#","sign":"{sign}""#) };
    let body = format!(r#"{{"{name}_response":{raw},"alipay_cert_sn":"{number}"{signature}}}"#);
    let mut answer = Answer::plain(200, "application/json;charset=utf-8", body);
    answer.on_the_way = what;
    answer
}

/// The number of a certificate of the simulator's: its issuer is known, so no certificate is read for it.
fn number_of(issued: &Issued) -> String {
    use md5::Digest;
    let issuer = format!("CN=SIM {},OU=SIM Test,O=SIM Sandbox,C=CN", issued.issuer);
    let bytes = data_encoding::HEXUPPER.decode(issued.serial.as_bytes()).expect("a serial in hexadecimal");
    let decimal = num_bigint::BigUint::from_bytes_be(&bytes).to_string();
    data_encoding::HEXLOWER.encode(&md5::Md5::digest(format!("{issuer}{decimal}")))
}

fn place(simulator: &Simulator, state: &mut State, fields: &Fields, content: &Value, now: Instant) -> Told {
    let text = |name: &str| content[name].as_str().unwrap_or_default().to_owned();
    let method = fields.get("method").cloned().unwrap_or_default();
    let number = text("out_trade_no");
    let amount = from_yuan(&text("total_amount")).filter(|amount| amount.0 > 0).ok_or("ACQ.INVALID_PARAMETER")?;
    let words = text("subject");
    let fits = !number.is_empty()
        && number.len() <= 64
        && number.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        && (1..=256).contains(&words.chars().count())
        && !words.contains(['/', '=', '&'])
        && text("total_amount").split_once('.').is_some_and(|(_, part)| part.len() == 2);
    let expires = from_local(&text("time_expire"));
    if !fits || expires.is_none() {
        return Err("ACQ.INVALID_PARAMETER");
    }
    let trade = Trade {
        which: Which::Alipay,
        number: number.clone(),
        transaction: String::new(),
        subject: words,
        amount: amount.0,
        coupon: 0,
        way: method.clone(),
        payer: text("buyer_open_id"),
        notify: fields.get("notify_url").cloned().unwrap_or_default(),
        notify_refund: fields.get("notify_url").cloned().unwrap_or_default(),
        back: fields.get("return_url").cloned().unwrap_or_default(),
        expires: expires.unwrap_or(now),
        content: content.to_string(),
        stage: Stage::Waiting,
        paid_at: None,
        backs: Vec::new(),
    };
    match state.book.place(trade) {
        Ok(trade) if method == "alipay.trade.create" => {
            Ok(json!({ "out_trade_no": number, "trade_no": trade.transaction }))
        }
        Ok(_) => Ok(json!({ "out_trade_no": number, "qr_code": format!("{}/pay/{number}", simulator.0.address) })),
        Err(Refused::Paid) => Err("ACQ.TRADE_HAS_SUCCESS"),
        Err(Refused::Closed) => Err("ACQ.TRADE_HAS_CLOSE"),
        Err(_) => Err("ACQ.CONTEXT_INCONSISTENT"),
    }
}

/// A payer's browser comes with the signed address of a phone payment; the number of the trade.
pub(super) fn page(simulator: &Simulator, query: &str) -> Result<String, &'static str> {
    let now = simulator.0.clock.now();
    let fields = fields(query.as_bytes());
    admitted(simulator, &fields, now)?;
    let content: Value = fields.get("biz_content").and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    place(simulator, &mut simulator.state(), &fields, &content, now)?;
    Ok(content["out_trade_no"].as_str().unwrap_or_default().to_owned())
}

/// Whether the trade exists for queries: with `create` at once, else not before somebody acts.
fn exists(trade: &Trade) -> bool {
    trade.stage != Stage::Waiting || trade.way == "alipay.trade.create"
}

fn known<'a>(state: &'a mut State, number: &str) -> Result<&'a mut Trade, &'static str> {
    state.book.trade(Which::Alipay, number).filter(|trade| exists(trade)).ok_or("ACQ.TRADE_NOT_EXIST")
}

fn status(trade: &Trade) -> &'static str {
    match trade.stage {
        Stage::Waiting => "WAIT_BUYER_PAY",
        Stage::Closed => "TRADE_CLOSED",
        Stage::Paid if trade.given_back() == trade.amount => "TRADE_CLOSED",
        Stage::Paid => "TRADE_SUCCESS",
    }
}

fn query_trade(state: &mut State, number: &str) -> Told {
    let trade = known(state, number)?;
    let mut said = json!({
        "out_trade_no": trade.number, "trade_no": trade.transaction, "trade_status": status(trade),
        "total_amount": to_yuan(Money(trade.amount)), "a_field_of_tomorrow": "{\"quoted\":\"}\"}",
    });
    if let Some(at) = trade.paid_at {
        said["send_pay_date"] = json!(local(at));
        said["buyer_pay_amount"] = json!(to_yuan(Money(trade.amount - trade.coupon)));
    }
    Ok(said)
}

fn close(state: &mut State, number: &str, now: Instant) -> Told {
    let trade = known(state, number)?;
    if trade.stage == Stage::Paid {
        return Err("ACQ.TRADE_STATUS_ERROR");
    }
    let said = json!({ "out_trade_no": trade.number, "trade_no": trade.transaction });
    trade.stage = Stage::Closed;
    state.book.call(number, Event::Closed, now);
    Ok(said)
}

fn refund(state: &mut State, content: &Value, now: Instant) -> Told {
    let text = |name: &str| content[name].as_str().unwrap_or_default().to_owned();
    let number = text("out_trade_no");
    let amount = from_yuan(&text("refund_amount")).ok_or("ACQ.INVALID_PARAMETER")?;
    let given = state.book.give_back((Which::Alipay, &number), &text("out_request_no"), amount.0, now);
    let (_, moved) = match given {
        Ok(given) => given,
        Err(Refused::Absent) => return Err("ACQ.TRADE_NOT_EXIST"),
        Err(Refused::TooMuch) => return Err("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL"),
        Err(Refused::OtherContent) => return Err("ACQ.DISCORDANT_REPEAT_REQUEST"),
        Err(_) => return Err("ACQ.TRADE_STATUS_ERROR"),
    };
    let trade = known(state, &number)?;
    Ok(json!({
        "out_trade_no": number, "trade_no": trade.transaction, "fund_change": if moved { "Y" } else { "N" },
        "refund_fee": to_yuan(Money(trade.given_back())),
    }))
}

fn refund_query(state: &mut State, content: &Value) -> Told {
    let wanted = content["out_request_no"].as_str().unwrap_or_default().to_owned();
    let trade = known(state, content["out_trade_no"].as_str().unwrap_or_default())?;
    let mut said = json!({ "out_trade_no": trade.number, "trade_no": trade.transaction });
    if let Some(back) = trade.backs.iter().find(|back| back.number == wanted) {
        said["out_request_no"] = json!(wanted);
        said["refund_amount"] = json!(to_yuan(Money(back.amount)));
        said["refund_status"] = json!("REFUND_SUCCESS");
        said["gmt_refund_pay"] = json!(local(back.at));
    }
    Ok(said)
}

/// The fields of a notice about a trade as it stands now.
fn notice(trade: &Trade, call: &Call, now: Instant) -> Fields {
    let mut all: Vec<(&str, String)> = vec![
        ("app_id", APP_ID.to_owned()),
        ("auth_app_id", APP_ID.to_owned()),
        ("buyer_pay_amount", to_yuan(Money(trade.amount - trade.coupon))),
        ("charset", "utf-8".to_owned()),
        (
            "fund_bill_list",
            format!(r#"[{{"amount":"{}","fundChannel":"ALIPAYACCOUNT"}}]"#, to_yuan(Money(trade.amount))),
        ),
        ("notify_id", call.id.clone()),
        ("notify_time", local(now)),
        ("notify_type", "trade_status_sync".to_owned()),
        ("out_trade_no", trade.number.clone()),
        ("seller_id", SELLER.to_owned()),
        ("subject", trade.subject.clone()),
        ("total_amount", to_yuan(Money(trade.amount))),
        ("trade_no", trade.transaction.clone()),
        ("version", "1.0".to_owned()),
    ];
    all.extend(trade.paid_at.map(|at| ("gmt_payment", local(at))));
    let told = match &call.event {
        Event::Paid => "TRADE_SUCCESS",
        Event::Closed => "TRADE_CLOSED",
        Event::Refunded(number) => {
            // The sum of the refunds up to and with this one.
            let upto = trade.backs.iter().position(|back| back.number == *number).map_or(0, |place| place + 1);
            let sum: i64 = trade.backs[..upto].iter().map(|back| back.amount).sum();
            all.push(("refund_fee", to_yuan(Money(sum))));
            all.push(("out_biz_no", number.clone()));
            all.push(("gmt_refund", format!("{}.318", local(now))));
            if sum == trade.amount { "TRADE_CLOSED" } else { "TRADE_SUCCESS" }
        }
    };
    all.push(("trade_status", told.to_owned()));
    all.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

pub(super) fn callback(
    state: &State,
    trade: &Trade,
    call: &Call,
    what: Option<What>,
    now: Instant,
) -> (String, Message) {
    let skew = if let Some(What::Clock(seconds)) = what { Span::seconds(seconds) } else { Span::ZERO };
    let mut fields = notice(trade, call, now + skew);
    let mut set = |name: &str, value: String| fields.insert(name.to_owned(), value);
    match &what {
        Some(What::Amount(fen)) => drop(set("total_amount", to_yuan(Money(trade.amount + fen)))),
        Some(What::Stranger) => drop(set("seller_id", "2088000000000777".to_owned())),
        Some(What::Renewed) => drop(set("notify_id", format!("{}-RENEWED", call.id))),
        _ => {}
    }
    let text: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let mut sign = state.alipay.key.sign(text.join("&").as_bytes());
    match &what {
        Some(What::Forged) => sign.replace_range(0..1, if sign.starts_with('A') { "B" } else { "A" }),
        Some(What::Changed) => drop(fields.insert("total_amount".to_owned(), "0.01".to_owned())),
        _ => {}
    }
    if what != Some(What::Unsigned) {
        fields.insert("sign".to_owned(), sign);
    }
    fields.insert("sign_type".to_owned(), "RSA2".to_owned());
    let encode = |text: &str| {
        let letters = text.bytes().map(|byte| match byte {
            b' ' => "+".to_owned(),
            byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
            byte => format!("%{byte:02x}"),
        });
        letters.collect::<String>()
    };
    let body: Vec<String> = fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    let kind = ("Content-Type".to_owned(), "application/x-www-form-urlencoded; charset=utf-8".to_owned());
    (trade.notify.clone(), Message { status: 0, headers: vec![kind], body: body.join("&").into_bytes() })
}

const HEAD: &str = "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注";

/// The movements of a day.
pub(super) fn bill(state: &State, day: Date) -> String {
    let mut rows = Vec::new();
    for trade in state.book.trades.iter().filter(|trade| trade.which == Which::Alipay) {
        let row = |at: Instant, back: Option<&Back>| {
            let amount = to_yuan(Money(back.map_or(trade.amount, |back| -back.amount)));
            let kind = if back.is_some() { "退款" } else { "交易" };
            let request = back.map_or("", |back| back.number.as_str());
            let fee = if back.is_some() { "0.00" } else { "-1.72" };
            format!(
                "{}\t,{}\t,{kind},{},{},{} ,,,,,sim***,{amount},{amount},0.00,0.00,0.00,0.00,0.00,,0.00,0.00,{request}\t,{fee},0.00,",
                trade.transaction,
                trade.number,
                trade.subject,
                local(at),
                local(at),
            )
        };
        rows.extend(trade.paid_at.filter(|at| bill_day(*at) == day).map(|at| row(at, None)));
        rows.extend(trade.backs.iter().filter(|back| bill_day(back.at) == day).map(|back| row(back.at, Some(back))));
    }
    let mut lines = vec![
        "#支付宝业务明细查询".to_owned(),
        format!("#账号：[{SELLER}0156]"),
        "#-----------------------------------------业务明细列表----------------------------------------".to_owned(),
        HEAD.to_owned(),
    ];
    let count = rows.len();
    lines.extend(rows);
    lines.push(
        "#-----------------------------------------业务明细列表结束------------------------------------".to_owned(),
    );
    lines.push(format!("#合计：{count}笔"));
    let text = lines.join("\r\n");
    state.edit.as_ref().map_or(text.clone(), |edit| edit(text))
}

fn bill_address(simulator: &Simulator, state: &State, content: &Value) -> Told {
    let day: Date = content["bill_date"].as_str().and_then(|day| day.parse().ok()).ok_or("isp.bill_date_error")?;
    if !bill(state, day).lines().any(|line| line.contains("sim***")) {
        return Err("isp.bill_not_exist");
    }
    Ok(json!({ "bill_download_url": format!("{}/bills/alipay/{day}", simulator.0.address) }))
}

pub(super) fn file(simulator: &Simulator, day: &str) -> Answer {
    let mut state = simulator.state();
    let what = strike(&mut state.faults, On::File, "");
    let Ok(day) = day.parse() else { return Answer::plain(404, "text/plain", "") };
    let text = bill(&state, day);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let mut put = |name: &str, text: &str| {
        archive.start_file(name, SimpleFileOptions::default()).expect("writing to memory");
        archive.write_all(&encoding_rs::GB18030.encode(text).0).expect("writing to memory");
    };
    put("sim_业务明细(汇总).csv", "#汇总");
    put("sim_业务明细.csv", &text);
    let mut packed = archive.finish().expect("writing to memory").into_inner();
    if what == Some(What::Changed) {
        packed.truncate(packed.len() / 2);
    }
    let mut answer = Answer::plain(200, "application/zip", packed);
    answer.on_the_way = what;
    answer
}
