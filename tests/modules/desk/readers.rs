//! 谁可查看: a case of a confidential process is not there for whoever may not read it – on no page, in no list, answer, export or file.

use axum::{
    body::Body,
    http::{Method, Request, StatusCode},
};
use kernel::{
    Span,
    form::{Form, Kind},
};
use serde_json::{Value, json};
use testkit::{TestApp, Visitor};

use crate::stories::steps::{asked, photo, register, room, shown, staff_id};

/// Words nobody else writes.
const REVIEW: &str = "猫头鹰考核";
const COMPLAINT: &str = "啄木鸟投诉";

/// Two confidential cases with everything that hangs on them, and an open one to which they are tied.
struct Hidden {
    review: String,
    complaint: String,
    repair: String,
    place: String,
    file: String,
    incident: String,
    hand_over: String,
    /// What must stand nowhere: titles and numbers.
    traces: Vec<String>,
}

async fn opened(who: &mut Visitor, process: &str, place: &str, input: Value) -> String {
    let body = json!({ "place_id": place, "channel": "staff", "input": input });
    let (status, done) = who.api(Method::POST, &format!("/api/v1/desk/processes/{process}/cases"), Some(body)).await;
    assert_eq!(status, StatusCode::OK, "{done}");
    done["id"].as_str().expect("an id").to_owned()
}

async fn posts(who: &mut Visitor, path: &str, body: Value) -> Value {
    let (status, done) = who.api(Method::POST, &format!("/api/v1{path}"), Some(body)).await;
    assert_eq!(status, StatusCode::OK, "{path}: {done}");
    done
}

/// A performance review and a complaint, worked on by the manager: with a photo, a tie, a mass incident, and handed over.
async fn hidden(app: &TestApp) -> Hidden {
    let (mut agent, mut manager) = (app.agent().await, app.staff("songlan").await);
    let (zhao, chen) = (staff_id(app, "赵师傅").await, staff_id(app, "陈师傅").await);
    let place = room(&mut agent).await;
    let file = photo(&mut manager).await;
    let review =
        opened(&mut manager, "performance_review", &place, json!({ "summary": REVIEW, "photos": [file] })).await;
    let complaint = opened(&mut agent, "complaint", &place, json!({ "summary": COMPLAINT, "topic": "service" })).await;
    let tap = json!({ "summary": "龙头滴水", "trade": "water", "urgency": "normal", "facility_class": "home" });
    let repair = register(&mut agent, tap).await;
    for case in [&review, &complaint] {
        posts(&mut manager, &format!("/desk/cases/{repair}/link"), json!({ "tie": "caused_by", "other_id": case }))
            .await;
        posts(&mut manager, &format!("/desk/cases/{case}/hand_over"), json!({ "takers": [zhao] })).await;
    }
    let incident = json!({ "case_id": complaint, "script": "已在处理" });
    let incident =
        posts(&mut manager, "/desk/mass_incidents", incident).await["id"].as_str().expect("an id").to_owned();
    let handed = posts(&mut manager, "/desk/hand_overs", json!({ "staff_id": zhao, "takers": [chen] })).await;
    let mut traces = vec![REVIEW.to_owned(), COMPLAINT.to_owned()];
    for case in [&review, &complaint] {
        traces.push(shown(&mut manager, case).await["number"].as_str().expect("a number").to_owned());
    }
    // Limits are missed, notices are told, nothing is left to happen by itself.
    app.pass(Span::hours(30)).await;
    let hand_over = handed["id"].as_str().expect("an id").to_owned();
    Hidden { review, complaint, repair, place, file, incident, hand_over, traces }
}

