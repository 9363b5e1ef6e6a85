//! The nouns of the space tree and what the actions ask for.

use kernel::{Area, Date, Id, Instant, Noun, OrgId, words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{Args, Edition, args};

words! {
    /// What a node of the space tree is.
    PlaceKind {
        /// 组团: a part of a community.
        Zone = "zone",
        /// 楼栋
        Building = "building",
        /// 单元: a stair or core of a building.
        Unit = "unit",
        /// 楼层
        Floor = "floor",
        /// 房屋: what is owned, let and billed.
        Room = "room",
        /// 公共区域
        PublicArea = "public_area",
        /// 设备房
        EquipmentRoom = "equipment_room",
        /// 车位
        ParkingSpace = "parking_space",
        /// 垃圾点
        GarbagePoint = "garbage_point",
        /// 出入口
        Gate = "gate",
    }
}

words! {
    /// What a room is for.
    Use {
        /// 住宅
        Home = "home",
        /// 商铺
        Shop = "shop",
        /// 办公
        Office = "office",
        /// 储藏
        Storage = "storage",
    }
}

words! {
    /// 房态: how a room stands.
    RoomState {
        /// 未售
        Unsold = "unsold",
        /// 未交
        Undelivered = "undelivered",
        /// 空置
        Vacant = "vacant",
        /// 自住
        OwnerOccupied = "owner_occupied",
        /// 出租
        Let = "let",
        /// 装修中
        Renovating = "renovating",
    }
}

/// A node of the space tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct Place {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: PlaceId,
    /// What it is.
    pub kind: PlaceKind,
    /// The place it lies in; none directly below the community.
    pub parent_id: Option<PlaceId>,
    /// The building it lies in, or is.
    pub building_id: Option<PlaceId>,
    /// The unit it lies in, or is.
    pub unit_id: Option<PlaceId>,
    /// Its own part of the code: `502`.
    pub segment: String,
    /// How people name it: `3-1-502`.
    pub code: String,
    /// The padded segments from the community down; orders naturally and finds everything below.
    pub path: String,
    /// Its name: `3栋1单元502`.
    pub name: String,
    /// What sort of spot it is, as in `lobby` or `pump_room`; binds repairs and equipment to it.
    pub tag: Option<String>,
    /// The storey: 5, or -1 for the first below ground.
    pub floor: Option<i64>,
    /// What a room is for.
    pub r#use: Option<Use>,
    /// m² on the deed.
    pub built_area: Option<Area>,
    /// m² within the walls.
    pub inside_area: Option<Area>,
    /// m², part of the common space.
    pub shared_area: Option<Area>,
    /// How a room stands; none for everything else.
    pub state: Option<RoomState>,
    /// The day the company took it over; anchors the first bill.
    pub takeover_on: Option<Date>,
    /// The day the owner took the keys.
    pub delivered_on: Option<Date>,
    /// The last day of the builder's warranty.
    pub warranty_until: Option<Date>,
    /// Since when it is no longer in use.
    pub retired_at: Option<Instant>,
    /// Rises with each change.
    pub version: i64,
    /// Which edition of it this is.
    #[serde(skip)]
    #[record(flatten)]
    pub edition: Edition,
}

impl Noun for Place {
    const PREFIX: &'static str = "place";
}
/// The id of a place.
pub type PlaceId = Id<Place>;

