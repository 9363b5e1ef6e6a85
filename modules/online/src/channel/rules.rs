//! What a channel is made of, and whether keys are what they say – pure.

use std::sync::Arc;

use gateway::{
    Channel, SigningKey, VerifyingKey, Wire,
    alipay::{self, Alipay, Seller},
    wechat::{self, Merchant, WeChat, seal::ApiKey},
};
use kernel::{Error, Instant, Message, Result};

use crate::account::model::{Keys, PayChannel, PayeeAccountRow};

/// An account with its keys read.
pub(crate) enum Whole {
    Wechat(Box<Merchant>),
    Alipay(Box<Seller>, alipay::Keys),
}

impl Whole {
    /// The channel over a wire.
    pub fn over(self, wire: Arc<dyn Wire>) -> Arc<dyn Channel> {
        match self {
            Self::Wechat(merchant) => Arc::new(WeChat::new(*merchant, wire)),
            Self::Alipay(seller, keys) => Arc::new(Alipay::new(*seller, keys, wire)),
        }
    }
}

/// Where a channel is reached when nothing else is said.
pub(crate) fn usual(channel: PayChannel) -> &'static str {
    match channel {
        PayChannel::Wechat => wechat::BASE,
        PayChannel::Alipay => alipay::GATEWAY,
    }
}

/// Reads the keys of an account; `notify` is where the channel calls back.
///
/// # Errors
/// A field error at the first key that is missing or is none.
pub(crate) fn whole(account: &PayeeAccountRow, keys: &Keys, notify: String, now: Instant) -> Result<Whole> {
    let key = SigningKey::read(&keys.private_key).map_err(|_| wrong("private_key"))?;
    match account.channel {
        PayChannel::Wechat => {
            let platform = match (&keys.channel_key_id, &keys.channel_key) {
                (Some(id), Some(key)) => Some((id.clone(), public(key)?)),
                (None, None) => None,
                (Some(_), None) => return Err(wrong("channel_key")),
                (None, Some(_)) => return Err(wrong("channel_key_id")),
            };
            Ok(Whole::Wechat(Box::new(Merchant {
                base: account.gateway.clone(),
                mchid: account.merchant.clone(),
                appid: account.application.clone(),
                serial: keys.serial.clone().ok_or_else(|| wrong("serial"))?,
                key,
                secret: keys.api_key.as_deref().and_then(ApiKey::of).ok_or_else(|| wrong("api_key"))?,
                notify: notify.clone(),
                notify_refund: notify,
                platform,
            })))
        }
        PayChannel::Alipay => {
            let seller = Seller {
                gateway: account.gateway.clone(),
                app_id: account.application.clone(),
                seller_id: account.merchant.clone(),
                key,
                notify,
            };
            Ok(Whole::Alipay(Box::new(seller), proofs(keys, now)?))
        }
    }
}

/// What proves Alipay's answers: its public key, or its certificate on the roots.
fn proofs(keys: &Keys, now: Instant) -> Result<alipay::Keys> {
    match (&keys.application_certificate, &keys.channel_certificate, &keys.root_certificates) {
        (None, None, None) => {
            Ok(alipay::Keys::public(public(keys.channel_key.as_deref().ok_or_else(|| wrong("channel_key"))?)?))
        }
        (Some(own), Some(theirs), Some(roots)) => {
            alipay::Keys::certificates(own, theirs, roots, now).ok_or_else(|| wrong("channel_certificate"))
        }
        (None, ..) => Err(wrong("application_certificate")),
        (_, None, _) => Err(wrong("channel_certificate")),
        (.., None) => Err(wrong("root_certificates")),
    }
}

fn public(text: &str) -> Result<VerifyingKey> {
    VerifyingKey::read(text).map_err(|_| wrong("channel_key"))
}

fn wrong(field: &str) -> Error {
    Error::field(field, Message::of("online-key-wrong"))
}
