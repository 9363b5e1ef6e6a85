//! RSA keys and certificates for the simulator, made from a seed: the same seed gives the same keys, and none of them is of any use elsewhere.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use data_encoding::{BASE64, HEXUPPER};
use num_bigint::BigUint;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, IsCa, Issuer, KeyPair, PKCS_RSA_SHA256,
    SerialNumber,
};
use ring::{
    digest,
    rand::SystemRandom,
    signature::{RSA_PKCS1_SHA256, RsaKeyPair},
};
use rustls::pki_types::PrivatePkcs8KeyDer;

/// A key pair with the forms in which it is handed out.
pub struct Key {
    pair: RsaKeyPair,
    pkcs8: Vec<u8>,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(…)")
    }
}

/// Keys that were made already: it takes a second.
static MADE: Mutex<BTreeMap<String, Arc<Key>>> = Mutex::new(BTreeMap::new());

impl Key {
    /// The key of this seed.
    pub fn of(seed: &str) -> Arc<Self> {
        let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
        made.entry(seed.to_owned()).or_insert_with(|| Arc::new(Self::make(seed))).clone()
    }

    fn make(seed: &str) -> Self {
        let mut chance = Chance { seed: seed.as_bytes().to_vec(), drawn: 0 };
        let (first, second) = (prime(&mut chance), prime(&mut chance));
        let (p, q) = if first > second { (first, second) } else { (second, first) };
        let e = BigUint::from(65_537u32);
        let (p1, q1) = (&p - 1u32, &q - 1u32);
        let d = e.modinv(&(&p1 * &q1)).expect("the primes are taken so that it exists");
        let inverse = q.modinv(&p).expect("different primes");
        let numbers = [&BigUint::ZERO, &(&p * &q), &e, &d, &p, &q, &(&d % &p1), &(&d % &q1), &inverse];
        let pkcs1 = wrap(0x30, &numbers.map(integer).concat());
        let kind = [0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 0x05, 0];
        let inner = [integer(&BigUint::ZERO), wrap(0x30, &kind), wrap(0x04, &pkcs1)].concat();
        let pkcs8 = wrap(0x30, &inner);
        let pair = RsaKeyPair::from_pkcs8(&pkcs8).expect("a key of 2048 bits");
        Self { pair, pkcs8 }
    }

    /// Signs as the real services do.
    pub fn sign(&self, text: &[u8]) -> String {
        let mut room = vec![0; self.pair.public().modulus_len()];
        self.pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text, &mut room).expect("room for a signature");
        BASE64.encode(&room)
    }

    /// Whether somebody signed this with the key.
    pub fn signed(&self, text: &[u8], signature: &str) -> bool {
        BASE64.decode(signature.as_bytes()).is_ok_and(|signature| {
            let public = ring::signature::KeyPair::public_key(&self.pair);
            let key = ring::signature::UnparsedPublicKey::new(&ring::signature::RSA_PKCS1_2048_8192_SHA256, public);
            key.verify(text, &signature).is_ok()
        })
    }

    /// The private half as PEM.
    pub fn private_pem(&self) -> String {
        format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", BASE64.encode(&self.pkcs8))
    }

    /// The public half as PEM.
    pub fn public_pem(&self) -> String {
        self.for_certificates().public_key_pem()
    }

    fn for_certificates(&self) -> KeyPair {
        let der = PrivatePkcs8KeyDer::from(self.pkcs8.as_slice());
        KeyPair::from_pkcs8_der_and_sign_algo(&der, &PKCS_RSA_SHA256).expect("an RSA key in PKCS#8")
    }
}

/// A certificate of the simulator's.
#[derive(Debug, Clone)]
pub struct Issued {
    /// Its serial in upper hexadecimal.
    pub serial: String,
    /// Who signed it.
    pub issuer: String,
    /// It as PEM.
    pub pem: String,
    /// Its key.
    pub key: Arc<Key>,
}

