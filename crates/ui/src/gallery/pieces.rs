//! Sample values for each component.

use kernel::{
    Area, Instant, Money, Span,
    form::{Choice, Field, Kind},
    lang::Label,
};
use maud::{Markup, html};

use super::word;
use crate::{
    address::Address,
    buttons::{Offer, buttons},
    card::{self, Chip, Figure, Tile},
    feedback, print,
    record::{self, Head, Ring},
    table::{Bulk, Column, ColumnKind, Row, Table, Total, table, two_lines},
    texts::Speech,
    tone::Tone,
};

pub(super) const ZONE: chrono_tz::Tz = chrono_tz::Asia::Shanghai;

/// 2026-11-21 14:22 in Shanghai: the samples stand still so that pictures of them can be compared.
pub(super) const NOW: Instant = Instant(1_795_242_120_000_000);

pub(super) fn figures(speech: &Speech) -> Markup {
    let figure = |zh, en, value: &str, tone| Figure {
        value: value.into(),
        label: word(speech, zh, en).into(),
        tone,
        href: Some("#".into()),
    };
    card::figures(&[
        figure("在办", "Open", "38", Tone::Plain),
        figure("已超时", "Overdue", "3", Tone::Late),
        figure("2 小时内到期", "Due within 2 hours", "5", Tone::Risk),
        figure("本月首次响应达标", "First response kept this month", "96.4%", Tone::Plain),
    ])
}

pub(super) fn tiles(speech: &Speech) -> Markup {
    let tile = |zh, en, below_zh, below_en, count| Tile {
        title: word(speech, zh, en).into(),
        words: word(speech, below_zh, below_en).into(),
        href: "#".into(),
        count,
    };
    card::card(
        word(speech, "客户服务", "Customer service"),
        html! {},
        card::tiles(&[
            tile("报修", "Repair", "公共区域与户内维修", "Public areas and homes", Some(38)),
            tile(
                "物品搬运放行",
                "Goods release",
                "大件物品出门先登记核实",
                "Large goods are checked before they leave",
                None,
            ),
        ]),
    )
}

fn ring(speech: &Speech, zh: &str, en: &str, minutes: i64, used: u32, tone: Tone) -> Ring {
    Ring { used, tone, name: word(speech, zh, en).into(), text: speech.left(NOW + Span::minutes(minutes), NOW) }
}

pub(super) fn record(speech: &Speech) -> Markup {
    let say = |zh, en| word(speech, zh, en).to_owned();
    let head = Head {
        kind: say("报修", "Repair"),
        number: "BX-26110412".into(),
        title: say("厨房水槽下漏水，已渗到楼下", "Leak below the kitchen sink"),
        state: (Tone::Late, say("超时 12 分", "12 min over")),
        rings: vec![
            Ring { text: say("用时 9 分", "in 9 min"), ..ring(speech, "响应", "Response", 0, 80, Tone::Done) },
            ring(speech, "到场", "Arrival", -12, 1_000, Tone::Late),
            ring(speech, "完成", "Completion", 218, 140, Tone::Active),
        ],
        facts: vec![
            (say("地点", "Place"), html! { a href="#" { "3-1-502" } }),
            (say("负责人", "Answerable"), html! { (say("赵师傅", "Zhao")) }),
            (say("报修人", "Reporter"), record::masked(speech, "张** 138****2046", Some("#"))),
            (say("报价", "Price"), html! { (speech.money(Money(12_850))) }),
        ],
    };
    let offers = [
        Offer::open(say("改派", "Reassign"), "#").main().icon("arrows-exchange").hotkey('r'),
        Offer::post(say("催办", "Urge"), "#", "k1").icon("bell-ringing"),
        Offer::open(say("暂停", "Pause"), "#").icon("player-pause"),
        Offer::refused(say("完工", "Finish"), say("需先到场", "arrive first")),
    ];
    record::head(&head, buttons(speech, &offers))
}

pub(super) fn list(speech: &Speech) -> Markup {
    let say = |zh, en| word(speech, zh, en).to_owned();
    let here = Address::new("/cases", vec![("sort".into(), "-due".into())]);
    let mut list = Table::new(speech, say("今日报事", "Cases of today"), here.clone());
    list.columns = vec![
        Column::new(say("单号与事由", "Number and subject"), ColumnKind::Text).sorted_by("number"),
        Column::new(say("地点", "Place"), ColumnKind::Code),
        Column::new(say("负责人", "Answerable"), ColumnKind::Text).wide(),
        Column::new(say("状态", "State"), ColumnKind::State),
        Column::new(say("时限", "Deadline"), ColumnKind::State).sorted_by("due"),
        Column::new(say("报价", "Price"), ColumnKind::Number).wide(),
    ];
    list.chips = [
        ("全部", "All", 38, true),
        ("报修", "Repairs", 24, false),
        ("投诉", "Complaints", 6, false),
        ("超时", "Overdue", 3, false),
    ]
    .map(|(zh, en, count, on)| Chip {
        label: say(zh, en),
        href: Some(here.with("kind", en).href()),
        on,
        count: Some(count),
    })
    .to_vec();
    list.searchable = true;
    let one = |c: &Column| crate::arrange::OneColumn { name: c.label.clone(), label: c.label.clone(), on: true };
    let views = crate::arrange::views_panel(&crate::arrange::Views {
        speech,
        action: "#".into(),
        list: "desk.case.list".into(),
        query: String::new(),
        key: "views".into(),
        name: say("我的在办", "Mine, open"),
        may_share: true,
        offers: Vec::new(),
    });
    list.panels = vec![
        views,
        crate::arrange::columns_panel(&crate::arrange::Columns {
            speech,
            action: "#".into(),
            key: "columns".into(),
            next: "#".into(),
            stay: "#".into(),
            open: false,
            columns: list.columns.iter().map(one).collect(),
        }),
    ];
    list.bulk = vec![Bulk { label: say("批量改派", "Reassign"), action: "#".into() }];
    list.total = Total::Over(10_000);
    list.after = Some("next".into());
    list.export = Some("#".into());
    list.rows = rows(speech);
    table(&list)
}

