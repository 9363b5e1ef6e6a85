//! https: certificate files of the company, or a certificate of our own making for a closed network.

use std::{
    net::IpAddr,
    path::{Path, PathBuf},
};

use axum_server::tls_rustls::RustlsConfig;
use chrono::Datelike;
use kernel::{Error, Instant, Result};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};

/// Certificate and key, in PEM.
#[derive(Debug, Clone)]
pub struct Tls {
    /// The certificate with its chain.
    pub certificate: PathBuf,
    /// The private key.
    pub key: PathBuf,
}

impl Tls {
    pub(crate) async fn config(&self) -> Result<RustlsConfig> {
        // Taken once per process; a second call finds it already there.
        let _ = rustls::crypto::ring::default_provider().install_default();
        RustlsConfig::from_pem_file(&self.certificate, &self.key)
            .await
            .map_err(|error| Error::Internal(format!("certificate {}: {error}", self.certificate.display())))
    }
}

/// What a house of its own making shows: the certificate of the server, and the authority phones come to trust.
#[derive(Debug, Clone)]
pub struct OwnTls {
    /// Certificate and key of the server.
    pub tls: Tls,
    /// The certificate of the authority that signed it: trusted once, it vouches for every later certificate.
    pub authority: PathBuf,
}

/// How long the authority is good, in days: as long as anybody keeps a phone.
const AUTHORITY_DAYS: i64 = 3_650;
/// How long the server's certificate is good, in days. Phones refuse more than 825; it is made anew at each start.
const SERVER_DAYS: i64 = 800;

/// Certificates of our own making kept in this folder: the authority is made at the first call, the server's certificate for these
/// names at each.
///
/// # Errors
/// [`Error::Internal`] when the folder cannot be written or its key cannot be read.
pub fn self_signed(folder: &Path, names: &[String], now: Instant) -> Result<OwnTls> {
    let failed = |error: rcgen::Error| Error::Internal(format!("certificate: {error}"));
    std::fs::create_dir_all(folder).map_err(|e| Error::Internal(format!("certificate folder: {e}")))?;
    let own = OwnTls {
        tls: Tls { certificate: folder.join("certificate.pem"), key: folder.join("key.pem") },
        authority: folder.join("authority.pem"),
    };
    let key = authority_key(&folder.join("authority-key.pem"))?;
    let params = authority(&key, now).map_err(failed)?;
    if !own.authority.exists() {
        let made = params.self_signed(&key).map_err(failed)?;
        write(&own.authority, &made.pem())?;
    }
    let mut server = CertificateParams::new(alternatives(names)).map_err(failed)?;
    server.distinguished_name = named("Steward");
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    server.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    server.use_authority_key_identifier_extension = true;
    valid(&mut server, now, SERVER_DAYS);
    let server_key = KeyPair::generate().map_err(failed)?;
    let made = server.signed_by(&server_key, &Issuer::new(params, key)).map_err(failed)?;
    write(&own.tls.certificate, &made.pem())?;
    write_private(&own.tls.key, &server_key.serialize_pem())?;
    Ok(own)
}

/// The authority: known by its key, so that two houses are not taken for one another.
fn authority(key: &KeyPair, now: Instant) -> std::result::Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(Vec::new())?;
    let mark: String = key.public_key_raw().iter().skip(1).take(4).map(|byte| format!("{byte:02X}")).collect();
    params.distinguished_name = named(&format!("Steward {mark}"));
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    valid(&mut params, now, AUTHORITY_DAYS);
    Ok(params)
}

fn named(name: &str) -> DistinguishedName {
    let mut named = DistinguishedName::new();
    named.push(DnType::CommonName, name);
    named
}

fn authority_key(path: &Path) -> Result<KeyPair> {
    let failed = |what: &dyn std::fmt::Display| Error::Internal(format!("{}: {what}", path.display()));
    if path.exists() {
        let text = std::fs::read_to_string(path).map_err(|e| failed(&e))?;
        return KeyPair::from_pem(&text).map_err(|e| failed(&e));
    }
    let key = KeyPair::generate().map_err(|e| failed(&e))?;
    write_private(path, &key.serialize_pem())?;
    Ok(key)
}

/// The names a browser may type: those given, without the address that stands for all, and the machine itself.
fn alternatives(names: &[String]) -> Vec<String> {
    let anywhere = |name: &String| name.parse::<IpAddr>().is_ok_and(|ip| ip.is_unspecified());
    let mut all = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
    for name in names.iter().filter(|n| !n.is_empty() && !anywhere(n)) {
        if !all.contains(name) {
            all.push(name.clone());
        }
    }
    all
}

/// Year, month and day, so many days from now.
fn day(now: Instant, after: i64) -> (i32, u8, u8) {
    let day = now.date(module::HOME_ZONE).plus_days(after).0;
    let small = |n: u32| u8::try_from(n).unwrap_or(1);
    (day.year(), small(day.month()), small(day.day()))
}

fn valid(params: &mut CertificateParams, now: Instant, days: i64) {
    let ((y, m, d), (until_y, until_m, until_d)) = (day(now, -1), day(now, days));
    params.not_before = rcgen::date_time_ymd(y, m, d);
    params.not_after = rcgen::date_time_ymd(until_y, until_m, until_d);
}

fn write(path: &Path, text: &str) -> Result<()> {
    std::fs::write(path, text).map_err(|e| Error::Internal(format!("{}: {e}", path.display())))
}

fn write_private(path: &Path, text: &str) -> Result<()> {
    use std::{io::Write, os::unix::fs::OpenOptionsExt};
    let open = std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path);
    open.and_then(|mut file| file.write_all(text.as_bytes())).map_err(|e| Error::Internal(format!("key file: {e}")))
}
