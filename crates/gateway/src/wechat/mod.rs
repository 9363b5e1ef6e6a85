//! 微信支付 API v3 for a merchant of his own.
//!
//! The platform's keys may be certificates by serial, a public key by id, or both while they change: whichever a message names proves it.
//! An unknown name makes one refresh of the certificates a minute at most, whoever asks.

mod answer;
mod bill;
mod callback;
pub mod seal;
pub mod sign;

use std::sync::{Arc, PoisonError, RwLock};

use kernel::{Date, Instant, Span};
use serde_json::{Value, json};
use tokio::sync::Mutex;

pub use bill::read as read_bill;
use seal::ApiKey;
use sign::{Keyring, Proof};

use crate::{
    Bill, Channel, Moment, Notice, Order, Placed, Reason, Refund, RefundStanding, RefundState, Reply, SigningKey,
    Standing, Trouble, Unproved, VerifyingKey, Way,
    certificate::Certificate,
    channel, json,
    moment::with_offset,
    wire::{Message, Method, Request, Soon, Wire, path_and_query, percent},
};

/// What a merchant has set up. Values come from configuration by reference; only names of keys may be logged.
#[derive(Debug)]
pub struct Merchant {
    /// Scheme and host without a slash at the end.
    pub base: String,
    /// 商户号.
    pub mchid: String,
    /// The application bound to it.
    pub appid: String,
    /// Serial of the merchant's certificate.
    pub serial: String,
    /// The merchant's private key.
    pub key: SigningKey,
    /// APIv3 密钥.
    pub secret: ApiKey,
    /// Where callbacks of payments go: https, public, without a query.
    pub notify: String,
    /// Where callbacks of refunds go.
    pub notify_refund: String,
    /// The platform's public key and its id, in that mode.
    pub platform: Option<(String, VerifyingKey)>,
}

/// The host of production.
pub const BASE: &str = "https://api.mch.weixin.qq.com";
/// What certificates are asked for at most.
const PAUSE: Span = Span::minutes(1);

/// The channel.
pub struct WeChat {
    merchant: Merchant,
    wire: Arc<dyn Wire>,
    keys: RwLock<Keyring>,
    refreshed: Mutex<Option<Instant>>,
}

impl WeChat {
    /// A channel of this merchant over this wire. Certificates are fetched when they are first needed.
    pub fn new(merchant: Merchant, wire: Arc<dyn Wire>) -> Self {
        let mut keys = Keyring::default();
        if let Some((name, key)) = &merchant.platform {
            keys.take(name.clone(), key.clone(), None);
        }
        Self { merchant, wire, keys: RwLock::new(keys), refreshed: Mutex::new(None) }
    }