/// The addresses of a line, its parameters filled with what is hidden.
fn addresses(path: &str, form: &Form, hidden: &Hidden) -> Vec<String> {
    let mut filled = vec![path.to_owned()];
    while let Some((open, close)) = filled[0].find('{').zip(filled[0].find('}')) {
        let name = filled[0][open + 1..close].to_owned();
        let gap = format!("{{{name}}}");
        let values: Vec<String> = match (name.as_str(), form.field(&name).map(|f| &f.kind)) {
            ("process", _) => vec!["performance_review".into(), "complaint".into()],
            (_, Some(Kind::Ref { to })) => match to.as_str() {
                "case" => vec![hidden.review.clone(), hidden.complaint.clone(), hidden.repair.clone()],
                "place" => vec![hidden.place.clone()],
                "mass_incident" => vec![hidden.incident.clone()],
                "hand_over" => vec![hidden.hand_over.clone()],
                other => vec![format!("{other}_0192f0c0000070008000000000000000")],
            },
            _ => {
                [&hidden.review, &hidden.complaint, &hidden.repair, &hidden.incident, &hidden.hand_over, &hidden.place]
                    .map(Clone::clone)
                    .to_vec()
            }
        };
        let put = |path: &String| values.iter().map(|value| path.replacen(&gap, value, 1)).collect::<Vec<_>>();
        filled = filled.iter().flat_map(put).collect();
    }
    filled
}

/// Every address by which somebody could look, with what narrows the lists to the hidden.
fn everywhere(app: &TestApp, hidden: &Hidden) -> Vec<String> {
    let registry = &app.house.platform.registry;
    let narrowed = |path: String| {
        let more = [
            "?limit=200".to_owned(),
            "?process=performance_review".to_owned(),
            "?process=complaint&limit=200".to_owned(),
            format!("?place={}", hidden.place),
            format!("?place_id={}", hidden.place),
            "?side=team".to_owned(),
            "?show=complaint".to_owned(),
        ];
        std::iter::once(path.clone())
            .chain(more.into_iter().map(move |query| format!("{path}{query}")))
            .collect::<Vec<_>>()
    };
    let mut all = Vec::new();
    for query in registry.queries() {
        for path in addresses(query.path, &query.form, hidden) {
            all.extend(narrowed(format!("/api/v1{path}")));
            if query.list.as_ref().is_some_and(|l| l.page) {
                all.extend(narrowed(path));
            }
        }
    }
    for page in registry.pages() {
        all.extend(addresses(page.path, &page.form, hidden).into_iter().flat_map(narrowed));
    }
    for action in registry.actions() {
        all.push(format!("/do/{}?id={}", action.name, hidden.review));
        all.push(format!("/do/{}?id={}&action=merge", action.name, hidden.repair));
    }
    for case in [&hidden.review, &hidden.complaint] {
        all.push(format!("/do/desk.case.act?id={case}&action=sign"));
        all.push(format!("/do/desk.case.record?id={case}&item=monthly_score"));
    }
    all.extend(["/lookup/case", "/lookup/mass_incident", "/find", "/search"].map(str::to_owned));
    all
}

/// What stands at an address, as it comes.
async fn read(who: &mut Visitor, path: &str) -> (StatusCode, String) {
    let response = who.send(Request::get(path).body(Body::empty()).expect("a request")).await;
    let status = response.status();
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.expect("a body");
    (status, String::from_utf8_lossy(&bytes).into_owned())
}

/// Looks everywhere and finds no trace; what was looked for may be said back.
async fn finds_nothing(app: &TestApp, login: &str, hidden: &Hidden, traces: &[String]) {
    let mut who = app.staff(login).await;
    for path in everywhere(app, hidden) {
        let (status, body) = read(&mut who, &path).await;
        assert!(!status.is_server_error(), "{login} {path}: {status}");
        for trace in traces {
            assert!(!body.contains(trace), "{login} reads {trace} at {path} ({status})");
        }
    }
    for sought in traces {
        for path in ["/find?q=", "/search?q=", "/lookup/case?q=", "/desk?q=", "/desk/cases?q=", "/api/v1/desk/cases?q="]
        {
            let (_, body) = read(&mut who, &format!("{path}{}", ui_encoded(sought))).await;
            for trace in traces.iter().filter(|trace| *trace != sought) {
                assert!(!body.contains(trace), "{login} finds {trace} by {path}{sought}");
            }
        }
    }
}

