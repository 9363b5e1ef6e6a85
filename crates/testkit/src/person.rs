//! Somebody with a browser: signs in, opens pages, presses buttons, or calls the API.

use axum::{
    Router,
    body::Body,
    http::{Method, Request, StatusCode, header},
    response::Response,
};
use serde_json::Value;
use tower::ServiceExt;

use crate::page::Page;

/// Somebody with a browser.
pub struct Visitor {
    router: Router,
    cookies: Vec<(String, String)>,
    /// The page he looks at.
    pub page: Page,
}

impl Visitor {
    pub(crate) fn new(router: Router) -> Self {
        let page = Page { path: "/".into(), status: StatusCode::OK, html: String::new() };
        Self { router, cookies: Vec::new(), page }
    }

    /// Opens a page and follows where it leads.
    pub async fn open(&mut self, path: &str) -> &Page {
        self.go(Method::GET, path.to_owned(), None).await
    }

    /// Follows the link with these words.
    #[track_caller]
    pub fn follow(&mut self, text: &str) -> impl Future<Output = ()> {
        let path = self.page.link(text);
        let at = self.page.path.clone();
        let text = text.to_owned();
        async move {
            let path = path.unwrap_or_else(|| panic!("no link “{text}” on {at}: {}", self.page.words()));
            self.open(&path).await;
        }
    }

    /// Fills the form of the button with these words and presses it.
    pub async fn press(&mut self, button: &str, filled: &[(&str, &str)]) -> &Page {
        let Some(form) = self.page.form(button) else {
            panic!("no button “{button}” on {} ({}): {}", self.page.path, self.page.status, self.page.words());
        };
        let mut pairs: Vec<(String, String)> = form
            .fields
            .into_iter()
            .filter(|f| !filled.iter().any(|(n, _)| *n == f.name))
            .map(|f| (f.name, f.value))
            .collect();
        pairs.extend(filled.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())));
        let body = serde_urlencoded::to_string(&pairs).expect("pairs of text encode");
        if form.post {
            self.go(Method::POST, form.action, Some(body)).await
        } else {
            self.go(Method::GET, format!("{}?{body}", form.action), None).await
        }
    }

    /// Signs in.
    pub async fn sign_in(&mut self, login: &str, password: &str) -> &Page {
        self.open("/sign_in").await;
        let button = if self.page.form("登录").is_some() { "登录" } else { "Sign in" };
        self.press(button, &[("login", login), ("password", password)]).await
    }

    /// Calls the API; the answer is its status and JSON.
    pub async fn api(&mut self, method: Method, path: &str, body: Option<Value>) -> (StatusCode, Value) {
        let mut request = Request::builder().method(method).uri(path).header(header::CONTENT_TYPE, "application/json");
        request = request.header(header::COOKIE, self.cookie());
        let request = request.body(Body::from(body.map(|b| b.to_string()).unwrap_or_default())).expect("a request");
        let response = self.send(request).await;
        let status = response.status();
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.expect("a body");
        (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }

    /// Sends a request of the test's own making, with his cookies.
    pub async fn send(&mut self, mut request: Request<Body>) -> Response {
        if let Ok(cookies) = self.cookie().parse() {
            request.headers_mut().insert(header::COOKIE, cookies);
        }
        let response = self.router.clone().oneshot(request).await.expect("the router never fails");
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let text = cookie.to_str().unwrap_or_default();
            if let Some((name, value)) = text.split(';').next().and_then(|c| c.split_once('=')) {
                self.cookies.retain(|(n, _)| n != name);
                if !value.is_empty() {
                    self.cookies.push((name.to_owned(), value.to_owned()));
                }
            }
        }
        response
    }

    fn cookie(&self) -> String {
        self.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect::<Vec<_>>().join("; ")
    }

    async fn go(&mut self, method: Method, path: String, body: Option<String>) -> &Page {
        let (mut method, mut path, mut body) = (method, path, body);
        for _ in 0..5 {
            let mut request = Request::builder().method(method.clone()).uri(path.replace(' ', "%20"));
            if body.is_some() {
                request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
            }
            request = request.header(header::REFERER, format!("http://localhost{}", self.page.path));
            let request = request.body(Body::from(body.take().unwrap_or_default())).expect("a request");
            let response = self.send(request).await;
            let status = response.status();
            if let Some(place) = response.headers().get(header::LOCATION).and_then(|l| l.to_str().ok()) {
                path = place.to_owned();
                method = Method::GET;
                continue;
            }
            let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.expect("a body");
            self.page = Page { path, status, html: String::from_utf8_lossy(&bytes).into_owned() };
            return &self.page;
        }
        panic!("too many redirects, last to {path}");
    }
}
