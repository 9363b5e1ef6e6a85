//! Sample values for what is drawn: courses, charts, houses.

use kernel::Span;
use maud::{Markup, html};

use super::{
    pieces::{NOW, ZONE},
    word,
};
use crate::{
    card, chart,
    comparison::{Line, comparison},
    elevation as building, flow as chart_of,
    record::{self, Happening},
    texts::Speech,
    tone::Tone,
    wheel,
};

pub(super) fn timeline(speech: &Speech) -> Markup {
    let say = |zh, en| word(speech, zh, en).to_owned();
    let happened = |minutes: i64, text: String, detail: String, tone| Happening {
        at: NOW - Span::minutes(minutes),
        text,
        detail,
        tone,
        photos: Vec::new(),
    };
    let list = [
        happened(
            0,
            say("到场时限已过，已升级到工程主管", "Arrival overdue, escalated"),
            say("催办 1 次", "Urged once"),
            Tone::Late,
        ),
        happened(41, say("赵师傅接单", "Zhao accepted"), say("响应用时 9 分", "Response in 9 min"), Tone::Active),
        happened(50, say("电话登记 · 紧急", "Taken by phone · urgent"), say("客服 林晓", "Lin Xiao"), Tone::New),
        happened(
            1_500,
            say("同一房间上次报修已完成", "Last repair of this room done"),
            "BX-26110377".into(),
            Tone::Done,
        ),
    ];
    card::padded(word(speech, "经过", "What happened"), html! {}, record::timeline(speech, &list, NOW, ZONE))
}

pub(super) fn chart(speech: &Speech) -> Markup {
    let bar = |zh, en, value: i64, tone| chart::Bar {
        label: word(speech, zh, en).into(),
        value,
        words: value.to_string(),
        tone,
        href: None,
    };
    let bars = [
        bar("水", "Water", 42, Tone::Plain),
        bar("电", "Electric", 31, Tone::Plain),
        bar("门窗", "Doors", 12, Tone::Plain),
        bar("电梯", "Lifts", 5, Tone::Late),
    ];
    let days = [("16", 18), ("17", 24), ("18", 21), ("19", 33), ("20", 28), ("21", 12)].map(|(day, value)| {
        chart::Bar { label: day.into(), value, words: value.to_string(), tone: Tone::Plain, href: None }
    });
    card::padded(
        word(speech, "本月按专业", "By trade this month"),
        html! {},
        html! { (chart::bars("bars", &bars)) (chart::columns("columns", &speech.say("ui-as-table"), &days)) },
    )
}

pub(super) fn texts(speech: &Speech) -> Markup {
    let lines = [
        Line::Kept("[[clock]]"),
        Line::Kept("id = \"call_back\""),
        Line::Gone("budget = \"1 workday\""),
        Line::Came("budget = \"4 work hours\""),
        Line::Kept("stops_on = [\"call\"]"),
    ];
    comparison(speech, word(speech, "正文对比", "Two texts"), &lines)
}

pub(super) fn flow(speech: &Speech) -> Markup {
    let node = |id: &str, zh, en, tone, count: u64| chart_of::Node {
        id: id.into(),
        label: word(speech, zh, en).into(),
        tone,
        count: (count > 0).then_some(count),
        href: Some("#".into()),
    };
    let edge = |from: &str, to: &str, zh, en| chart_of::Edge {
        from: from.into(),
        to: to.into(),
        label: word(speech, zh, en).into(),
    };
    let nodes = [
        node("intake", "待受理", "Intake", Tone::New, 4),
        node("dispatch", "待派单", "Dispatch", Tone::New, 3),
        node("assigned", "待接单", "Assigned", Tone::Active, 6),
        node("travel", "待到场", "On the way", Tone::Active, 5),
        node("work", "处理中", "In work", Tone::Active, 14),
        node("paused", "暂停", "Paused", Tone::Waiting, 4),
        node("confirm", "待确认", "To confirm", Tone::Waiting, 9),
        node("callback", "待回访", "Call-back", Tone::Waiting, 12),
        node("closed", "已关闭", "Closed", Tone::Done, 0),
        node("void", "已作废", "Void", Tone::Cancelled, 0),
    ];
    let edges = [
        edge("intake", "dispatch", "受理", "classify"),
        edge("intake", "void", "作废", "void"),
        edge("dispatch", "assigned", "派单", "assign"),
        edge("dispatch", "travel", "抢单", "grab"),
        edge("assigned", "travel", "接单", "accept"),
        edge("assigned", "dispatch", "退回", "return"),
        edge("travel", "work", "到场", "arrive"),
        edge("travel", "dispatch", "改派", "transfer"),
        edge("work", "work", "催办", "urge"),
        edge("work", "paused", "暂停", "pause"),
        edge("paused", "work", "恢复", "resume"),
        edge("work", "confirm", "完工", "finish"),
        edge("confirm", "callback", "确认", "confirm"),
        edge("confirm", "work", "不认可", "reject"),
        edge("callback", "closed", "满意", "satisfied"),
        edge("callback", "dispatch", "返工", "rework"),
        edge("dispatch", "closed", "强制关闭", "force close"),
    ];
    chart_of::flow_chart(speech, word(speech, "报修流程", "Repair process"), &nodes, &edges)
}

pub(super) fn year(speech: &Speech) -> Markup {
    let months: Vec<String> = (1..=12).map(|month| format!("2026-{month:02}")).collect();
    let part = |words: &str, tone| wheel::Part { label: "1".into(), words: words.into(), tone, href: "/_ui".into() };
    let ring = |month: usize, words: &str, tone| (0..12).map(|at| (at == month).then(|| part(words, tone))).collect();
    let rings = [
        ring(2, word(speech, "电梯年检", "Yearly test of the lifts"), Tone::Risk),
        ring(8, word(speech, "水箱清洗", "Tanks cleaned"), Tone::Active),
    ];
    card::padded(word(speech, "年轮", "Year wheel"), html! {}, wheel::wheel(&months, &rings))
}

pub(super) fn elevation(speech: &Speech) -> Markup {
    let say = |zh, en| word(speech, zh, en).to_owned();
    let states = [
        (Tone::Done, say("自住", "lived in")),
        (Tone::New, say("空置", "empty")),
        (Tone::Risk, say("装修", "renovation")),
        (Tone::Late, say("欠费", "arrears")),
    ];
    let room = |floor: usize, unit: usize, door: usize| {
        let (tone, words) = states[[0, 0, 1, 0, 3, 0, 2, 0, 0, 1][(floor * 7 + unit * 3 + door * 4) % 10]].clone();
        building::Room {
            label: format!("{floor}0{}", door + 1),
            words,
            tone,
            href: Some("#".into()),
            span: if floor == 6 && door == 1 { 2 } else { 1 },
        }
    };
    let floors = (1..=6usize).rev().map(|floor| building::Floor {
        label: format!("{floor} {}", say("层", "F")),
        units: (0..2)
            .map(|unit| (0..if floor == 6 { 2 } else { 3 }).map(|door| room(floor, unit, door)).collect())
            .collect(),
    });
    let drawing = building::Elevation {
        title: say("3 栋", "Building 3"),
        units: vec![say("1 单元", "Unit 1"), say("2 单元", "Unit 2")],
        floors: floors.collect(),
        legend: states.iter().zip([21, 6, 3, 4]).map(|((tone, words), count)| (*tone, words.clone(), count)).collect(),
    };
    card::padded(
        word(speech, "楼栋剖面 · 3 栋", "Building 3 from the front"),
        html! {},
        building::elevation(speech, &drawing),
    )
}
