//! The wire of production: HTTP/1.1 over TLS, one connection a call. Payment calls are few; a pool would be one more thing to go stale.

use std::{sync::Arc, time::Duration};

use http_body_util::{BodyExt, Full, Limited};
use hyper::{Uri, body::Bytes, client::conn::http1};
use hyper_util::rt::TokioIo;
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::wire::{Message, NoAnswer, Request, Soon, Wire};

/// Where systems keep the roots they trust.
const ROOTS: [&str; 4] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
];
/// No answer of a channel is longer, bills of a big day apart; those are cut into their own limit by the caller.
const LARGEST: usize = 256 << 20;

/// A client for both schemes. Redirects are not followed: a signature covers the address.
pub struct Client {
    tls: TlsConnector,
    patience: Duration,
}

impl Client {
    /// Trusts the roots of this PEM text; without any only plain HTTP works, as towards a simulator on the same machine.
    /// Waits `patience` for a whole answer.
    pub fn new(roots: &[u8], patience: Duration) -> Self {
        let mut trusted = RootCertStore::empty();
        trusted.add_parsable_certificates(CertificateDer::pem_slice_iter(roots).flatten());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let settings = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("the provider knows the default versions")
            .with_root_certificates(trusted)
            .with_no_client_auth();
        Self { tls: TlsConnector::from(Arc::new(settings)), patience }
    }

    /// Trusts what the machine trusts.
    ///
    /// # Errors
    /// When no bundle of roots can be read.
    pub fn of_this_machine(patience: Duration) -> std::io::Result<Self> {
        let found = ROOTS.iter().find_map(|path| std::fs::read(path).ok());
        let missing = || std::io::Error::new(std::io::ErrorKind::NotFound, "no bundle of root certificates");
        Ok(Self::new(&found.ok_or_else(missing)?, patience))
    }

    async fn exchange(&self, request: Request) -> Result<Message, NoAnswer> {
        let unsent = |why: String| NoAnswer { sent: false, why };
        let address: Uri = request.url.parse().map_err(|_| unsent("not an address".to_owned()))?;
        let host = address.host().ok_or_else(|| unsent("no host in the address".to_owned()))?.to_owned();
        let secure = address.scheme_str() == Some("https");
        let port = address.port_u16().unwrap_or(if secure { 443 } else { 80 });
        let bare = host.trim_matches(['[', ']']).to_owned();
        let stream = TcpStream::connect((bare.as_str(), port)).await.map_err(|error| unsent(error.to_string()))?;
        if !secure {
            return talk(TokioIo::new(stream), request, &address).await;
        }
        let name = ServerName::try_from(bare).map_err(|error| unsent(error.to_string()))?;
        let stream = self.tls.connect(name, stream).await.map_err(|error| unsent(error.to_string()))?;
        talk(TokioIo::new(stream), request, &address).await
    }
}

impl Wire for Client {
    fn send(&self, request: Request) -> Soon<'_, Result<Message, NoAnswer>> {
        Box::pin(async move {
            let late = |_| NoAnswer { sent: true, why: "no whole answer in time".to_owned() };
            tokio::time::timeout(self.patience, self.exchange(request)).await.map_err(late)?
        })
    }
}

async fn talk<S>(stream: S, request: Request, address: &Uri) -> Result<Message, NoAnswer>
where
    S: hyper::rt::Read + hyper::rt::Write + Unpin + Send + 'static,
{
    let sent = |why: String| NoAnswer { sent: true, why };
    let (mut sender, connection) =
        http1::handshake(stream).await.map_err(|error| NoAnswer { sent: false, why: error.to_string() })?;
    // Ends by itself when the sender is dropped, also when the caller lost patience.
    tokio::spawn(connection);
    let path = address.path_and_query().map_or("/", |path| path.as_str());
    let host = address.authority().map_or("", |authority| authority.as_str());
    let mut ready = hyper::Request::builder().method(request.method.name()).uri(path).header("host", host);
    for (name, value) in &request.headers {
        ready = ready.header(*name, value);
    }
    let ready = ready
        .body(Full::new(Bytes::from(request.body)))
        .map_err(|error| NoAnswer { sent: false, why: error.to_string() })?;
    let answer = sender.send_request(ready).await.map_err(|error| sent(error.to_string()))?;
    let (head, body) = answer.into_parts();
    let body = Limited::new(body, LARGEST).collect().await.map_err(|error| sent(error.to_string()))?;
    let headers = head.headers.iter().filter_map(|(k, v)| Some((k.as_str().to_owned(), v.to_str().ok()?.to_owned())));
    Ok(Message { status: head.status.as_u16(), headers: headers.collect(), body: body.to_bytes().to_vec() })
}
