//! 支付宝 OpenAPI in the gateway style with RSA2, in the mode of public keys or of certificates.

mod answer;
mod bill;
mod callback;
mod keys;
pub mod sign;

use std::{collections::BTreeMap, sync::Arc};

use kernel::Date;
use serde_json::{Value, json};

pub use bill::read as read_bill;
pub use keys::Keys;

use crate::{
    Bill, Channel, Moment, Notice, Order, Placed, Reason, Refund, RefundStanding, RefundState, Reply, SigningKey,
    Standing, Trouble, Unproved, Way, channel, json,
    moment::local,
    money::to_yuan,
    wire::{Message, Method, Request, Soon, Wire, form},
};

/// What a seller has set up. Values come from configuration by reference.
#[derive(Debug)]
pub struct Seller {
    /// The address of the gateway.
    pub gateway: String,
    /// 应用 ID.
    pub app_id: String,
    /// 商户 PID (2088…), whose money it is.
    pub seller_id: String,
    /// The application's private key.
    pub key: SigningKey,
    /// Where callbacks go.
    pub notify: String,
}

/// The gateway of production.
pub const GATEWAY: &str = "https://openapi.alipay.com/gateway.do";

/// The channel.
pub struct Alipay {
    seller: Seller,
    keys: Keys,
    wire: Arc<dyn Wire>,
}

impl Alipay {
    /// A channel of this seller, with these keys of Alipay's, over this wire.
    pub fn new(seller: Seller, keys: Keys, wire: Arc<dyn Wire>) -> Self {
        Self { seller, keys, wire }
    }

