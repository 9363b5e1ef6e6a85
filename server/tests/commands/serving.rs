//! `steward serve` and `steward demo`: the first start, and ending without dropping anybody.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use serde_json::json;

use super::{Client, Place, Serving, finish, rest, text};

#[tokio::test]
async fn a_first_start_asks_to_set_up_and_a_second_one_does_not() {
    let place = Place::new().await;
    {
        let serving = place.serve(&[]);
        let client = Client::of(&serving.url);
        let page = client.http.get(format!("{}/desk", serving.url)).send().await.unwrap();
        assert_eq!(page.url().path(), "/setup", "every page leads to the set-up");
        assert_eq!(client.http.get(format!("{}/healthz", serving.url)).send().await.unwrap().status(), 200);
        client.set_up().await;
        let again = json!({"company": "x", "name": "x", "login": "mallory", "password": "anhe-demo-2026"});
        assert_eq!(client.post("/api/v1/setup", again).await.0, 409, "once only");
    }
    let serving = place.serve(&[]);
    let client = Client::of(&serving.url);
    client.sign_in("admin").await;
    let (status, orgs) = client.get("/api/v1/org/orgs").await;
    assert_eq!(status, 200);
    assert!(orgs.to_string().contains("翠湖花园"), "{orgs}");
}

#[tokio::test]
async fn settings_come_from_the_file_and_flags_win() {
    let place = Place::new().await;
    let config = place.folder.path().join("steward.toml");
    std::fs::write(&config, "listen = \"127.0.0.1:1\"\nlog = \"warn\"\n").unwrap();
    let serving = place.serve(&["--config", text(&config), "--listen", "127.0.0.1:0"]);
    assert_ne!(serving.address(), "127.0.0.1:1");
    drop(serving);
    std::fs::write(&config, "lisen = 1\n").unwrap();
    let wrong = place.run(&["serve", "--config", text(&config)]);
    assert_eq!(wrong.code, Some(1));
    assert!(wrong.err.contains("lisen"), "{}", wrong.err);
    let printed = place.run(&["serve", "--print-config"]).well().out;
    assert!(printed.contains("proxies = []") && printed.contains("listen = "), "{printed}");
}

/// Sends a request up to the middle of its body.
fn half_a_request(serving: &Serving, body: &str) -> TcpStream {
    let mut stream = TcpStream::connect(serving.address()).unwrap();
    let head = format!(
        "POST /api/v1/setup HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(&body.as_bytes()[..body.len() / 2]).unwrap();
    stream
}

#[tokio::test]
async fn told_to_end_it_finishes_what_was_begun_and_takes_nothing_new() {
    let place = Place::new().await;
    let mut serving = place.serve(&[]);
    let body =
        json!({"company": "安禾物业", "name": "管理员", "login": "admin", "password": "anhe-demo-2026"}).to_string();
    let mut stream = half_a_request(&serving, &body);
    tokio::time::sleep(Duration::from_millis(300)).await;
    serving.terminate();
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(serving.child.try_wait().unwrap().is_none(), "it waits for the request that is under way");
    let mut late = TcpStream::connect(serving.address());
    if let Ok(late) = &mut late {
        late.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
        let _ = late.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
        let mut answer = [0; 1];
        assert!(!matches!(late.read(&mut answer), Ok(1)), "nobody new is let in");
    }
    stream.write_all(&body.as_bytes()[body.len() / 2..]).unwrap();
    let answer = rest(stream);
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert_eq!(serving.ended(), Some(0));
    let serving = place.serve(&[]);
    Client::of(&serving.url).sign_in("admin").await;
}

#[tokio::test]
async fn plain_http_beyond_this_machine_says_what_will_not_work() {
    let place = Place::new().await;
    let serving = place.serve(&["--listen", "0.0.0.0:0"]);
    let said = serving.saying("--proxy");
    assert!(said.contains("Plain http") && said.contains("camera"), "{said}");
    let local = serving.url.replace("0.0.0.0", "127.0.0.1");
    let client = Client::of(&local);
    client.set_up().await;
    let (status, _) = client.get("/api/v1/org/orgs").await;
    assert_eq!(status, 200, "its cookies work all the same");
}

#[tokio::test]
async fn a_demo_never_takes_the_place_of_a_company() {
    let place = Place::new().await;
    if place.database.is_some() {
        return;
    }
    {
        let serving = place.serve(&[]);
        Client::of(&serving.url).set_up().await;
    }
    let ran = finish(place.steward(&["demo", "--make-only"]), "");
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("no demo"), "{}", ran.err);
    place.run(&["verify"]).well();
}
