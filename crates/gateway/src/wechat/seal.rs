//! What WeChat Pay encrypts: AEAD_AES_256_GCM under the merchant's key, whose 32 characters are the key itself.

use std::fmt;

use data_encoding::BASE64;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};

use crate::Unproved;

/// The merchant's key for callbacks and certificates (APIv3 密钥). It is never shown.
#[derive(Clone)]
pub struct ApiKey(LessSafeKey);

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(…)")
    }
}

impl ApiKey {
    /// Takes the 32 characters as the console shows them; another length is none.
    pub fn of(text: &str) -> Option<Self> {
        UnboundKey::new(&AES_256_GCM, text.as_bytes()).ok().map(|key| Self(LessSafeKey::new(key)))
    }

    /// Opens a text in Base64 that ends with its tag.
    ///
    /// # Errors
    /// When it was not sealed with this key, this nonce of twelve bytes and these associated bytes.
    pub fn open(&self, nonce: &str, associated: &str, text: &str) -> Result<Vec<u8>, Unproved> {
        let mut bytes = BASE64.decode(text.as_bytes()).map_err(|_| Unproved::Sealed)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce.as_bytes()).map_err(|_| Unproved::Sealed)?;
        let plain = self.0.open_in_place(nonce, Aad::from(associated.as_bytes()), &mut bytes);
        plain.map(|plain| plain.to_vec()).map_err(|_| Unproved::Sealed)
    }
}
