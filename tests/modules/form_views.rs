//! What each post sees of a case and may correct, and what has to be confirmed before the case goes on.

use kernel::{COMPANY, Error};
use module::Caller;
use serde_json::{Value, json};
use testkit::{Workshop, refused};

/// A yearly review up to the day on which its result is told: who is reviewed, who reviews him, the personnel office, quality.
struct Review {
    shop: Workshop,
    reviewed: Caller,
    manager: Caller,
    hr: Caller,
    quality: Caller,
    case: Value,
}

impl Review {
    async fn begun() -> Self {
        let shop = Workshop::open().await;
        let hired = json!({"unit_id": COMPANY, "number": "J-1", "name": "钱队", "phone": "13800000071"});
        let hired = shop.done(&shop.holder(&[COMPANY, shop.here]), "org.staff.create", hired).await["id"].clone();
        let number = hired.as_str().unwrap().parse::<org::StaffId>().unwrap().uuid().as_u128();
        let post = |number, name, role| shop.staff(number, name, role, &[shop.here]);
        let (reviewed, manager) = (post(number, "钱队", "guard_lead"), post(72, "林晓", "manager"));
        let (hr, quality) = (post(73, "韩人事", "hr"), post(74, "许诺", "quality"));
        let opening =
            json!({"process": "performance_review", "org_id": shop.here, "input": {"summary": "秩序部年度考核"}});
        let case = shop.done(&hr, "desk.case.open", opening).await["id"].clone();
        let review = Self { shop, reviewed, manager, hr, quality, case };
        let targets = json!([{"kind": "safety", "target": "无责任案件", "figure": "0", "weight": 100}]);
        let set = json!({"person_reviewed": "钱队", "level": "post", "year": "2026", "targets": targets, "weights_total": 100, "veto_points": "火灾", "assignee": hired});
        review.does(&review.hr, "set_targets", set).await;
        let proof = review.shop.photo(&review.manager).await;
        review
            .does(&review.manager, "sign", json!({"letter": [proof], "signatures": [proof], "signed_on": "2026-11-23"}))
            .await;
        review
    }

    async fn tries(&self, who: &Caller, action: &str, input: Value) -> kernel::Result<Value> {
        self.shop.act(who, "desk.case.act", json!({"id": self.case, "action": action, "input": input})).await
    }

    async fn does(&self, who: &Caller, action: &str, input: Value) -> Value {
        self.tries(who, action, input).await.unwrap_or_else(|e| panic!("{action}: {e:?}"))["stage"].clone()
    }

    async fn corrects(&self, who: &Caller, fields: Value) -> kernel::Result<Value> {
        self.shop.act(who, "desk.case.edit", json!({"id": self.case, "input": fields})).await
    }