    /// All parameters of a call, signed.
    fn parameters(&self, moment: &Moment, method: &'static str, content: &Value) -> BTreeMap<&'static str, String> {
        let mut all = BTreeMap::from([
            ("app_id", self.seller.app_id.clone()),
            ("method", method.to_owned()),
            ("format", "JSON".to_owned()),
            ("charset", "utf-8".to_owned()),
            ("sign_type", "RSA2".to_owned()),
            ("timestamp", local(moment.now)),
            ("version", "1.0".to_owned()),
            ("biz_content", content.to_string()),
        ]);
        if let Some((app, root)) = self.keys.numbers() {
            all.extend([("app_cert_sn", app.to_owned()), ("alipay_root_cert_sn", root.to_owned())]);
        }
        all
    }

    fn signed(&self, mut all: BTreeMap<&'static str, String>) -> String {
        let sign = self.seller.key.sign(sign::request_text(&all).as_bytes());
        all.insert("sign", sign);
        form(all.iter().map(|(name, value)| (*name, value.as_str())))
    }

    async fn post(&self, all: BTreeMap<&'static str, String>) -> Result<Message, Trouble> {
        let request = Request {
            method: Method::Post,
            // The gateway reads the charset from the address, before it reads the body.
            url: format!("{}?charset=utf-8", self.seller.gateway),
            headers: vec![
                ("Content-Type", "application/x-www-form-urlencoded; charset=utf-8".to_owned()),
                ("User-Agent", concat!("steward/", env!("CARGO_PKG_VERSION")).to_owned()),
            ],
            body: self.signed(all).into_bytes(),
        };
        Ok(self.wire.send(request).await?)
    }

    /// A call whose node is proved before it is read.
    async fn call(&self, moment: &Moment, method: &'static str, content: &Value) -> Result<Value, Trouble> {
        let mut all = self.parameters(moment, method, content);
        if matches!(method, "alipay.trade.create" | "alipay.trade.precreate") {
            all.insert("notify_url", self.seller.notify.clone());
        }
        let answer = answer::Node::of(&self.post(all).await?, method)?;
        if let Some(trouble) = answer.early_refusal() {
            return Err(trouble);
        }
        let key = match self.keys.find(answer.certificate.as_deref()) {
            Some(key) => key,
            None => self.fetch_key(moment, answer.certificate.as_deref()).await?,
        };
        answer.proved(&key)
    }

    /// Fetches a certificate of Alipay's that is not known, and takes it if it hangs on a root of ours.
    async fn fetch_key(&self, moment: &Moment, number: Option<&str>) -> Result<crate::VerifyingKey, Trouble> {
        const METHOD: &str = "alipay.open.app.alipaycert.download";
        let number = number.ok_or(Unproved::Missing("alipay_cert_sn"))?;
        let unknown = || Trouble::from(Unproved::Key(number.to_owned()));
        let all = self.parameters(moment, METHOD, &json!({ "alipay_cert_sn": number }));
        let answer = answer::Node::of(&self.post(all).await?, METHOD)?;
        let content = json::text(&answer.peek()?, "/alipay_cert_content").ok_or_else(unknown)?;
        let key = self.keys.take(&content, number, moment.now).ok_or_else(unknown)?;
        // The chain has proved the certificate; the answer that brought it must be signed by a key of the same chain.
        let signer = self.keys.find(answer.certificate.as_deref()).ok_or_else(unknown)?;
        answer.proved(&signer)?;
        Ok(key)
    }

    fn content(order: &Order) -> Value {
        // The gateway refuses these three in a subject.
        let subject = order.subject.replace(['/', '=', '&'], " ");
        json!({
            "out_trade_no": order.number,
            "total_amount": to_yuan(order.amount),
            "subject": subject,
            "time_expire": local(order.expires),
        })
    }

    async fn place_order(&self, moment: &Moment, order: &Order) -> Result<Placed, Trouble> {
        channel::fit(order, moment.now)?;
        let mut content = Self::content(order);
        match &order.way {
            Way::Code => {
                content["product_code"] = json!("FACE_TO_FACE_PAYMENT");
                let answer = self.call(moment, "alipay.trade.precreate", &content).await?;
                let code = json::text(&answer, "/qr_code");
                code.map(Placed::Code).ok_or_else(|| Trouble::unreadable(answer.to_string().as_bytes()))
            }
            Way::Inside { payer } => {
                content["product_code"] = json!("JSAPI_PAY");
                content["buyer_open_id"] = json!(payer);
                content["op_app_id"] = json!(self.seller.app_id);
                let answer = self.call(moment, "alipay.trade.create", &content).await?;
                let number = json::text(&answer, "/trade_no");
                let script = number.map(|number| Placed::Script(vec![("tradeNO", number)]));
                script.ok_or_else(|| Trouble::unreadable(answer.to_string().as_bytes()))
            }
            Way::Phone { back, .. } => {
                content["product_code"] = json!("QUICK_WAP_WAY");
                content["quit_url"] = json!(back);
                let mut all = self.parameters(moment, "alipay.trade.wap.pay", &content);
                all.extend([("notify_url", self.seller.notify.clone()), ("return_url", back.clone())]);
                Ok(Placed::Address(format!("{}?{}", self.seller.gateway, self.signed(all))))
            }
        }
    }

    async fn ask(&self, moment: &Moment, number: &str) -> Result<Standing, Trouble> {
        match self.call(moment, "alipay.trade.query", &json!({ "out_trade_no": number })).await {
            Ok(answer) => answer::standing(&answer)
                .filter(|standing| standing.number == number)
                .ok_or_else(|| Trouble::unreadable(answer.to_string().as_bytes())),
            Err(trouble) if trouble.reason() == Some(Reason::Absent) => Ok(Standing::absent(number)),
            Err(trouble) => Err(trouble),
        }
    }

    async fn end(&self, moment: &Moment, number: &str) -> Result<(), Trouble> {
        match self.call(moment, "alipay.trade.close", &json!({ "out_trade_no": number })).await {
            // Nobody has scanned the code: there is nothing to close, and it stays payable until it runs out.
            Err(trouble) if trouble.reason() == Some(Reason::Absent) => Ok(()),
            result => result.map(|_| ()),
        }
    }

    async fn give_back(&self, moment: &Moment, refund: &Refund) -> Result<RefundStanding, Trouble> {
        let content = json!({
            "out_trade_no": refund.order,
            "refund_amount": to_yuan(refund.amount),
            "out_request_no": refund.number,
            "refund_reason": refund.reason,
        });
        let answer = self.call(moment, "alipay.trade.refund", &content).await?;
        // Only `Y` says that this call moved money; anything else is for the query to tell. `refund_fee` is of the whole order.
        let moved = json::text(&answer, "/fund_change").as_deref() == Some("Y");
        let state = if moved { RefundState::Done } else { RefundState::Running };
        Ok(answer::refund(refund, state, &answer))
    }

    async fn ask_refund(&self, moment: &Moment, refund: &Refund) -> Result<RefundStanding, Trouble> {
        let content = json!({
            "out_trade_no": refund.order,
            "out_request_no": refund.number,
            "query_options": ["gmt_refund_pay"],
        });
        let answer = match self.call(moment, "alipay.trade.fastpay.refund.query", &content).await {
            Err(trouble) if trouble.reason() == Some(Reason::Absent) => Value::Null,
            answer => answer?,
        };
        let state = match json::text(&answer, "/refund_status").as_deref() {
            Some("REFUND_SUCCESS") => RefundState::Done,
            Some(_) => RefundState::Running,
            None => RefundState::Absent,
        };
        Ok(answer::refund(refund, state, &answer))
    }

    async fn fetch_bill(&self, moment: &Moment, day: Date) -> Result<Bill, Trouble> {
        let content = json!({ "bill_type": "trade", "bill_date": day.to_string() });
        let answer = match self.call(moment, "alipay.data.dataservice.bill.downloadurl.query", &content).await {
            Err(Trouble::Refused(refusal)) if refusal.code.to_ascii_lowercase().contains("bill_not_exist") => {
                return Ok(Bill { day, rows: Vec::new(), file: Vec::new() });
            }
            answer => answer?,
        };
        let url = json::text(&answer, "/bill_download_url");
        let url = url.ok_or_else(|| Trouble::unreadable(answer.to_string().as_bytes()))?;
        let request = Request { method: Method::Get, url, headers: Vec::new(), body: Vec::new() };
        let packed = self.wire.send(request).await?;
        if packed.status != 200 {
            return Err(Trouble::unreadable(&packed.body));
        }
        let file = bill::unpack(&packed.body)?;
        Ok(Bill { day, rows: bill::read(&file)?, file })
    }
}

impl Channel for Alipay {
    fn name(&self) -> &'static str {
        "alipay"
    }