fn rows(speech: &Speech) -> Vec<Row> {
    let say = |zh, en| word(speech, zh, en).to_owned();
    let row =
        |number: &str, subject: String, place: String, who: String, state: (Tone, String), clock: Ring, price: i64| {
            Row {
                id: number.into(),
                href: Some("#".into()),
                cells: vec![
                    two_lines(number, &subject),
                    html! { (place) },
                    html! { (who) },
                    record::badge(state.0, &state.1),
                    record::ring(&clock),
                    html! { (speech.money(Money(price))) },
                ],
                tone: state.0,
            }
        };
    let paused = Ring {
        text: say("暂停中 · 已用 3 时 20 分", "paused at 3 h 20 min"),
        ..ring(speech, "完成", "Completion", 0, 410, Tone::Waiting)
    };
    vec![
        row(
            "BX-26110412",
            say("厨房水槽下漏水，已渗到楼下", "Leak below the kitchen sink"),
            "3-1-502".into(),
            say("赵师傅", "Zhao"),
            (Tone::Late, say("已超时", "overdue")),
            ring(speech, "到场", "Arrival", -12, 1_000, Tone::Late),
            12_850,
        ),
        row(
            "TS-26110087",
            say("夜间装修噪声，第二次反映", "Noise at night, second time"),
            "5-2-1803".into(),
            say("管家 周敏", "Zhou Min"),
            (Tone::Risk, say("将到期", "due soon")),
            ring(speech, "答复", "Answer", 38, 810, Tone::Risk),
            0,
        ),
        row(
            "BX-26110411",
            say("单元门闭门器失灵", "Door closer broken"),
            say("7 栋 1 单元大堂", "Building 7 lobby"),
            say("陈师傅", "Chen"),
            (Tone::Active, say("处理中", "in work")),
            ring(speech, "完成", "Completion", 1_598, 320, Tone::Active),
            1_234_500,
        ),
        row(
            "BX-26110409",
            say("车库 B2 照明三盏不亮", "Three lamps out in B2"),
            say("B2 车库 C 区", "Garage B2, C"),
            say("陈师傅", "Chen"),
            (Tone::Waiting, say("等配件", "waiting for parts")),
            paused,
            8_000,
        ),
        row(
            "ZX-26110055",
            say("询问产权车位月租办理", "Asks about a parking space"),
            "2-1-301".into(),
            say("待领取", "nobody yet"),
            (Tone::New, say("新登记", "new")),
            ring(speech, "响应", "Response", 109, 90, Tone::New),
            0,
        ),
    ]
}

pub(super) fn household(speech: &Speech) -> Markup {
    let say = |zh, en| word(speech, zh, en).to_owned();
    let chip = |label: String| Chip { label, ..Chip::default() };
    let facts = [
        chip(format!("{} · {}", say("自住", "Own use"), speech.area(Area(8_950)))),
        chip(say("保修至 2027-06-30", "Warranty until 2027-06-30")),
        chip(format!("{} {}", say("欠费", "Arrears"), speech.money(Money::ZERO))),
    ];
    card::padded(
        word(speech, "3 栋 1 单元 502", "Building 3, unit 1, 502"),
        html! { a href="#" { (speech.say("ui-edit")) } },
        html! {
            (card::person(word(speech, "张**", "Zhang"), record::masked(speech, word(speech, "业主 · 138****2046", "Owner · 138****2046"), Some("#"))))
            (card::chips("facts", &facts))
            p.sub { (say("夜间需按 # 呼叫中控。家有老人，来访请先电话。", "Press # at night. Elderly person at home, please call first.")) }
        },
    )
}

pub(super) fn progress(speech: &Speech) -> Markup {
    let work = feedback::Progress {
        title: word(speech, "导入房产", "Import of rooms").into(),
        done: 62_400,
        total: Some(100_000),
        rate: Some(2_150),
        left: Some(Span::minutes(3)),
        note: String::new(),
        tone: Tone::Active,
    };
    card::padded("", html! {}, feedback::progress(speech, &work, &[Offer::post(speech.say("ui-cancel"), "#", "k")]))
}

