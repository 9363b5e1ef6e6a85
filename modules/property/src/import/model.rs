//! How the sheets of places look.

use kernel::form::{Choice, Field, Kind};
use sheet::{Column, Register};

use crate::model::{RoomState, Use};

fn text(name: &str, longest: i64) -> Field {
    Field { max: Some(longest), ..Field::new(name, Kind::Text) }
}

fn choice(words: impl Iterator<Item = &'static str>) -> Kind {
    Kind::Choice { choices: words.map(Choice::of).collect() }
}

fn building() -> Column {
    Column::new(text("building", 20), "楼栋", "Building").also(&["楼栋号", "楼栋编号", "楼号", "栋号", "幢号", "座"])
}

fn unit() -> Column {
    Column::new(text("unit", 20), "单元", "Unit").also(&["单元号", "单元编号"])
}

pub(super) fn unit_register() -> Register {
    let mut building = building().key().explained(None, "3");
    building.field.required = true;
    Register::new("unit", "楼栋单元", "Buildings and units")
        .also(&["楼栋", "单元", "楼栋信息", "单元信息"])
        .column(building)
        .column(unit().key().explained(None, "1"))
        .column(Column::new(text("name", 60), "楼栋名称", "Building name").explained(None, "3栋"))
        .column(Column::new(text("zone", 20), "组团", "Zone").also(&["区域", "分区", "苑区"]))
        .column(
            Column::new(
                Field { min: Some(1), max: Some(200), ..Field::new("floors", Kind::Integer) },
                "总层数",
                "Floors",
            )
            .also(&["层数", "楼层数", "地上层数"])
            .explained(None, "24"),
        )
}

pub(super) fn room_register() -> Register {
    let area = |name: &str, zh: &str, en: &str| Column::new(Field::new(name, Kind::Area), zh, en);
    let day = |name: &str, zh: &str, en: &str| Column::new(Field::new(name, Kind::Date), zh, en);
    let uses = [
        ("住宅", "home"),
        ("商铺", "shop"),
        ("商业", "shop"),
        ("办公", "office"),
        ("写字楼", "office"),
        ("储藏室", "storage"),
    ];
    let states = [
        ("未售", "unsold"),
        ("未交", "undelivered"),
        ("未交付", "undelivered"),
        ("空置", "vacant"),
        ("未入住", "vacant"),
        ("自住", "owner_occupied"),
        ("已入住", "owner_occupied"),
        ("出租", "let"),
        ("装修中", "renovating"),
    ];
    Register::new("room", "房屋", "Rooms")
        .also(&["房屋信息", "房产", "房产信息", "房间"])
        .column(building().key().explained(None, "3"))
        .column(unit().key().explained(None, "1"))
        .column(
            Column::new(text("number", 40).required(), "房号", "Room")
                .also(&["房屋编号", "房间号", "门牌号", "室号"])
                .key()
                .explained(None, "502"),
        )
        .column(Column::new(text("floor", 10), "楼层", "Floor").also(&["房屋楼层", "所在楼层"]).explained(None, "5"))
        .column(Column::new(text("name", 60), "名称", "Name").also(&["房屋名称"]))
        .column(
            Column::new(Field::new("use", choice(Use::ALL.iter().map(|u| u.word()))), "用途", "Use")
                .also(&["房屋用途"])
                .codes(&uses),
        )
        .column(
            Column::new(Field::new("state", choice(RoomState::ALL.iter().map(|s| s.word()))), "房态", "State")
                .also(&["房屋状态", "状态"])
                .codes(&states),
        )
        .column(area("built_area", "建筑面积", "Built area").explained(None, "98.60"))
        .column(area("inside_area", "套内面积", "Inside area").also(&["使用面积"]))
        .column(area("shared_area", "公摊面积", "Shared area"))
        .column(day("takeover_on", "接管日期", "Taken over on"))
        .column(day("delivered_on", "交付日期", "Delivered on").also(&["交房日期", "收房日期"]))
        .column(day("warranty_until", "保修到期", "Warranty until").also(&["保修截止"]))
        // What the row says of people is taken by whoever follows this register.
        .column(Column::new(text("owner", 40), "业主编号", "Owner number").also(&["住户编号", "客户编号"]))
        .refers(&["owner"], "owner", &["external_no"])
}

pub(super) fn space_register() -> Register {
    let vehicles = [
        ("9901", "car"),
        ("9902", "other"),
        ("9903", "truck"),
        ("家用小汽车", "car"),
        ("客车", "other"),
        ("货车", "truck"),
    ];
    let kinds = choice(["car", "truck", "other"].into_iter());
    Register::new("parking_space", "车位", "Parking spaces")
        .also(&["车位信息", "停车位"])
        .column(
            Column::new(text("number", 40).required(), "车位编号", "Space")
                .also(&["车位编码", "车位号"])
                .key()
                .explained(None, "B1-023"),
        )
        .column(Column::new(text("lot", 20), "停车场", "Car park").also(&["停车场编号", "车场", "所在车库"]))
        .column(Column::new(Field::new("built_area", Kind::Area), "面积", "Area").also(&["建筑面积"]).absent(&["1"]))
        .column(Column::new(text("owner", 40), "业主编号", "Owner number").also(&["车主编号"]))
        .column(Column::new(text("plate", 12), "车牌号", "Plate").also(&["车牌", "车牌号码"]))
        .column(Column::new(text("maker", 40), "品牌", "Make").also(&["车品牌", "车辆品牌"]))
        .column(Column::new(Field::new("kind", kinds), "车型", "Kind").also(&["车类型", "车辆类型"]).codes(&vehicles))
        .column(Column::new(text("colour", 20), "颜色", "Colour").also(&["车颜色"]))
        .refers(&["owner"], "owner", &["external_no"])
}
