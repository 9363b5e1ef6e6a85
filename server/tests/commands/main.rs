//! The program itself, started as people start it: what it says, what it leaves behind, and how it ends.
//!
//! On the embedded database, and on PostgreSQL when `DATABASE_URL` names a server.
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod import;
mod keeping;
mod serving;
mod street;
mod upload;
mod words;

use std::{
    io::{BufRead, BufReader, Read, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

use serde_json::{Value, json};
use testkit::database;

const PASSWORD: &str = "anhe-demo-2026";

/// A place for one company: a data folder, and a database of its own when the tests run on PostgreSQL.
struct Place {
    folder: tempfile::TempDir,
    database: Option<String>,
}

/// How a command ended and what it said.
#[derive(Debug)]
struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Ran {
    #[track_caller]
    fn well(self) -> Self {
        assert_eq!(self.code, Some(0), "{self:?}");
        self
    }
}

impl Place {
    async fn new() -> Self {
        let database = match database::server() {
            Some(server) => Some(database::make(&server, None).await.unwrap()),
            None => None,
        };
        Self { folder: tempfile::tempdir().unwrap(), database }
    }

    /// A company of one month with a few cases, as the demo makes it.
    async fn with_a_history() -> Self {
        let place = Self::new().await;
        let until = "2026-11-20T08:00:00Z";
        place.run(&["demo", "--months", "1", "--scale", "0.02", "--until", until, "--make-only"]).well();
        place
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The program with a command line, about this place and none of the settings around the test.
    fn steward(&self, args: &[&str]) -> Command {
        let mut command = steward();
        command.args(args).arg("--data").arg(self.data());
        if let Some(database) = &self.database {
            command.args(["--database", database]);
        }
        command
    }

    fn run(&self, args: &[&str]) -> Ran {
        self.told(args, "")
    }

    /// Runs a command with something on its standard input.
    fn told(&self, args: &[&str], stdin: &str) -> Ran {
        finish(self.steward(args), stdin)
    }

    /// Serves this place until it is dropped or told to end.
    fn serve(&self, args: &[&str]) -> Serving {
        let mut all = vec!["serve"];
        all.extend(args);
        if !args.contains(&"--listen") {
            all.extend(["--listen", "127.0.0.1:0"]);
        }
        Serving::of(self.steward(&all))
    }
}

fn steward() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_steward"));
    for name in ["DATABASE_URL", "STEWARD_DATA", "STEWARD_LISTEN", "STEWARD_CONFIG", "STEWARD_PROXY", "STEWARD_ADDRESS"]
    {
        command.env_remove(name);
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn finish(mut command: Command, stdin: &str) -> Ran {
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(stdin.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// The program while it serves.
struct Serving {
    child: Child,
    /// `http://127.0.0.1:40123`
    url: String,
    said: Arc<Mutex<String>>,
}

impl Serving {
    fn of(mut command: Command) -> Self {
        let mut child = command.stderr(Stdio::inherit()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let (mut first, said) = (String::new(), Arc::new(Mutex::new(String::new())));
        out.read_line(&mut first).unwrap();
        let url = first.split_whitespace().find(|w| w.starts_with("http")).unwrap_or_else(|| panic!("said {first}"));
        let url = url.trim_end_matches('/').to_owned();
        let heard = said.clone();
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                heard.lock().unwrap().push_str(&(line + "\n"));
            }
        });
        Self { child, url, said }
    }

    /// What it said after its address, as soon as these words were among it.
    fn saying(&self, words: &str) -> String {
        for _ in 0..100 {
            let said = self.said.lock().unwrap().clone();
            if said.contains(words) {
                return said;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("it never said “{words}” but: {}", self.said.lock().unwrap());
    }

    fn address(&self) -> &str {
        self.url.split("://").nth(1).unwrap()
    }

    /// Asks it politely to end.
    fn terminate(&self) {
        let ended = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(ended.success());
    }

    /// Waits until it has ended; its exit code.
    fn ended(&mut self) -> Option<i32> {
        for _ in 0..300 {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("it does not end");
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A client of the API that keeps its cookies.
struct Client {
    http: reqwest::Client,
    url: String,
}

impl Client {
    fn of(url: &str) -> Self {
        Self { http: reqwest::Client::builder().cookie_store(true).build().unwrap(), url: url.to_owned() }
    }

    async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        let answer = self.http.post(format!("{}{path}", self.url)).json(&body).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap_or_default())
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        let answer = self.http.get(format!("{}{path}", self.url)).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap_or_default())
    }

    async fn sign_in(&self, login: &str) {
        let (status, told) = self.post("/api/v1/sign_in", json!({"login": login, "password": PASSWORD})).await;
        assert_eq!(status, 200, "{told}");
    }

    /// The set-up page of a first start, filled in.
    async fn set_up(&self) {
        let company = json!({"company": "安禾物业", "community": "翠湖花园", "name": "管理员", "login": "admin", "password": PASSWORD});
        let (status, told) = self.post("/api/v1/setup", company).await;
        assert_eq!(status, 200, "{told}");
    }
}

/// Reads everything a stream still says.
fn rest(mut from: impl Read) -> String {
    let mut bytes = Vec::new();
    let _ = from.read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}