impl Place {
    /// The columns of the table, in the order of [`Place::row`].
    pub(crate) const COLUMNS: &'static [&'static str] = &[
        "org_id",
        "id",
        "kind",
        "parent_id",
        "building_id",
        "unit_id",
        "segment",
        "code",
        "path",
        "name",
        "tag",
        "floor",
        "use",
        "built_area",
        "inside_area",
        "shared_area",
        "state",
        "takeover_on",
        "delivered_on",
        "warranty_until",
        "retired_at",
        "version",
        "edition",
        "import_id",
    ];

    /// Its values, in the order of [`Place::COLUMNS`]; the last, the import it comes by, is the caller's.
    pub(crate) fn row(&self) -> Args {
        args![
            self.org_id,
            self.id,
            self.kind.word(),
            self.parent_id,
            self.building_id,
            self.unit_id,
            &self.segment,
            &self.code,
            &self.path,
            &self.name,
            &self.tag,
            self.floor,
            self.r#use.map(Use::word),
            self.built_area,
            self.inside_area,
            self.shared_area,
            self.state.map(RoomState::word),
            self.takeover_on,
            self.delivered_on,
            self.warranty_until,
            self.retired_at,
            self.version,
            self.edition.edition,
        ]
    }
}

/// What may be said of a place besides where it lies; the same for a new one and for a change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Facts {
    /// What a room is for.
    pub r#use: Option<Use>,
    /// How a room stands.
    pub state: Option<RoomState>,
    /// m² on the deed.
    pub built_area: Option<Area>,
    /// m² within the walls.
    pub inside_area: Option<Area>,
    /// m², part of the common space.
    pub shared_area: Option<Area>,
    /// The day the company took it over.
    pub takeover_on: Option<Date>,
    /// The day the owner took the keys.
    pub delivered_on: Option<Date>,
    /// The last day of the builder's warranty.
    pub warranty_until: Option<Date>,
    /// What sort of spot it is.
    #[schemars(length(max = 40))]
    pub tag: Option<String>,
}

/// A new place.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct CreatePlace {
    /// The community; may be left out when a place above is named.
    pub org_id: Option<OrgId>,
    /// The place it lies in.
    pub parent_id: Option<PlaceId>,
    /// What it is.
    pub kind: PlaceKind,
    /// Its own part of the code: `502`.
    #[schemars(length(min = 1, max = 20))]
    pub segment: String,
    /// Its name; made from the code when left out.
    #[schemars(length(max = 60))]
    pub name: Option<String>,
    /// The storey, for floors and what stands on one.
    #[schemars(range(min = -20, max = 200))]
    pub floor: Option<i64>,
    /// The rest.
    #[serde(flatten)]
    pub facts: Facts,
}

/// A change to a place; what is left out is emptied, but for name and code.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct EditPlace {
    /// Which.
    pub id: PlaceId,
    /// Its own part of the code.
    #[schemars(length(min = 1, max = 20))]
    pub segment: String,
    /// Its name.
    #[schemars(length(min = 1, max = 60))]
    pub name: String,
    /// The version that was read; another one meanwhile is a conflict.
    pub version: Option<i64>,
    /// The rest.
    #[serde(flatten)]
    pub facts: Facts,
}

/// The place that is no longer in use.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct RetirePlace {
    /// Which.
    pub id: PlaceId,
}

/// The room or space whose keys are handed to its owner.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct DeliverPlace {
    /// Which.
    pub id: PlaceId,
    /// The day; today when absent.
    pub delivered_on: Option<Date>,
}

/// Rooms of one line of a building: the same number on every floor.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
pub struct Line {
    /// The last part of the room number: `01`.
    #[schemars(length(min = 1, max = 6))]
    pub line: String,
    /// m² on the deed.
    pub built_area: Option<Area>,
    /// m² within the walls.
    pub inside_area: Option<Area>,
}

/// A building with its units, floors and rooms in one go.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct CreateBuilding {
    /// The community; may be left out when a zone is named.
    pub org_id: Option<OrgId>,
    /// The zone it stands in.
    pub parent_id: Option<PlaceId>,
    /// Its number: `3`.
    #[schemars(length(min = 1, max = 20))]
    pub segment: String,
    /// Its name; `3栋` when left out.
    #[schemars(length(max = 60))]
    pub name: Option<String>,
    /// How many units; none: floors lie directly in the building.
    #[schemars(range(min = 0, max = 20))]
    pub units: i64,
    /// The lowest storey, -1 being the first below ground.
    #[schemars(range(min = -20, max = 200))]
    pub first_floor: i64,
    /// The highest storey.
    #[schemars(range(min = -20, max = 200))]
    pub last_floor: i64,
    /// Storeys that the numbering leaves out, as in `4,14`.
    #[schemars(length(max = 200))]
    pub without_floors: Option<String>,
    /// The rooms of each storey of each unit.
    pub lines: Vec<Line>,
    /// The rest, said of every room.
    #[serde(flatten)]
    pub facts: Facts,
}

