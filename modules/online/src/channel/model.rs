//! The channels of this process, each ready once and kept: their certificates are fetched as they are needed.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use gateway::{Channel, Client, Wire};

use crate::account::model::PayeeAccountId;

/// What keys of accounts are sealed as.
pub(crate) const SEALED: &str = "payee_account";
/// How long a channel may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// A channel with the version of its account.
type Ready = (i64, Arc<dyn Channel>);

/// A service of the platform.
pub struct Channels {
    pub(crate) wire: Arc<dyn Wire>,
    /// The address of this installation, without a slash at the end.
    pub(crate) front: String,
    ready: Mutex<BTreeMap<PayeeAccountId, Ready>>,
}

impl Channels {
    /// Channels that call back at this address. One that has none names an address that leads nowhere, since channels want one; then orders
    /// are asked about only. Trusts the roots this machine trusts; without any only a simulator on the same machine is reached.
    pub fn new(front: Option<String>) -> Self {
        let wire = Client::of_this_machine(PATIENCE).unwrap_or_else(|error| {
            tracing::warn!(%error, "payment channels cannot be reached");
            Client::new(b"", PATIENCE)
        });
        let front = front.as_deref().unwrap_or("https://localhost").trim_end_matches('/').to_owned();
        Self { wire: Arc::new(wire), front, ready: Mutex::default() }
    }

    /// The channel of an account at this version.
    pub(crate) fn known(&self, id: PayeeAccountId, version: i64) -> Option<Arc<dyn Channel>> {
        let ready = self.ready.lock().unwrap_or_else(PoisonError::into_inner);
        ready.get(&id).filter(|(known, _)| *known == version).map(|(_, channel)| channel.clone())
    }

    /// Keeps it.
    pub(crate) fn keep(&self, id: PayeeAccountId, version: i64, channel: Arc<dyn Channel>) {
        self.ready.lock().unwrap_or_else(PoisonError::into_inner).insert(id, (version, channel));
    }
}