fn ui_encoded(text: &str) -> String {
    text.bytes().map(|b| format!("%{b:02X}")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn to_whoever_may_not_read_it_a_confidential_case_is_nowhere() {
    let app = TestApp::start().await;
    let hidden = hidden(&app).await;
    let mut reader = app.staff("songlan").await;
    let mut found = 0;
    for path in everywhere(&app, &hidden) {
        let (_, body) = read(&mut reader, &path).await;
        found += usize::from(hidden.traces.iter().any(|trace| body.contains(trace)));
    }
    assert!(found > 60, "the walk comes by what it looks for, only {found} times");
    // The supervisor and the engineer see every board; neither acts in reviews, and the engineer not in complaints.
    let of_review = [hidden.traces[0].clone(), hidden.traces[2].clone()];
    finds_nothing(&app, "xuting", &hidden, &of_review).await;
    finds_nothing(&app, "wuzhigang", &hidden, &hidden.traces).await;
    app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn its_readers_find_it_everywhere_and_others_can_do_nothing_to_it() {
    let app = TestApp::start().await;
    let hidden = hidden(&app).await;
    let Hidden { review, file, .. } = &hidden;
    for (login, reads) in [("hemei", true), ("songlan", true), ("admin", true), ("xuting", false), ("wuzhigang", false)]
    {
        let mut who = app.staff(login).await;
        let list = asked(&mut who, "/desk/cases?process=performance_review").await;
        assert_eq!(list["count"], u8::from(reads), "{login}");
        let (_, found) = read(&mut who, &format!("/find?q={}", ui_encoded(REVIEW))).await;
        assert_eq!(found.contains(REVIEW), reads, "{login}: {found}");
        let wanted = if reads { StatusCode::OK } else { StatusCode::NOT_FOUND };
        for path in [format!("/desk/cases/{review}"), format!("/api/v1/desk/cases/{review}"), format!("/files/{file}")]
        {
            assert_eq!(read(&mut who, &path).await.0, wanted, "{login} {path}");
        }
        let repair = shown(&mut who, &hidden.repair).await["related"].to_string();
        assert_eq!(repair.contains(REVIEW), reads, "{login}: {repair}");
        if reads {
            continue;
        }
        let act = |what: &str| format!("/api/v1/desk/cases/{review}/{what}");
        for (path, body) in [
            (act("comment"), json!({ "text": "看看" })),
            (act("watch"), json!({ "on": true })),
            (act("act/sign"), json!({ "input": {} })),
            (act("link"), json!({ "tie": "duplicate", "other_id": hidden.repair })),
            ("/api/v1/desk/mass_incidents".to_owned(), json!({ "case_id": review, "script": "看看" })),
        ] {
            let (status, answer) = who.api(Method::POST, &path, Some(body)).await;
            let refused = [StatusCode::NOT_FOUND, StatusCode::FORBIDDEN];
            assert!(refused.contains(&status), "{login} {path}: {status} {answer}");
        }
        let told = asked(&mut who, "/desk/notifications?limit=200").await.to_string();
        assert!(!told.contains(REVIEW), "{login} is told: {told}");
    }
    app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_people_of_a_case_read_it_and_so_does_whoever_stands_in() {
    let app = TestApp::start().await;
    let hidden = hidden(&app).await;
    let Hidden { review, .. } = &hidden;
    let path = format!("/api/v1/desk/cases/{review}");
    let (mut zhao, mut chen, mut deng) =
        (app.technician().await, app.staff("chenshifu").await, app.staff("dengtao").await);
    assert_eq!(read(&mut chen, &path).await.0, StatusCode::OK, "he has it in hand");
    assert_eq!(read(&mut zhao, &path).await.0, StatusCode::NOT_FOUND, "he handed it over");
    assert_eq!(read(&mut deng, &path).await.0, StatusCode::NOT_FOUND);
    assert!(asked(&mut chen, "/desk/matters").await.to_string().contains(REVIEW));
    let now = app.clock.now();
    let (chen_id, deng_id) = (staff_id(&app, "陈师傅").await, staff_id(&app, "邓涛").await);
    let away = json!({ "deputy_id": deng_id, "from_at": now, "to_at": now + Span::hours(8), "reason": "请假" });
    posts(&mut chen, "/org/deputies", away).await;
    assert_eq!(read(&mut deng, &path).await.0, StatusCode::OK, "he stands in");
    assert!(asked(&mut deng, "/desk/matters").await.to_string().contains(REVIEW));
    assert_eq!(asked(&mut deng, "/desk/cases?process=performance_review").await["count"], 1);
    app.clock.set(now + Span::hours(9));
    let mut deng = app.staff("dengtao").await;
    assert_eq!(read(&mut deng, &path).await.0, StatusCode::NOT_FOUND, "the other is back");

    // Whoever watched it may go on reading when it is no longer his, until he watches it no more.
    let mut chen = app.staff("chenshifu").await;
    posts(&mut chen, &format!("/desk/cases/{review}/watch"), json!({ "on": true })).await;
    let mut manager = app.staff("songlan").await;
    posts(&mut manager, &format!("/desk/cases/{review}/hand_over"), json!({ "takers": [deng_id] })).await;
    assert_ne!(shown(&mut chen, review).await["assignee_id"].as_str(), chen_id.rsplit('_').next());
    assert_eq!(asked(&mut chen, "/desk/cases?process=performance_review").await["count"], 1);
    posts(&mut chen, &format!("/desk/cases/{review}/watch"), json!({ "on": false })).await;
    assert_eq!(read(&mut chen, &path).await.0, StatusCode::NOT_FOUND);
    assert_eq!(asked(&mut chen, "/desk/cases?process=performance_review").await["count"], 0);
    app.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_loses_his_own_case_on_the_day_its_process_becomes_confidential() {
    let app = TestApp::start().await;
    let (mut agent, mut zhao) = (app.agent().await, app.technician().await);
    let (mut quality, mut director) = (app.staff("qiaoxin").await, app.staff("gumingyuan").await);
    let place = room(&mut agent).await;
    let before = opened(&mut zhao, "praise", &place, json!({ "summary": "业主送来锦旗" })).await;
    let draft = posts(&mut quality, "/desk/definitions", json!({ "process": "praise" })).await;
    let path = format!("/desk/definitions/{}", draft["id"].as_str().expect("a draft"));
    let body = asked(&mut quality, &path).await["body"].as_str().expect("a text").to_owned();
    let confidential = body.replacen("\n[open]", "\nreaders = [\"manager\"]\n\n[open]", 1);
    posts(&mut quality, &format!("{path}/edit"), json!({ "body": confidential, "note": "表扬只给经理看" })).await;
    posts(&mut quality, &format!("{path}/submit"), json!({})).await;
    let tomorrow = (app.clock.now() + Span::hours(24)).date(module::HOME_ZONE);
    posts(&mut director, &format!("{path}/publish"), json!({ "effective_on": tomorrow })).await;
    let since = opened(&mut zhao, "praise", &place, json!({ "summary": "业主来电感谢" })).await;

    // Nobody is at work when the day comes; the next morning the house is started.
    app.clock.set(app.clock.now() + Span::hours(24));
    let engine = app.house.platform.service::<process::runtime::Engine>().expect("runs");
    let start = async || engine.take_released(kernel::COMPANY, app.clock.now()).await.expect("starts");
    start().await;
    let of_praise = "/desk/cases?process=praise";
    for case in [&before, &since] {
        assert_eq!(read(&mut zhao, &format!("/api/v1/desk/cases/{case}")).await.0, StatusCode::OK);
    }
    assert_eq!(asked(&mut zhao, of_praise).await["count"], 2, "what he opened himself he finds in every list");
    let mut chen = app.staff("chenshifu").await;
    assert_eq!(asked(&mut chen, of_praise).await["count"], 0, "a colleague finds nothing any more");

    // What a machine left out that had not heard of the version yet is entered at the next start.
    let db = app.house.platform.db.as_owner();
    db.transact(&kernel::Scope::default(), |tx| {
        Box::pin(async move { tx.execute("DELETE FROM case_readers", Vec::new()).await })
    })
    .await
    .expect("forgets");
    assert_eq!(asked(&mut zhao, of_praise).await["count"], 0);
    start().await;
    assert_eq!(asked(&mut zhao, of_praise).await["count"], 2);
    app.check().await;
}