pub(super) fn nothing(speech: &Speech) -> Markup {
    let add = Offer::open(speech.say("ui-add"), "#").main().icon("plus");
    card::card(
        "",
        html! {},
        feedback::empty("building", &speech.say("ui-empty"), &speech.say("ui-empty-hint"), Some(&add)),
    )
}

pub(super) fn tones(speech: &Speech) -> Markup {
    let words = [
        ("新登记", "new"),
        ("处理中", "active"),
        ("等配件", "waiting"),
        ("将到期", "at risk"),
        ("已超时", "late"),
        ("已完成", "done"),
        ("已作废", "cancelled"),
        ("一般", "plain"),
    ];
    card::padded(
        word(speech, "状态", "States"),
        html! {},
        html! { div.chips { @for (tone, (zh, en)) in Tone::ALL.into_iter().zip(words) { (record::badge(tone, word(speech, zh, en))) } } },
    )
}

pub(super) fn labels(speech: &Speech) -> Markup {
    let label = |number: &str| print::Label {
        title: word(speech, "4 号电梯", "Lift 4").into(),
        lines: vec![number.into(), word(speech, "3 栋 1 单元", "Building 3, unit 1").into()],
        code: format!("https://steward.example/q/{number}"),
    };
    card::padded(
        word(speech, "设备标签", "Equipment labels"),
        html! {},
        print::label_sheet(speech, word(speech, "翠湖花园", "Cuihu Garden"), &[label("SB-0412"), label("SB-0413")]),
    )
}

pub(super) fn tasks(speech: &Speech) -> Markup {
    let task = |icon, tone, title: (&str, &str), detail: (&str, &str), state: (&str, &str)| record::Task {
        icon,
        tone,
        title: word(speech, title.0, title.1).into(),
        detail: word(speech, detail.0, detail.1).into(),
        state: word(speech, state.0, state.1).into(),
        href: "#".into(),
    };
    record::tasks(&[
        task(
            "droplet",
            Tone::Late,
            ("3-1-502 厨房漏水", "3-1-502 leak"),
            ("BX-26110412 · 超时 12 分", "BX-26110412 · 12 min over"),
            ("去到场", "go"),
        ),
        task(
            "checklist",
            Tone::Risk,
            ("B2 水泵房 日巡检", "Pump room round"),
            ("8 个点 · 14:00–16:00", "8 points · 14:00–16:00"),
            ("未开始", "to do"),
        ),
        task(
            "elevator",
            Tone::Waiting,
            ("4 号电梯 半月保养陪同", "Lift 4 service"),
            ("00:30 开始 · 维保单位", "from 00:30 · vendor"),
            ("今晚", "tonight"),
        ),
        task(
            "bolt",
            Tone::Active,
            ("5 栋水表抄表", "Water meters, building 5"),
            ("62 / 120 户", "62 of 120"),
            ("进行中", "in work"),
        ),
    ])
}

/// One field of every kind. The theme is part of the names because the page shows the form twice.
pub(super) fn every_kind(speech: &Speech, theme: &str) -> Vec<Field> {
    let labelled = |name: &str, zh: &str, en: &str, kind| Field {
        label: Some(Label::Key(word(speech, zh, en).to_owned())),
        ..Field::new(format!("{name}-{theme}"), kind)
    };
    let choice = |value: &str, zh: &str, en: &str| Choice {
        value: value.into(),
        label: Some(Label::Both { zh: zh.into(), en: en.into() }),
    };
    let urgency = vec![
        choice("urgent", "紧急", "Urgent"),
        choice("normal", "一般", "Normal"),
        choice("planned", "预约", "Planned"),
    ];
    let trades = vec![choice("water", "水", "Water"), choice("power", "电", "Power"), choice("door", "门窗", "Doors")];
    let part = vec![labelled("item", "材料", "Part", Kind::Text), labelled("cost", "单价", "Price", Kind::Money)];
    vec![
        labelled("title", "事由", "Subject", Kind::Text).required(),
        labelled("room", "房间", "Room", Kind::Ref { to: "room".into() }).required(),
        labelled("urgency", "紧急程度", "Urgency", Kind::Choice { choices: urgency }).required(),
        labelled("phone", "联系电话", "Phone", Kind::Phone).required(),
        labelled("price", "报价", "Price", Kind::Money),
        labelled("area", "面积", "Area", Kind::Area),
        labelled("trade", "专业", "Trade", Kind::Choice { choices: trades }),
        labelled("visit", "预约时间", "Visit", Kind::Instant),
        labelled("note", "详细情况", "Details", Kind::LongText),
        labelled("inside", "允许无人时入户", "May enter when nobody is in", Kind::Bool),
        Field { many: true, ..labelled("photos", "照片", "Photos", Kind::File { photo: true }) },
        labelled("place", "位置", "Position", Kind::Location),
        labelled("sign", "签名", "Signature", Kind::Signature),
        Field { many: true, ..labelled("parts", "用料", "Parts", Kind::Group { fields: part }) },
    ]
}
