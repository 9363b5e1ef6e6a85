//! The texts that WeChat Pay signs, and how they are proved. Each line ends with a line feed, the last one too.

use std::collections::BTreeMap;

use kernel::{Instant, Span};

use crate::{
    Moment, SigningKey, Unproved, VerifyingKey,
    moment::seconds,
    wire::{Message, Method},
};

/// How far the other side's clock may be from ours, in seconds.
pub const WINDOW: i64 = 300;

/// The text of a request: method, path with query, seconds, nonce, body.
pub fn request_text(method: Method, path: &str, seconds: i64, nonce: &str, body: &[u8]) -> Vec<u8> {
    let mut text = format!("{}\n{path}\n{seconds}\n{nonce}\n", method.name()).into_bytes();
    text.extend(body);
    text.push(b'\n');
    text
}

/// The text of an answer or a callback: seconds, nonce, body as received.
pub fn message_text(seconds: &str, nonce: &str, body: &[u8]) -> Vec<u8> {
    let mut text = format!("{seconds}\n{nonce}\n").into_bytes();
    text.extend(body);
    text.push(b'\n');
    text
}

/// The text that lets a page begin a payment: application, seconds, nonce, `prepay_id=…`.
pub fn pay_text(appid: &str, seconds: i64, nonce: &str, package: &str) -> Vec<u8> {
    format!("{appid}\n{seconds}\n{nonce}\n{package}\n").into_bytes()
}

/// The value of `Authorization`.
pub fn authorization(
    mchid: &str,
    serial: &str,
    key: &SigningKey,
    moment: &Moment,
    of: (Method, &str, &[u8]),
) -> String {
    let (seconds, nonce) = (moment.seconds(), moment.nonce());
    let signature = key.sign(&request_text(of.0, of.1, seconds, &nonce, of.2));
    format!(
        r#"WECHATPAY2-SHA256-RSA2048 mchid="{mchid}",nonce_str="{nonce}",signature="{signature}",timestamp="{seconds}",serial_no="{serial}""#
    )
}

/// The keys of the platform by serial of certificate or id of public key. Several hold at once while they change.
#[derive(Debug, Clone, Default)]
pub struct Keyring(BTreeMap<String, (VerifyingKey, Option<Instant>)>);

impl Keyring {
    /// Takes a key with the time it ends, if it has one. The one that was there under the name is replaced.
    pub fn take(&mut self, name: impl Into<String>, key: VerifyingKey, until: Option<Instant>) {
        self.0.insert(name.into(), (key, until));
    }

    /// The key of this name, while it holds.
    pub fn find(&self, name: &str, now: Instant) -> Option<&VerifyingKey> {
        self.0.get(name).filter(|(_, until)| until.is_none_or(|until| now < until)).map(|(key, _)| key)
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Drops what ended more than a day ago.
    pub(crate) fn tidy(&mut self, now: Instant) {
        self.0.retain(|_, (_, until)| until.is_none_or(|until| now < until + Span::days(1)));
    }
}

/// The parts of a message that prove it.
pub(crate) struct Proof<'a> {
    seconds: &'a str,
    nonce: &'a str,
    pub(crate) serial: &'a str,
    signature: &'a str,
}

impl<'a> Proof<'a> {
    /// Takes them from the headers and looks at the clock: the first two steps, which need no key.
    pub(crate) fn of(message: &'a Message, now: Instant) -> Result<Self, Unproved> {
        let header = |name: &'static str| message.header(name).filter(|v| !v.is_empty()).ok_or(Unproved::Missing(name));
        let proof = Self {
            seconds: header("Wechatpay-Timestamp")?,
            nonce: header("Wechatpay-Nonce")?,
            serial: header("Wechatpay-Serial")?,
            signature: header("Wechatpay-Signature")?,
        };
        let said: i64 = proof.seconds.parse().map_err(|_| Unproved::Missing("Wechatpay-Timestamp"))?;
        let apart = seconds(now).saturating_sub(said);
        if apart.saturating_abs() > WINDOW {
            return Err(Unproved::Clock(apart));
        }
        Ok(proof)
    }

    /// The last step before anything is parsed.
    pub(crate) fn check(&self, body: &[u8], keys: &Keyring, now: Instant) -> Result<(), Unproved> {
        let key = keys.find(self.serial, now).ok_or_else(|| Unproved::Key(self.serial.to_owned()))?;
        let right = key.verifies(&message_text(self.seconds, self.nonce, body), self.signature);
        right.then_some(()).ok_or(Unproved::Signature)
    }
}
