//! Personal data at rest: one key per person, wrapped by the installation's master key, and keyed digests to find by.
//!
//! Destroying a person's key makes his data unreadable while the audit chain and all figures stay valid.

use aes_gcm::{
    Aes256Gcm, KeyInit,
    aead::{Aead, Payload},
};
use hmac::{Hmac, Mac};
use kernel::{Error, Result};
use sha2::{Digest, Sha256};

use crate::ids::Ids;

/// The format byte in front of every ciphertext; a later cipher takes the next number.
const FORMAT: u8 = 1;
const NONCE: usize = 12;

/// Wraps, seals, opens and digests. Holds the master key; never printed.
#[derive(Clone)]
pub struct Vault {
    master: [u8; 32],
    digest: [u8; 32],
    ids: Ids,
}

/// A person's own key, unwrapped.
#[derive(Clone)]
pub struct PersonKey([u8; 32]);

impl Vault {
    /// A vault over a master key of 32 bytes; `ids` supplies keys and nonces.
    pub fn new(master: [u8; 32], ids: Ids) -> Self {
        let digest = Sha256::new().chain_update(b"digest").chain_update(master).finalize().into();
        Self { master, digest, ids }
    }

    /// A fresh key for a person, and its wrapped form for the table.
    pub fn new_key(&self) -> Result<(PersonKey, Vec<u8>)> {
        let mut key = [0_u8; 32];
        self.ids.fill(&mut key);
        let wrapped = self.encrypt(&self.master, &key, b"key")?;
        Ok((PersonKey(key), wrapped))
    }

    /// The key behind its wrapped form.
    pub fn unwrap_key(&self, wrapped: &[u8]) -> Result<PersonKey> {
        let key = decrypt(&self.master, wrapped, b"key")?;
        key.try_into().map(PersonKey).map_err(|_| Error::Internal("a person's key has the wrong length".into()))
    }

    /// Encrypts a field under a person's key.
    pub fn seal(&self, key: &PersonKey, text: &str) -> Result<Vec<u8>> {
        self.encrypt(&key.0, text.as_bytes(), b"field")
    }

    /// Decrypts a field.
    pub fn open(&self, key: &PersonKey, sealed: &[u8]) -> Result<String> {
        String::from_utf8(decrypt(&key.0, sealed, b"field")?)
            .map_err(|_| Error::Internal("a sealed field is not text".into()))
    }

    /// Seals what belongs to no person alone under the installation's own key; `kind` keeps kinds apart.
    pub fn seal_under_master(&self, kind: &str, plain: &[u8]) -> Result<Vec<u8>> {
        self.encrypt(&self.master, plain, kind.as_bytes())
    }

    /// Opens what was sealed so.
    pub fn open_under_master(&self, kind: &str, sealed: &[u8]) -> Result<Vec<u8>> {
        decrypt(&self.master, sealed, kind.as_bytes())
    }

    /// The keyed digest of a text, to find equal values without reading them; `kind` keeps kinds apart.
    pub fn digest(&self, kind: &str, text: &str) -> Vec<u8> {
        let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&self.digest).expect("any key length is taken");
        mac.update(kind.as_bytes());
        mac.update(&[0]);
        mac.update(text.as_bytes());
        mac.finalize().into_bytes()[..16].to_vec()
    }

    fn encrypt(&self, key: &[u8; 32], plain: &[u8], aad: &[u8]) -> Result<Vec<u8>> {
        let mut nonce = [0_u8; NONCE];
        self.ids.fill(&mut nonce);
        let body = Aes256Gcm::new(key.into())
            .encrypt(&nonce.into(), Payload { msg: plain, aad })
            .map_err(|_| Error::Internal("encryption failed".into()))?;
        Ok([&[FORMAT], &nonce[..], &body[..]].concat())
    }
}

fn decrypt(key: &[u8; 32], sealed: &[u8], aad: &[u8]) -> Result<Vec<u8>> {
    let broken = || Error::Internal("a sealed value cannot be opened".into());
    let (format, rest) = sealed.split_first().ok_or_else(broken)?;
    if *format != FORMAT || rest.len() < NONCE {
        return Err(broken());
    }
    let (nonce, body) = rest.split_at(NONCE);
    let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| broken())?;
    Aes256Gcm::new(key.into()).decrypt(&nonce.into(), Payload { msg: body, aad }).map_err(|_| broken())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_opens_with_its_own_key_only() {
        let vault = Vault::new([7; 32], Ids::seeded(1));
        let (key, wrapped) = vault.new_key().expect("makes a key");
        let (other, _) = vault.new_key().expect("makes a key");
        let sealed = vault.seal(&key, "13800130001").expect("seals");
        assert_eq!(vault.open(&vault.unwrap_key(&wrapped).expect("unwraps"), &sealed).expect("opens"), "13800130001");
        assert!(vault.open(&other, &sealed).is_err());
        assert_ne!(vault.digest("phone", "1"), vault.digest("identity", "1"));
    }
}
