//! The keys of Alipay's: one public key, or certificates that hang on roots of ours.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{PoisonError, RwLock},
};

use kernel::Instant;

use crate::{
    VerifyingKey,
    certificate::{Certificate, chain_number},
};

/// Which keys prove what comes from Alipay.
pub struct Keys(Mode);

enum Mode {
    Public(VerifyingKey),
    Certificates { app: String, root: String, roots: Vec<Certificate>, known: RwLock<BTreeMap<String, VerifyingKey>> },
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Mode::Public(_) => f.write_str("Keys(public key)"),
            Mode::Certificates { app, root, .. } => write!(f, "Keys(certificates, application {app}, roots {root})"),
        }
    }
}

impl Keys {
    /// The mode of public keys: 支付宝公钥, not the application's.
    pub fn public(key: VerifyingKey) -> Self {
        Self(Mode::Public(key))
    }

    /// The mode of certificates: the application's, Alipay's and the roots, as PEM texts. None when one of them cannot be read, or Alipay's does
    /// not hang on the roots now.
    pub fn certificates(application: &str, alipay: &str, roots: &str, now: Instant) -> Option<Self> {
        let roots = Certificate::read_all(roots);
        let app = Certificate::read(application)?.number()?;
        let keys = Self(Mode::Certificates { app, root: chain_number(&roots)?, roots, known: RwLock::default() });
        let number = Certificate::read(alipay)?.number()?;
        keys.take(alipay, &number, now)?;
        Some(keys)
    }

    /// The numbers of our certificate and of the roots, which requests carry in that mode.
    pub(super) fn numbers(&self) -> Option<(&str, &str)> {
        match &self.0 {
            Mode::Public(_) => None,
            Mode::Certificates { app, root, .. } => Some((app, root)),
        }
    }

    /// The key that an answer names.
    pub(super) fn find(&self, number: Option<&str>) -> Option<VerifyingKey> {
        match &self.0 {
            Mode::Public(key) => Some(key.clone()),
            Mode::Certificates { known, .. } => {
                known.read().unwrap_or_else(PoisonError::into_inner).get(number?).cloned()
            }
        }
    }

    /// Every key: callbacks may not name theirs.
    pub(super) fn all(&self) -> Vec<VerifyingKey> {
        match &self.0 {
            Mode::Public(key) => vec![key.clone()],
            Mode::Certificates { known, .. } => {
                known.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
            }
        }
    }

    /// Takes a certificate of this number, with those between it and a root if the text holds them. A forged one is not taken.
    pub(super) fn take(&self, text: &str, number: &str, now: Instant) -> Option<VerifyingKey> {
        let Mode::Certificates { roots, known, .. } = &self.0 else { return None };
        let pem = if text.contains("-----BEGIN") {
            text.to_owned()
        } else {
            let bytes = data_encoding::BASE64.decode(text.trim().as_bytes()).ok();
            bytes.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_else(|| text.to_owned())
        };
        let handed = match Certificate::read_all(&pem) {
            none if none.is_empty() => vec![Certificate::read(&pem)?],
            several => several,
        };
        let leaf = handed.iter().find(|certificate| certificate.number().as_deref() == Some(number))?;
        if !hangs(leaf, &handed, roots, now) {
            return None;
        }
        let key = leaf.key()?.clone();
        known.write().unwrap_or_else(PoisonError::into_inner).insert(number.to_owned(), key.clone());
        Some(key)
    }
}

/// Whether a certificate hangs on one of the roots, over those handed along.
fn hangs(leaf: &Certificate, between: &[Certificate], roots: &[Certificate], now: Instant) -> bool {
    let mut at = leaf;
    for _ in 0..=between.len() {
        if !at.holds(now) {
            return false;
        }
        if roots.iter().any(|root| root.holds(now) && at.is_signed_by(root)) {
            return true;
        }
        match between.iter().find(|above| at.is_signed_by(above)) {
            Some(above) => at = above,
            None => return false,
        }
    }
    false
}
