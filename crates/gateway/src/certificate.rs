//! X.509 as far as the channels use it: serial, term, key, and whether one certificate signed another.

use chrono::NaiveDateTime;
use kernel::Instant;
use md5::{Digest, Md5};
use num_bigint::BigUint;

use crate::{
    VerifyingKey,
    der::{self, Reader},
};

/// Signature algorithms of the RSA family begin with this: 1.2.840.113549.1.1.
const RSA_FAMILY: [u8; 8] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01];
/// RSA with SHA-256: 1.2.840.113549.1.1.11.
const RSA_SHA256: [u8; 9] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b];

/// A certificate as it was handed over.
#[derive(Debug, Clone)]
pub struct Certificate {
    signed: Vec<u8>,
    algorithm: Vec<u8>,
    signature: Vec<u8>,
    serial: Vec<u8>,
    issuer: Vec<u8>,
    subject: Vec<u8>,
    key: Option<VerifyingKey>,
    /// From when it holds.
    pub from: Instant,
    /// Until when it holds.
    pub until: Instant,
}

impl Certificate {
    /// Reads the first certificate of a PEM text, or one in bare Base64.
    pub fn read(text: &str) -> Option<Self> {
        Self::from_der(&der::from_pem(text, "CERTIFICATE")?)
    }

    /// Reads every certificate of a PEM text in their order. One that cannot be read is left out.
    pub fn read_all(text: &str) -> Vec<Self> {
        der::every_pem(text, "CERTIFICATE").iter().filter_map(|der| Self::from_der(der)).collect()
    }

    fn from_der(der: &[u8]) -> Option<Self> {
        let mut outer = Reader(der).sequence()?;
        let signed = outer.of(der::SEQUENCE)?;
        let algorithm = outer.sequence()?.of(der::OBJECT)?.content.to_vec();
        let signature = outer.any()?.bits()?.to_vec();
        let mut inner = Reader(signed.content);
        let mut first = inner.any()?;
        if first.tag == 0xa0 {
            first = inner.any()?;
        }
        let serial = (first.tag == der::INTEGER).then_some(first.content)?;
        inner.sequence()?;
        let issuer = inner.of(der::SEQUENCE)?.whole.to_vec();
        let mut term = inner.sequence()?;
        let (from, until) = (time(term.any()?)?, time(term.any()?)?);
        let subject = inner.of(der::SEQUENCE)?.whole.to_vec();
        let key = VerifyingKey::from_spki(inner.of(der::SEQUENCE)?.whole);
        let serial = serial.iter().copied().skip_while(|byte| *byte == 0).collect();
        Some(Self { signed: signed.whole.to_vec(), algorithm, signature, serial, issuer, subject, key, from, until })
    }

    /// The serial number in upper hexadecimal, as WeChat Pay names it.
    pub fn serial(&self) -> String {
        data_encoding::HEXUPPER.encode(&self.serial)
    }

    /// Its RSA key; another kind of key has none.
    pub fn key(&self) -> Option<&VerifyingKey> {
        self.key.as_ref()
    }

    /// Whether it holds at this time.
    pub fn holds(&self, at: Instant) -> bool {
        self.from <= at && at < self.until
    }

    /// Whether the holder of `issuer` signed this one.
    pub fn is_signed_by(&self, issuer: &Self) -> bool {
        let key = issuer.key.as_ref().filter(|_| self.issuer == issuer.subject && self.algorithm == RSA_SHA256);
        key.is_some_and(|key| key.verifies_bytes(&self.signed, &self.signature))
    }

    /// Its number at Alipay.
    pub fn number(&self) -> Option<String> {
        Some(number(&issuer_text(&self.issuer)?, &BigUint::from_bytes_be(&self.serial).to_string()))
    }

    /// Whether it is of the RSA family: only those count in the number of a chain at Alipay.
    fn is_rsa(&self) -> bool {
        self.algorithm.starts_with(&RSA_FAMILY)
    }
}

/// The number of a chain of roots at Alipay: those of its RSA certificates, joined in the order of the file.
pub fn chain_number(chain: &[Certificate]) -> Option<String> {
    let numbers: Option<Vec<String>> = chain.iter().filter(|c| c.is_rsa()).map(Certificate::number).collect();
    numbers.map(|numbers| numbers.join("_"))
}

/// The digest over the issuer's name and the serial in decimal, by which Alipay names a certificate.
pub fn number(issuer: &str, serial: &str) -> String {
    data_encoding::HEXLOWER.encode(&Md5::digest(format!("{issuer}{serial}")))
}

/// `CN=…,OU=…,O=…,C=…`: the most specific part first, which is the last in the certificate.
fn issuer_text(name: &[u8]) -> Option<String> {
    let mut parts = Vec::new();
    let mut sets = Reader(name).sequence()?;
    while let Some(set) = sets.any() {
        let mut pair = Reader(set.content).sequence()?;
        let (kind, value) = (pair.of(der::OBJECT)?, pair.any()?);
        let label = match kind.content {
            [0x55, 0x04, 0x03] => "CN",
            [0x55, 0x04, 0x06] => "C",
            [0x55, 0x04, 0x07] => "L",
            [0x55, 0x04, 0x08] => "ST",
            [0x55, 0x04, 0x0a] => "O",
            [0x55, 0x04, 0x0b] => "OU",
            _ => return None,
        };
        parts.push(format!("{label}={}", std::str::from_utf8(value.content).ok()?));
    }
    parts.reverse();
    Some(parts.join(","))
}

/// `UTCTime` or `GeneralizedTime`, both in UTC.
fn time(item: der::Item<'_>) -> Option<Instant> {
    let text = std::str::from_utf8(item.content).ok()?;
    let text = match item.tag {
        0x17 => format!("{}{text}", if text.get(..2)? < "50" { "20" } else { "19" }),
        0x18 => text.to_owned(),
        _ => return None,
    };
    NaiveDateTime::parse_from_str(&text, "%Y%m%d%H%M%SZ").ok().map(|at| Instant::from_utc(at.and_utc()))
}