    async fn seen_by(&self, who: &Caller) -> (Value, String) {
        let record = self.shop.answer(who, "desk.case.view", json!({"id": self.case})).await;
        (record, self.shop.shown(who, "desk.case.record_page", json!({"id": self.case})).await)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_post_sees_and_corrects_what_its_view_says() {
    let review = Review::begun().await;
    let score = |score: i64| json!({"monthly_scores": [{"month": "1", "score": score, "facts": "巡检"}]});

    // Quality is not who moves the case on, and corrects the scores all the same – nothing else, and nobody else does.
    review.corrects(&review.quality, score(88)).await.expect("quality enters scores");
    let year = review.corrects(&review.quality, json!({"year": "2027"})).await;
    assert_eq!(refused(year), "invalid-unknown-field");
    let own = review.corrects(&review.reviewed, score(100)).await.expect("who has the case is its assignee");
    assert!(own["version"].is_number(), "{own}");
    let other = review.corrects(&review.manager, score(100)).await;
    assert_eq!(refused(other), "case-refused-role");
    let (_, page) = review.seen_by(&review.manager).await;
    assert!(!page.contains("/do/desk.case.edit"), "no button for what he cannot do");
    let (_, page) = review.seen_by(&review.quality).await;
    assert!(page.contains("/do/desk.case.edit"));

    // The result is made: he hears it in the talk.
    review.does(&review.hr, "begin_year", json!({})).await;
    review.does(&review.reviewed, "give_view", json!({"self_review": "完成", "self_score": 95})).await;
    let words = "沟通欠主动";
    let made = json!({"final_score": 83, "facts_checked": true, "vetoed": false, "review_words": words});
    review.does(&review.manager, "review", made).await;
    let (record, page) = review.seen_by(&review.manager).await;
    assert_eq!(record["fields"]["final_score"], 83);
    assert!(page.contains(words));
    let (record, page) = review.seen_by(&review.reviewed).await;
    let hidden = ["final_score", "review_words", "result_level", "vetoed"];
    assert!(hidden.iter().all(|name| record["fields"][name].is_null()), "{record}");
    assert_eq!(record["fields"]["self_score"], 95);
    assert!(!record.to_string().contains(words) && !page.contains(words), "neither among the facts nor in the course");
    let told =
        json!({"talk_note": "已谈", "told_on": "2026-11-23", "told_signature": review.shop.photo(&review.hr).await});
    review.does(&review.hr, "tell", told).await;
    let (record, page) = review.seen_by(&review.reviewed).await;
    assert_eq!(record["fields"]["review_words"], words);
    assert!(page.contains(words));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_to_be_confirmed_is_shown_as_it_is_now_and_stands_in_the_log() {
    let review = Review::begun().await;
    review
        .corrects(&review.quality, json!({"monthly_scores": [{"month": "1", "score": 88, "facts": "巡检"}]}))
        .await
        .unwrap();
    review.does(&review.hr, "begin_year", json!({})).await;
    review.does(&review.reviewed, "give_view", json!({"self_review": "完成", "self_score": 95})).await;
    let made = json!({"final_score": 90, "facts_checked": true, "vetoed": false, "review_words": "良好"});
    review.does(&review.manager, "review", made).await;
    let told =
        json!({"talk_note": "已谈", "told_on": "2026-11-23", "told_signature": review.shop.photo(&review.hr).await});
    review.does(&review.hr, "tell", told).await;
    review.does(&review.hr, "no_objection", json!({})).await;
    let proposed = json!({"settlement": "bonus", "amount": 150_000, "settlement_basis": "绩效制度第八条"});
    review.does(&review.hr, "propose_settlement", proposed).await;
    review.does(&review.manager, "approve", json!({})).await;

    let accountant = review.shop.staff(75, "周会计", "accountant", &[review.shop.here]);
    let asked = review.shop.form(&accountant, "desk.case.act", json!({"id": review.case, "action": "settle"})).await;
    let form = serde_json::to_string(&asked.form).unwrap();
    assert!(form.contains("奖惩金额（元）：¥1,500.00") && form.contains("兑现方式：奖金"), "{form}");
    let version = review.seen_by(&review.hr).await.0["version"].clone();
    assert_eq!(asked.values["version"], version, "what is confirmed is what was shown");
    let page = review.shop.shown(&accountant, "desk.work.view", json!({"id": review.case})).await;
    assert!(page.contains(&format!(r#"name="version" value="{version}""#)), "on the phone as well: {page}");
    let day = "2026-11-24";
    for confirmed in [json!(null), json!([]), json!(["amount"])] {
        let none = review.tries(&accountant, "settle", json!({"settled_on": day, "confirmed": confirmed})).await;
        let key = if confirmed == json!(["amount"]) { "invalid-confirm-all" } else { "invalid-required" };
        assert_eq!(refused(none), key, "{confirmed}");
    }
    let all = json!({"settled_on": day, "confirmed": ["settlement", "amount", "final_score"]});
    let stale = json!({"id": review.case, "action": "settle", "version": 1, "input": all});
    assert_eq!(refused(review.shop.act(&accountant, "desk.case.act", stale).await), Error::Conflict.to_string());
    assert_eq!(review.does(&accountant, "settle", all).await, "closed");
    let (_, page) = review.seen_by(&review.hr).await;
    assert!(page.contains("已核对：") && page.contains("奖惩金额"), "{page}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_version_nobody_in_post_could_work_is_not_sent_for_review() {
    let shop = Workshop::open().await;
    let everywhere = shop.holder(&[COMPANY, shop.here]);
    let draft = shop.done(&everywhere, "desk.definition.create", json!({"process": "repair"})).await["id"].clone();
    let which = json!({"id": draft});
    let problems =
        async || shop.answer(&everywhere, "desk.definition.view", which.clone()).await["problems"].to_string();
    assert!(problems().await.contains("待回访"), "{}", problems().await);
    assert_eq!(refused(shop.act(&everywhere, "desk.definition.submit", which.clone()).await), "desk-draft-unfit");
    for (nth, role) in ["agent", "technician", "supervisor"].into_iter().enumerate() {
        let hired = json!({"unit_id": shop.here, "number": format!("V-{nth}"), "name": "新人", "phone": format!("1380000008{nth}")});
        let hired = shop.done(&everywhere, "org.staff.create", hired).await["id"].clone();
        let post = json!({"org_id": shop.here, "role": role, "name": "岗位"});
        let post = shop.done(&everywhere, "org.post.create", post).await["id"].clone();
        shop.done(&everywhere, "org.assignment.create", json!({"staff_id": hired, "post_id": post})).await;
    }
    assert_eq!(problems().await, "[]");
    shop.done(&everywhere, "desk.definition.submit", which.clone()).await;
}
