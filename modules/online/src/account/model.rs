//! Accounts at payment channels, and what is asked of them.

use kernel::{Error, Id, Instant, Noun, OrgId, Result, words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tariff::Fee;

words! {
    /// A payment channel.
    PayChannel {
        /// 微信支付
        Wechat = "wechat",
        /// 支付宝
        Alipay = "alipay",
    }
}

words! {
    /// How an account stands.
    PayeeAccountState {
        /// 使用中
        Active = "active",
        /// 已停用: takes no new orders; what is on its way is still looked after.
        Ended = "ended",
    }
}

/// An account of ours at a channel.
#[derive(Debug)]
pub struct PayeeAccount;
impl Noun for PayeeAccount {
    const PREFIX: &'static str = "payee_account";
}
/// The id of an account.
pub type PayeeAccountId = Id<PayeeAccount>;

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct PayeeAccountRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: PayeeAccountId,
    /// At which channel.
    pub channel: PayChannel,
    /// What people call it.
    pub name: String,
    /// The merchant's number there.
    pub merchant: String,
    /// The application bound to it.
    pub application: String,
    /// Where the channel is reached: scheme and host, or the address of the gateway.
    pub gateway: String,
    /// Its keys, sealed; never shown.
    #[serde(skip)]
    pub sealed: Vec<u8>,
    /// The kinds of fee paid into it, as a list in JSON; every kind no other account has when empty.
    pub fee_classes: String,
    /// How it stands.
    pub state: PayeeAccountState,
    /// When it was entered.
    pub opened_at: Instant,
    /// Rises with each change.
    pub version: i64,
}

impl PayeeAccountRow {
    /// The kinds of fee paid into it.
    ///
    /// # Errors
    /// [`Error::Internal`] when the table holds something else.
    pub(crate) fn classes(&self) -> Result<Vec<Fee>> {
        serde_json::from_str(&self.fee_classes).map_err(Error::from)
    }
}

/// The keys of an account, as consoles hand them out.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Keys {
    pub private_key: String,
    pub serial: Option<String>,
    pub api_key: Option<String>,
    pub channel_key_id: Option<String>,
    pub channel_key: Option<String>,
    pub application_certificate: Option<String>,
    pub channel_certificate: Option<String>,
    pub root_certificates: Option<String>,
}

/// An account that is entered. Which keys it needs depends on the channel.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct CreatePayeeAccount {
    /// The community; the only one of whoever asks when left out.
    pub org_id: Option<OrgId>,
    /// At which channel.
    pub pay_channel: PayChannel,
    /// What people call it.
    #[schemars(length(min = 1, max = 60))]
    pub name: String,
    /// The merchant's number there: 商户号, or 商户 PID.
    #[schemars(length(min = 1, max = 32))]
    pub merchant: String,
    /// The application bound to it.
    #[schemars(length(min = 1, max = 32))]
    pub application: String,
    /// The private key of merchant or application.
    #[schemars(extend("x-kind" = "long_text"), length(max = 8000))]
    pub private_key: String,
    /// WeChat Pay: the serial of the merchant's certificate.
    #[schemars(length(max = 64))]
    pub serial: Option<String>,
    /// WeChat Pay: the key for callbacks.
    #[schemars(extend("x-kind" = "secret"))]
    pub api_key: Option<String>,
    /// WeChat Pay: the id of the channel's public key; by certificates when left out.
    #[schemars(length(max = 64))]
    pub channel_key_id: Option<String>,
    /// The channel's public key.
    #[schemars(extend("x-kind" = "long_text"), length(max = 8000))]
    pub channel_key: Option<String>,
    /// Alipay by certificates: the application's.
    #[schemars(extend("x-kind" = "long_text"), length(max = 20000))]
    pub application_certificate: Option<String>,
    /// Alipay by certificates: Alipay's.
    #[schemars(extend("x-kind" = "long_text"), length(max = 20000))]
    pub channel_certificate: Option<String>,
    /// Alipay by certificates: the roots.
    #[schemars(extend("x-kind" = "long_text"), length(max = 40000))]
    pub root_certificates: Option<String>,
    /// The address of the channel, when it is not the usual one.
    #[schemars(length(max = 200))]
    pub gateway: Option<String>,
    /// The kinds of fee paid into it; every kind no other account has when left out.
    #[serde(default)]
    pub fee_classes: Vec<Fee>,
}

/// What is changed of an account.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct EditPayeeAccount {
    /// Which.
    pub id: PayeeAccountId,
    /// What people call it.
    #[schemars(length(min = 1, max = 60))]
    pub name: String,
    /// The kinds of fee paid into it; every kind no other account has when left out.
    #[serde(default)]
    pub fee_classes: Vec<Fee>,
}

/// Which account.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichPayeeAccount {
    /// It.
    pub id: PayeeAccountId,
}

/// What the list is narrowed by.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct PayeeAccountFilter {
    /// One.
    pub id: Option<PayeeAccountId>,
    /// Of a community.
    pub org_id: Option<OrgId>,
}

/// An account in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PayeeAccountLine {
    /// Its id.
    pub id: PayeeAccountId,
    /// What people call it.
    pub name: String,
    /// At which channel.
    pub pay_channel: PayChannel,
    /// The merchant's number there.
    pub merchant: String,
    /// How it stands.
    pub payee_account_state: PayeeAccountState,
    /// The community.
    pub community: OrgId,
}
