//! https: certificate files of the company, or a certificate of our own making for a closed network.

use std::{
    net::IpAddr,
    path::{Path, PathBuf},
};

use axum_server::tls_rustls::RustlsConfig;
use kernel::{Error, Result};

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

/// The self-signed certificate kept in this folder for these names; made at the first call.
pub fn self_signed(folder: &Path, names: &[String]) -> Result<Tls> {
    let tls = Tls { certificate: folder.join("certificate.pem"), key: folder.join("key.pem") };
    if tls.certificate.exists() && tls.key.exists() {
        return Ok(tls);
    }
    let failed = |what: &str, error: &dyn std::fmt::Display| Error::Internal(format!("{what}: {error}"));
    std::fs::create_dir_all(folder).map_err(|e| failed("certificate folder", &e))?;
    let mut alternatives = vec!["localhost".to_owned()];
    alternatives.extend(
        names.iter().filter(|n| n.parse::<IpAddr>().is_ok_and(|ip| !ip.is_unspecified()) || !n.is_empty()).cloned(),
    );
    let made = rcgen::generate_simple_self_signed(alternatives).map_err(|e| failed("certificate", &e))?;
    std::fs::write(&tls.certificate, made.cert.pem()).map_err(|e| failed("certificate", &e))?;
    write_private(&tls.key, &made.signing_key.serialize_pem())?;
    Ok(tls)
}

fn write_private(path: &Path, text: &str) -> Result<()> {
    use std::{io::Write, os::unix::fs::OpenOptionsExt};
    let open = std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path);
    open.and_then(|mut file| file.write_all(text.as_bytes())).map_err(|e| Error::Internal(format!("key file: {e}")))
}