    fn keys(&self) -> Keyring {
        self.keys.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Sends a signed request; what comes back is not proved yet.
    async fn send(&self, moment: &Moment, method: Method, url: String, body: Vec<u8>) -> Result<Message, Trouble> {
        let merchant = &self.merchant;
        let of = (method, path_and_query(&url), body.as_slice());
        let mut headers = vec![
            ("Authorization", sign::authorization(&merchant.mchid, &merchant.serial, &merchant.key, moment, of)),
            ("Accept", "application/json".to_owned()),
            ("User-Agent", concat!("steward/", env!("CARGO_PKG_VERSION")).to_owned()),
        ];
        if !body.is_empty() {
            headers.push(("Content-Type", "application/json".to_owned()));
        }
        if let Some((name, _)) = &merchant.platform {
            headers.push(("Wechatpay-Serial", name.clone()));
        }
        Ok(self.wire.send(Request { method, url, headers, body }).await?)
    }

    /// A call whose answer is proved before it is read. `Null` is an answer without a body.
    async fn call(&self, moment: &Moment, method: Method, path: &str, body: Option<Value>) -> Result<Value, Trouble> {
        let body = body.map_or_else(Vec::new, |body| body.to_string().into_bytes());
        let answer = self.send(moment, method, format!("{}{path}", self.merchant.base), body).await?;
        if !(200..300).contains(&answer.status) {
            return Err(answer::refusal(&answer));
        }
        self.prove(moment, &answer).await?;
        if answer.body.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_slice(&answer.body).map_err(|_| Trouble::unreadable(&answer.body))
    }

    /// Proves an answer or a callback; an unknown key makes the certificates be looked at once.
    async fn prove(&self, moment: &Moment, message: &Message) -> Result<(), Unproved> {
        let proof = Proof::of(message, moment.now)?;
        match proof.check(&message.body, &self.keys(), moment.now) {
            Err(Unproved::Key(name)) => {
                self.look_for(moment, &name).await;
                proof.check(&message.body, &self.keys(), moment.now)
            }
            result => result,
        }
    }

    /// Fetches the certificates for a key that is not known. Only one looks at a time, and not more often than once a minute.
    async fn look_for(&self, moment: &Moment, name: &str) {
        let mut refreshed = self.refreshed.lock().await;
        let known = self.keys().find(name, moment.now).is_some();
        if known || refreshed.is_some_and(|at| moment.now < at + PAUSE) {
            return;
        }
        *refreshed = Some(moment.now);
        // Without new certificates the message stays unproved, which is what the caller says then.
        let _ = self.fetch_certificates(moment).await;
    }

    async fn fetch_certificates(&self, moment: &Moment) -> Result<(), Trouble> {
        let url = format!("{}/v3/certificates", self.merchant.base);
        let answer = self.send(moment, Method::Get, url, Vec::new()).await?;
        if !(200..300).contains(&answer.status) {
            let trouble = answer::refusal(&answer);
            // A merchant of the public-key mode may have no certificates at all.
            return if answer.status == 404 { Ok(()) } else { Err(trouble) };
        }
        let listed: Value = serde_json::from_slice(&answer.body).map_err(|_| Trouble::unreadable(&answer.body))?;
        let mut keys = self.keys();
        for entry in listed["data"].as_array().into_iter().flatten() {
            if let Some((serial, certificate)) = self.open_certificate(entry)
                && let Some(key) = certificate.key()
                && moment.now < certificate.until
            {
                keys.take(serial, key.clone(), Some(certificate.until));
            }
        }
        // The seal has shown that the sender knows the merchant's key; now the answer itself is proved by what it brought.
        Proof::of(&answer, moment.now)?.check(&answer.body, &keys, moment.now)?;
        keys.tidy(moment.now);
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys;
        Ok(())
    }

    /// One certificate of the list; a broken one does not spoil the others.
    fn open_certificate(&self, entry: &Value) -> Option<(String, Certificate)> {
        let sealed = |name: &str| json::text(entry, &format!("/encrypt_certificate/{name}"));
        let associated = sealed("associated_data").unwrap_or_default();
        let pem = self.merchant.secret.open(&sealed("nonce")?, &associated, &sealed("ciphertext")?).ok()?;
        let certificate = Certificate::read(std::str::from_utf8(&pem).ok()?)?;
        let serial = json::text(entry, "/serial_no")?;
        (certificate.serial() == serial.to_ascii_uppercase()).then_some((serial, certificate))
    }

    /// The parameters with which the script of the app opens the payment.
    fn script(&self, moment: &Moment, prepay: &str) -> Placed {
        let (seconds, nonce, package) = (moment.seconds(), moment.nonce(), format!("prepay_id={prepay}"));
        let text = sign::pay_text(&self.merchant.appid, seconds, &nonce, &package);
        Placed::Script(vec![
            ("appId", self.merchant.appid.clone()),
            ("timeStamp", seconds.to_string()),
            ("nonceStr", nonce),
            ("package", package),
            ("signType", "RSA".to_owned()),
            ("paySign", self.merchant.key.sign(&text)),
        ])
    }

    fn order(&self, order: &Order) -> Value {
        json!({
            "appid": self.merchant.appid,
            "mchid": self.merchant.mchid,
            "description": order.subject,
            "out_trade_no": order.number,
            "time_expire": with_offset(order.expires),
            "notify_url": self.merchant.notify,
            "amount": { "total": order.amount.0, "currency": "CNY" },
        })
    }

    async fn place_order(&self, moment: &Moment, order: &Order) -> Result<Placed, Trouble> {
        channel::fit(order, moment.now)?;
        let mut body = self.order(order);
        let product = match &order.way {
            Way::Code => "native",
            Way::Inside { payer } => {
                body["payer"] = json!({ "openid": payer });
                "jsapi"
            }
            Way::Phone { ip, .. } => {
                body["scene_info"] = json!({ "payer_client_ip": ip, "h5_info": { "type": "Wap" } });
                "h5"
            }
        };
        let answer = self.call(moment, Method::Post, &format!("/v3/pay/transactions/{product}"), Some(body)).await?;
        let told =
            |name: &str| json::text(&answer, name).ok_or_else(|| Trouble::unreadable(answer.to_string().as_bytes()));
        Ok(match &order.way {
            Way::Code => Placed::Code(told("/code_url")?),
            Way::Inside { .. } => self.script(moment, &told("/prepay_id")?),
            Way::Phone { back, .. } => {
                let address = told("/h5_url")?;
                let joint = if address.contains('?') { '&' } else { '?' };
                Placed::Address(format!("{address}{joint}redirect_url={}", percent(back)))
            }
        })
    }

    async fn ask(&self, moment: &Moment, number: &str) -> Result<Standing, Trouble> {
        let path = format!("/v3/pay/transactions/out-trade-no/{}?mchid={}", percent(number), self.merchant.mchid);
        match self.call(moment, Method::Get, &path, None).await {
            Ok(answer) => answer::standing(&answer, &self.merchant).filter(|standing| standing.number == number),
            Err(trouble) if trouble.reason() == Some(Reason::Absent) => Some(Standing::absent(number)),
            Err(trouble) => return Err(trouble),
        }
        .ok_or_else(|| Trouble::unreadable(b"an answer about another order"))
    }

    async fn give_back(&self, moment: &Moment, refund: &Refund) -> Result<RefundStanding, Trouble> {
        let body = json!({
            "out_trade_no": refund.order,
            "out_refund_no": refund.number,
            "reason": refund.reason,
            "notify_url": self.merchant.notify_refund,
            "amount": { "refund": refund.amount.0, "total": refund.total.0, "currency": "CNY" },
        });
        let answer = self.call(moment, Method::Post, "/v3/refund/domestic/refunds", Some(body)).await?;
        answer::refund(&answer, "/status").ok_or_else(|| Trouble::unreadable(answer.to_string().as_bytes()))
    }

    async fn ask_refund(&self, moment: &Moment, refund: &Refund) -> Result<RefundStanding, Trouble> {
        let path = format!("/v3/refund/domestic/refunds/{}", percent(&refund.number));
        match self.call(moment, Method::Get, &path, None).await {
            Ok(answer) => {
                answer::refund(&answer, "/status").ok_or_else(|| Trouble::unreadable(answer.to_string().as_bytes()))
            }
            Err(trouble) if trouble.reason() == Some(Reason::Absent) => Ok(RefundStanding {
                number: refund.number.clone(),
                order: refund.order.clone(),
                transaction: None,
                state: RefundState::Absent,
                amount: None,
                done_at: None,
            }),
            Err(trouble) => Err(trouble),
        }
    }

    async fn fetch_bill(&self, moment: &Moment, day: Date) -> Result<Bill, Trouble> {
        let path = format!("/v3/bill/tradebill?bill_date={day}&bill_type=ALL&tar_type=GZIP");
        let answer = match self.call(moment, Method::Get, &path, None).await {
            Err(Trouble::Refused(refusal)) if answer::is_code(&refusal.code, "NOSTATEMENTEXIST") => {
                return Ok(Bill { day, rows: Vec::new(), file: Vec::new() });
            }
            answer => answer?,
        };
        let unreadable = || Trouble::unreadable(answer.to_string().as_bytes());
        let url = json::text(&answer, "/download_url").ok_or_else(unreadable)?;
        let digest = json::text(&answer, "/hash_value").ok_or_else(unreadable)?;
        // The file carries no signature; the proved answer has told its digest.
        let packed = self.send(moment, Method::Get, url, Vec::new()).await?;
        if packed.status != 200 {
            return Err(answer::refusal(&packed));
        }
        let file = bill::unpack(packed.body, &digest)?;
        Ok(Bill { day, rows: bill::read(&file)?, file })
    }
}

impl Channel for WeChat {
    fn name(&self) -> &'static str {
        "wechat"
    }