    fn place<'a>(&'a self, moment: &'a Moment, order: &'a Order) -> Soon<'a, Result<Placed, Trouble>> {
        Box::pin(self.place_order(moment, order))
    }

    fn query<'a>(&'a self, moment: &'a Moment, number: &'a str) -> Soon<'a, Result<Standing, Trouble>> {
        Box::pin(self.ask(moment, number))
    }

    fn close<'a>(&'a self, moment: &'a Moment, number: &'a str) -> Soon<'a, Result<(), Trouble>> {
        Box::pin(self.end(moment, number))
    }

    fn refund<'a>(&'a self, moment: &'a Moment, refund: &'a Refund) -> Soon<'a, Result<RefundStanding, Trouble>> {
        Box::pin(self.give_back(moment, refund))
    }

    fn query_refund<'a>(&'a self, moment: &'a Moment, refund: &'a Refund) -> Soon<'a, Result<RefundStanding, Trouble>> {
        Box::pin(self.ask_refund(moment, refund))
    }

    fn read<'a>(&'a self, moment: &'a Moment, callback: &'a Message) -> Soon<'a, Result<Notice, Unproved>> {
        Box::pin(async move { callback::read(&callback.body, &self.seller, &self.keys, moment.now) })
    }

    fn taken(&self) -> Reply {
        Reply { status: 200, content_type: "text/plain", body: "success".to_owned() }
    }

    fn not_taken(&self) -> Reply {
        Reply { status: 200, content_type: "text/plain", body: "failure".to_owned() }
    }

    fn bill<'a>(&'a self, moment: &'a Moment, day: Date) -> Soon<'a, Result<Bill, Trouble>> {
        Box::pin(self.fetch_bill(moment, day))
    }

    fn refresh<'a>(&'a self, _moment: &'a Moment) -> Soon<'a, Result<(), Trouble>> {
        Box::pin(async { Ok(()) })
    }
}