/// Makes a certificate of this name, signed by another one's key or by its own.
pub fn certificate(name: &str, by: Option<&str>) -> Issued {
    let key = Key::of(name);
    let own = key.for_certificates();
    let params = parameters(name);
    let made = match by {
        None => params.self_signed(&own),
        Some(by) => {
            let above = Key::of(by).for_certificates();
            params.signed_by(&own, &Issuer::from_params(&parameters(by), &above))
        }
    };
    let issuer = by.unwrap_or(name).to_owned();
    Issued { serial: serial(name), issuer, pem: made.expect("a certificate of plain parts").pem(), key }
}

fn parameters(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CountryName, "CN");
    params.distinguished_name.push(DnType::OrganizationName, "SIM Sandbox");
    params.distinguished_name.push(DnType::OrganizationalUnitName, "SIM Test");
    params.distinguished_name.push(DnType::CommonName, format!("SIM {name}"));
    params.serial_number = Some(SerialNumber::from_slice(&number(name)));
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params
}

/// Twenty bytes, the first of which keeps the number positive and in its length.
fn number(name: &str) -> Vec<u8> {
    let mut bytes = digest::digest(&digest::SHA256, name.as_bytes()).as_ref()[..20].to_vec();
    bytes[0] = bytes[0] & 0x3f | 0x40;
    bytes
}

fn serial(name: &str) -> String {
    HEXUPPER.encode(&number(name))
}

/// Bytes that follow from a seed.
struct Chance {
    seed: Vec<u8>,
    drawn: u32,
}

impl Chance {
    fn bytes(&mut self, count: usize) -> Vec<u8> {
        let mut all = Vec::new();
        while all.len() < count {
            let text = [self.seed.as_slice(), &self.drawn.to_be_bytes()].concat();
            all.extend(digest::digest(&digest::SHA256, &text).as_ref());
            self.drawn += 1;
        }
        all.truncate(count);
        all
    }
}

/// A prime of 1024 bits whose two highest bits are set, so that two of them make 2048.
fn prime(chance: &mut Chance) -> BigUint {
    let small: Vec<u32> =
        (3..4000u32).step_by(2).filter(|n| (3..*n).take_while(|d| d * d <= *n).all(|d| n % d != 0)).collect();
    loop {
        let mut start = BigUint::from_bytes_be(&chance.bytes(128));
        for bit in [0, 1022, 1023] {
            start.set_bit(bit, true);
        }
        let rests: Vec<u32> =
            small.iter().map(|p| u32::try_from(&start % *p).expect("less than a small prime")).collect();
        for step in (0..8000u32).step_by(2) {
            if small.iter().zip(&rests).any(|(p, rest)| (rest + step) % p == 0) {
                continue;
            }
            let candidate = &start + step;
            if &candidate % 65_537u32 != BigUint::from(1u32) && is_prime(&candidate) {
                return candidate;
            }
        }
    }
}

/// Miller and Rabin with the first primes as witnesses: enough for keys that guard nothing.
fn is_prime(n: &BigUint) -> bool {
    let one = BigUint::from(1u32);
    let last = n - 1u32;
    let twos = last.trailing_zeros().unwrap_or(0);
    let odd = &last >> twos;
    [2u32, 3, 5, 7, 11, 13].iter().all(|witness| {
        let mut power = BigUint::from(*witness).modpow(&odd, n);
        if power == one || power == last {
            return true;
        }
        (1..twos).any(|_| {
            power = &power * &power % n;
            power == last
        })
    })
}

fn integer(value: &BigUint) -> Vec<u8> {
    let mut bytes = value.to_bytes_be();
    if bytes[0] & 0x80 != 0 {
        bytes.insert(0, 0);
    }
    wrap(0x02, &bytes)
}

fn wrap(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let mut all = vec![tag];
    let digits: Vec<u8> = length.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
    if length < 0x80 {
        all.push(digits.first().copied().unwrap_or(0));
    } else {
        all.push(0x80 | u8::try_from(digits.len()).expect("at most eight digits"));
        all.extend(digits);
    }
    all.extend(content);
    all
}