    fn place<'a>(&'a self, moment: &'a Moment, order: &'a Order) -> Soon<'a, Result<Placed, Trouble>> {
        Box::pin(self.place_order(moment, order))
    }

    fn query<'a>(&'a self, moment: &'a Moment, number: &'a str) -> Soon<'a, Result<Standing, Trouble>> {
        Box::pin(self.ask(moment, number))
    }

    fn close<'a>(&'a self, moment: &'a Moment, number: &'a str) -> Soon<'a, Result<(), Trouble>> {
        Box::pin(async move {
            let path = format!("/v3/pay/transactions/out-trade-no/{}/close", percent(number));
            let body = json!({ "mchid": self.merchant.mchid });
            self.call(moment, Method::Post, &path, Some(body)).await.map(|_| ())
        })
    }

    fn refund<'a>(&'a self, moment: &'a Moment, refund: &'a Refund) -> Soon<'a, Result<RefundStanding, Trouble>> {
        Box::pin(self.give_back(moment, refund))
    }

    fn query_refund<'a>(&'a self, moment: &'a Moment, refund: &'a Refund) -> Soon<'a, Result<RefundStanding, Trouble>> {
        Box::pin(self.ask_refund(moment, refund))
    }

    fn read<'a>(&'a self, moment: &'a Moment, callback: &'a Message) -> Soon<'a, Result<Notice, Unproved>> {
        Box::pin(async move {
            self.prove(moment, callback).await?;
            callback::read(&callback.body, &self.merchant)
        })
    }

    fn taken(&self) -> Reply {
        let body = r#"{"code":"SUCCESS","message":"成功"}"#;
        Reply { status: 200, content_type: "application/json", body: body.to_owned() }
    }

    fn not_taken(&self) -> Reply {
        let body = r#"{"code":"FAIL","message":"失败"}"#;
        Reply { status: 500, content_type: "application/json", body: body.to_owned() }
    }

    fn bill<'a>(&'a self, moment: &'a Moment, day: Date) -> Soon<'a, Result<Bill, Trouble>> {
        Box::pin(self.fetch_bill(moment, day))
    }

    fn refresh<'a>(&'a self, moment: &'a Moment) -> Soon<'a, Result<(), Trouble>> {
        Box::pin(async move {
            let mut refreshed = self.refreshed.lock().await;
            *refreshed = Some(moment.now);
            self.fetch_certificates(moment).await
        })
    }
}