/// The rooms of a unit, or those that lie in a building beside its units.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub struct BuiltArea {
    /// The building.
    pub building_id: Option<PlaceId>,
    /// The unit.
    pub unit_id: Option<PlaceId>,
    /// m² on the deeds together; what is not known counts nothing.
    pub area: Area,
    /// How many rooms.
    pub rooms: i64,
}

/// What came of it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Done {
    /// The place.
    pub id: PlaceId,
    /// How many places were made or changed.
    pub count: usize,
}

/// What the list of places can be narrowed to.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct PlaceFilter {
    /// One place.
    pub id: Option<PlaceId>,
    /// One community.
    pub org_id: Option<OrgId>,
    /// One kind.
    pub kind: Option<PlaceKind>,
    /// Rooms in one state.
    pub state: Option<RoomState>,
    /// Rooms for one use.
    pub r#use: Option<Use>,
    /// What lies below a place: a building, a unit.
    pub within: Option<PlaceId>,
    /// Those no longer in use instead of those that are.
    pub retired: Option<bool>,
}

/// A row of the list.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PlaceRow {
    /// The place.
    pub id: PlaceId,
    /// The community.
    pub org_id: OrgId,
    /// How people name it.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: PlaceKind,
    /// How a room stands.
    pub state: Option<RoomState>,
    /// What a room is for.
    pub r#use: Option<Use>,
    /// The storey.
    pub floor: Option<i64>,
    /// m² on the deed.
    pub built_area: Option<Area>,
    /// m² within the walls.
    pub inside_area: Option<Area>,
    /// m², part of the common space.
    pub shared_area: Option<Area>,
    /// The day the company took it over.
    pub takeover_on: Option<Date>,
    /// The day the owner took the keys.
    pub delivered_on: Option<Date>,
    /// The last day of the builder's warranty.
    pub warranty_until: Option<Date>,
}

impl From<Place> for PlaceRow {
    fn from(place: Place) -> Self {
        Self {
            id: place.id,
            org_id: place.org_id,
            code: place.code,
            name: place.name,
            kind: place.kind,
            state: place.state,
            r#use: place.r#use,
            floor: place.floor,
            built_area: place.built_area,
            inside_area: place.inside_area,
            shared_area: place.shared_area,
            takeover_on: place.takeover_on,
            delivered_on: place.delivered_on,
            warranty_until: place.warranty_until,
        }
    }
}

/// A place as other modules show it: its names and where it lies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlaceLine {
    /// The place.
    pub id: PlaceId,
    /// The community.
    pub org_id: OrgId,
    /// What it is.
    pub kind: PlaceKind,
    /// How people name it.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What sort of spot it is.
    pub tag: Option<String>,
    /// The building it lies in, or is.
    pub building_id: Option<PlaceId>,
    /// The unit it lies in, or is.
    pub unit_id: Option<PlaceId>,
    /// The storey.
    pub floor: Option<i64>,
    /// How a room stands.
    pub state: Option<RoomState>,
    /// The padded way from the community down; a place lies below another when its path begins with the other's.
    pub path: String,
}

impl From<Place> for PlaceLine {
    fn from(place: Place) -> Self {
        Self {
            id: place.id,
            org_id: place.org_id,
            kind: place.kind,
            code: place.code,
            name: place.name,
            tag: place.tag,
            building_id: place.building_id,
            unit_id: place.unit_id,
            floor: place.floor,
            state: place.state,
            path: place.path,
        }
    }
}
