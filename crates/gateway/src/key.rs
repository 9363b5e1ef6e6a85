//! RSA keys: ours sign, the channel's verify. RSASSA-PKCS1-v1_5 with SHA-256, Base64 in the standard alphabet with padding.

use std::fmt;

use data_encoding::BASE64;
use ring::{
    rand::SystemRandom,
    signature::{self, KeyPair, RsaKeyPair, UnparsedPublicKey},
};

use crate::der::{self, Reader};

/// A text that is no RSA key of at least 2048 bits in a form that the channels hand out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAKey;

impl fmt::Display for NotAKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an RSA key of at least 2048 bits in PEM or Base64")
    }
}
impl std::error::Error for NotAKey {}

/// A private key of ours. It is never shown.
pub struct SigningKey(RsaKeyPair);

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(…)")
    }
}

impl SigningKey {
    /// Reads PKCS#8 or PKCS#1, as PEM or as bare Base64: consoles hand out all four.
    ///
    /// # Errors
    /// When the text is none of them, or the key is too short.
    pub fn read(text: &str) -> Result<Self, NotAKey> {
        let keys = ["PRIVATE KEY", "RSA PRIVATE KEY"].into_iter().filter_map(|label| der::from_pem(text, label));
        let mut pairs =
            keys.filter_map(|der| RsaKeyPair::from_pkcs8(&der).or_else(|_| RsaKeyPair::from_der(&der)).ok());
        pairs.next().map(Self).ok_or(NotAKey)
    }

    /// The signature over these bytes, in Base64.
    pub fn sign(&self, text: &[u8]) -> String {
        let mut signature = vec![0; self.0.public().modulus_len()];
        self.0
            .sign(&signature::RSA_PKCS1_SHA256, &SystemRandom::new(), text, &mut signature)
            .expect("the room is as long as the modulus");
        BASE64.encode(&signature)
    }

    /// The public half.
    pub fn public(&self) -> VerifyingKey {
        VerifyingKey(self.0.public_key().as_ref().to_vec())
    }
}

/// A public key of the channel.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifyingKey(Vec<u8>);

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VerifyingKey(…)")
    }
}

impl VerifyingKey {
    /// Reads a public key (SPKI) as PEM or as bare Base64.
    ///
    /// # Errors
    /// When the text is neither.
    pub fn read(text: &str) -> Result<Self, NotAKey> {
        let der = der::from_pem(text, "PUBLIC KEY").ok_or(NotAKey)?;
        Self::from_spki(&der).ok_or(NotAKey)
    }

    /// Reads the `SubjectPublicKeyInfo` of a certificate or a PEM.
    pub(crate) fn from_spki(der: &[u8]) -> Option<Self> {
        const RSA: [u8; 9] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
        let mut outer = Reader(der).sequence()?;
        let kind = outer.sequence()?.of(der::OBJECT)?;
        let key = outer.any()?.bits()?;
        (kind.content == RSA && Reader(key).sequence().is_some()).then(|| Self(key.to_vec()))
    }

    /// Whether the signature in Base64 is of these bytes and of this key. Line breaks and missing padding make it a wrong one.
    pub fn verifies(&self, text: &[u8], signature: &str) -> bool {
        BASE64.decode(signature.as_bytes()).is_ok_and(|signature| self.verifies_bytes(text, &signature))
    }

    pub(crate) fn verifies_bytes(&self, text: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&signature::RSA_PKCS1_2048_8192_SHA256, &self.0).verify(text, signature).is_ok()
    }
}
