//! How the house is reached from the street: https of its own making, and behind a proxy that is named.

use std::{
    io::Write,
    net::{SocketAddr, TcpStream},
    sync::Arc,
};

use rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy},
    net::{TcpListener, TcpSocket},
};

use super::{Client, PASSWORD, Place, Serving, rest};

/// Talks TLS as a phone does that trusts this authority and nobody else; the whole answer.
fn over_tls(authority: &std::path::Path, address: &str, name: &str, request: &str) -> Result<String, String> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(authority).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_root_certificates(roots).with_no_client_auth();
    let name = ServerName::try_from(name.to_owned()).unwrap();
    let client = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut stream = StreamOwned::new(client, TcpStream::connect(address).unwrap());
    stream.write_all(request.as_bytes()).map_err(|e| e.to_string())?;
    Ok(rest(stream))
}

fn request(path: &str, body: &Value) -> String {
    let body = body.to_string();
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

#[tokio::test]
async fn a_phone_that_trusts_the_printed_authority_speaks_https() {
    let place = Place::new().await;
    let serving = place.serve(&["--self-signed"]);
    assert!(serving.url.starts_with("https://"), "{}", serving.url);
    let said = serving.saying("Android");
    let authority = said.split_whitespace().find(|w| w.ends_with("authority.pem")).expect("it names the file");
    let authority = std::path::PathBuf::from(authority);
    let company = json!({"company": "安禾物业", "name": "管理员", "login": "admin", "password": PASSWORD});
    let set_up = over_tls(&authority, serving.address(), "localhost", &request("/api/v1/setup", &company)).unwrap();
    assert!(set_up.starts_with("HTTP/1.1 200"), "{set_up}");
    let cookie =
        set_up.lines().find(|l| l.to_lowercase().starts_with("set-cookie: __host-session=")).expect("a cookie");
    assert!(cookie.contains("; Secure") && cookie.contains("; HttpOnly"), "{cookie}");
    assert!(set_up.to_lowercase().contains("strict-transport-security"), "{set_up}");
    let by_number = over_tls(&authority, serving.address(), "127.0.0.1", &request("/api/v1/setup", &company));
    assert!(by_number.unwrap().starts_with("HTTP/1.1 409"), "the address itself is in the certificate too");
    let elsewhere = over_tls(&authority, serving.address(), "evil.example", &request("/", &json!({})));
    assert!(elsewhere.is_err(), "for another name it is not trusted");
    let port = serving.address().to_owned();
    drop(serving);

    // The authority stays when the house starts anew: phones trust it once.
    let serving = place.serve(&["--self-signed"]);
    assert_ne!(serving.address(), port);
    let again = over_tls(&authority, serving.address(), "localhost", &request("/api/v1/setup", &company)).unwrap();
    assert!(again.starts_with("HTTP/1.1 409"), "{again}");
    let other = Place::new().await;
    let stranger = other.serve(&["--self-signed"]);
    stranger.saying("Android");
    assert!(over_tls(&authority, stranger.address(), "localhost", &request("/", &json!({}))).is_err());
}

/// A tiny proxy: writes down for whom it asks, and asks from an address of its own.
async fn proxy(to: SocketAddr, own: &'static str, client: &'static str, proto: &'static str) -> String {
    let door = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", door.local_addr().unwrap());
    tokio::spawn(async move {
        loop {
            let (mut inside, _) = door.accept().await.unwrap();
            tokio::spawn(async move {
                let socket = TcpSocket::new_v4().unwrap();
                socket.bind(SocketAddr::new(own.parse().unwrap(), 0)).unwrap();
                let mut outside = socket.connect(to).await.unwrap();
                let (mut head, mut byte) = (Vec::new(), [0]);
                while !head.ends_with(b"\r\n\r\n") && inside.read_exact(&mut byte).await.is_ok() {
                    head.push(byte[0]);
                }
                let head = String::from_utf8(head).unwrap();
                let kept = head.trim_end();
                let added = format!(
                    "{kept}\r\nX-Forwarded-For: {client}\r\nX-Forwarded-Proto: {proto}\r\nConnection: close\r\n\r\n"
                );
                outside.write_all(added.as_bytes()).await.unwrap();
                let ((mut from, mut back), (mut answer, mut ask)) = (inside.split(), outside.split());
                tokio::select! {
                    _ = copy(&mut answer, &mut back) => {}
                    _ = async { let _ = copy(&mut from, &mut ask).await; std::future::pending::<()>().await } => {}
                }
            });
        }
    });
    url
}

/// Clients that open a connection for each request, as the little proxy wants it.
fn client(url: &str) -> Client {
    let http = reqwest::Client::builder().pool_max_idle_per_host(0).build().unwrap();
    Client { http, url: url.to_owned() }
}

/// Signs in; the cookie's line, and whether the answer asks for https from now on.
async fn signed_in(client: &Client) -> (String, bool) {
    let login = json!({"login": "admin", "password": PASSWORD});
    let request = client.http.post(format!("{}/api/v1/sign_in", client.url)).json(&login);
    let answer =
        request.header("x-forwarded-for", "192.0.2.66").header("x-forwarded-proto", "https").send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let cookie = answer.headers()["set-cookie"].to_str().unwrap().to_owned();
    (cookie, answer.headers().contains_key("strict-transport-security"))
}

async fn sessions(client: &Client, cookie: &str) -> String {
    let sent = cookie.split(';').next().unwrap();
    let request = client.http.get(format!("{}/api/v1/account/sessions", client.url)).header("cookie", sent);
    request.send().await.unwrap().text().await.unwrap()
}

async fn behind_a_proxy() -> (Place, Serving, SocketAddr) {
    let place = Place::new().await;
    let serving = place.serve(&["--proxy", "127.0.0.2"]);
    Client::of(&serving.url).set_up().await;
    let address = serving.address().parse().unwrap();
    (place, serving, address)
}

#[tokio::test]
async fn only_the_named_proxy_is_believed_who_asks_and_how() {
    let (_place, serving, address) = behind_a_proxy().await;
    let named = client(&proxy(address, "127.0.0.2", "203.0.113.7", "https").await);
    let (cookie, always_https) = signed_in(&named).await;
    assert!(cookie.starts_with("__Host-session=") && cookie.contains("; Secure") && always_https, "{cookie}");
    let seen = sessions(&named, &cookie).await;
    assert!(seen.contains("203.0.113.7") && !seen.contains("192.0.2.66"), "the last entry is the proxy's own: {seen}");

    // What follows forges the same words, without being the proxy.
    for stranger in [client(&serving.url), client(&proxy(address, "127.0.0.3", "203.0.113.8", "https").await)] {
        let (cookie, always_https) = signed_in(&stranger).await;
        assert!(cookie.starts_with("session=") && !cookie.contains("; Secure") && !always_https, "{cookie}");
        let seen = sessions(&stranger, &cookie).await;
        assert!(!seen.contains("192.0.2.66") && !seen.contains("203.0.113.8"), "{seen}");
    }
    let plain = client(&proxy(address, "127.0.0.2", "203.0.113.9", "http").await);
    assert!(signed_in(&plain).await.0.starts_with("session="), "the proxy says that the browser speaks plain http");
}

#[tokio::test]
async fn tries_are_counted_for_whoever_stands_behind_the_proxy() {
    let (_place, _serving, address) = behind_a_proxy().await;
    let (one, other) = (
        client(&proxy(address, "127.0.0.2", "203.0.113.7", "https").await),
        client(&proxy(address, "127.0.0.2", "203.0.113.8", "https").await),
    );
    let report = json!({"summary": "大堂灯不亮"});
    let mut last = 0;
    for _ in 0..25 {
        last = one.post("/api/v1/q/no-such-code", report.clone()).await.0;
    }
    assert_eq!(last, 429, "one address is stopped");
    assert_ne!(other.post("/api/v1/q/no-such-code", report).await.0, 429, "its neighbour is not");
}
