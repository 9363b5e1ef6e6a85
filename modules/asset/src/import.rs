//! Equipment from workbooks. A row is known by its number, so the same sheet may come again; what it does not say stays.

use std::collections::BTreeMap;

use kernel::{
    Date, Error, Message, Money, Result,
    form::{Choice, Field, Kind},
};
use module::{Chunk, Context, Importable, Taken};
use property::{PlaceKind, PlaceLine};
use serde::Deserialize;
use sheet::{Column, Register};

use crate::{
    CREATE, actions,
    model::{Asset, AssetClass, AssetState, Facts},
    queries, rules, store,
};

/// The registers of this module.
pub(crate) fn registers() -> Vec<Importable> {
    vec![Importable::new(register(), CREATE, take, store::undo).settling(actions::settle)]
}

fn register() -> Register {
    let text = |name: &str, longest: i64| Field { max: Some(longest), ..Field::new(name, Kind::Text) };
    let day = |name: &str, zh: &str, en: &str| Column::new(Field::new(name, Kind::Date), zh, en);
    let known = [AssetState::InUse, AssetState::Stopped, AssetState::Faulty];
    let state = Kind::Choice { choices: known.iter().map(|s| Choice::of(s.word())).collect() };
    let years = Field { min: Some(1), max: Some(100), ..Field::new("life_years", Kind::Integer) };
    Register::new("asset", "设备", "Equipment")
        .also(&["设备台账", "设备信息", "设施设备"])
        .column(
            Column::new(text("code", 40).required(), "设备编号", "Number")
                .also(&["编号", "设备编码", "资产编号"])
                .key()
                .explained(None, "DT-3-1-1"),
        )
        .column(
            Column::new(text("name", 80).required(), "设备名称", "Name").also(&["名称"]).explained(None, "1 号客梯"),
        )
        .column(
            Column::new(text("class", 60).required(), "设备分类", "Class")
                .also(&["分类", "类别", "设备类别", "设备类型"])
                .explained(None, "客梯"),
        )
        .column(
            Column::new(text("place", 60), "位置编号", "Place")
                .also(&["位置", "安装位置", "所在位置"])
                .explained(None, "3-1-DTT"),
        )
        .column(Column::new(text("maker", 80), "厂家", "Maker").also(&["生产厂家", "制造商", "品牌"]))
        .column(Column::new(text("model", 80), "型号", "Model").also(&["规格型号", "设备型号"]))
        .column(day("installed_on", "投用日期", "In use since").also(&["启用日期", "安装日期", "使用日期"]))
        .column(day("warranty_until", "保修到期", "Warranty until").also(&["质保到期", "保修期至"]))
        .column(Column::new(years, "设计寿命（年）", "Designed life (years)").also(&["设计寿命", "使用年限"]))
        .column(Column::new(Field::new("cost", Kind::Money), "原值", "Cost").also(&["购置金额", "价格"]))
        .column(Column::new(Field::new("state", state), "设备状态", "State").also(&["状态"]).codes(&[
            ("在用", "in_use"),
            ("正常", "in_use"),
            ("停用", "stopped"),
            ("故障", "faulty"),
        ]))
}

#[derive(Deserialize)]
struct Line {
    code: String,
    name: String,
    class: String,
    place: Option<String>,
    maker: Option<String>,
    model: Option<String>,
    installed_on: Option<Date>,
    warranty_until: Option<Date>,
    life_years: Option<i64>,
    cost: Option<Money>,
    state: Option<AssetState>,
}

/// What the rows of a chunk point to.
struct Known {
    classes: Vec<AssetClass>,
    places: BTreeMap<String, PlaceLine>,
    assets: BTreeMap<String, Asset>,
}

impl Known {
    async fn look(cx: &mut Context, chunk: &Chunk, lines: &[Line]) -> Result<Self> {
        cx.within(chunk.org)?;
        let codes: Vec<&str> = lines.iter().map(|line| line.code.trim()).collect();
        let found = store::with_codes(cx, chunk.org, &codes).await?;
        let named: Vec<&str> = lines.iter().filter_map(|line| line.place.as_deref()).map(str::trim).collect();
        let mut places = BTreeMap::new();
        for kind in PlaceKind::ALL.iter().filter(|_| !named.is_empty()) {
            places.extend(property::places_by_code(cx, chunk.org, *kind, &named).await?);
        }
        let assets = found.into_iter().map(|asset| (asset.code.clone(), asset)).collect();
        Ok(Self { classes: queries::library(cx).await?, places, assets })
    }

    /// The facts of a row; a class may be named or coded.
    fn facts(&self, line: Line) -> Result<Facts> {
        let wanted = line.class.trim();
        let class = self.classes.iter().find(|c| !c.disabled && (c.name == wanted || c.code == wanted));
        let class = class.ok_or_else(|| Error::field("class", Message::of("asset-class-not-offered")))?;
        let place = match line.place.as_deref().map(str::trim).filter(|place| !place.is_empty()) {
            Some(code) => Some(
                self.places
                    .get(code)
                    .ok_or_else(|| Error::field("place", Message::of("asset-place-unknown").with("code", code)))?,
            ),
            None => None,
        };
        rules::facts(Facts {
            code: line.code,
            name: line.name,
            class_id: class.id,
            place_id: place.map(|place| place.id),
            maker: line.maker,
            model: line.model,
            installed_on: line.installed_on,
            warranty_until: line.warranty_until,
            life_years: line.life_years.or(class.life_years),
            cost: line.cost,
            state: line.state,
        })
    }
}

/// Takes equipment.
pub(crate) async fn take(cx: &mut Context, mut chunk: Chunk) -> Result<Vec<Taken>> {
    let rows = std::mem::take(&mut chunk.rows);
    let lines: Vec<Line> = rows
        .into_iter()
        .map(|row| Ok(serde_json::from_value(serde_json::Value::Object(row))?))
        .collect::<Result<_>>()?;
    let mut known = Known::look(cx, &chunk, &lines).await?;
    let (mut fresh, mut changed) = (Vec::new(), Vec::new());
    let mut taken = Vec::with_capacity(lines.len());
    for line in lines {
        let said = (line.life_years.is_some(), line.state.is_some());
        let facts = match known.facts(line) {
            Ok(facts) => facts,
            Err(error) => {
                taken.push(Taken::refused(error)?);
                continue;
            }
        };
        let Some(was) = known.assets.get(&facts.code).cloned() else {
            let class = known.classes.iter().find(|class| class.id == facts.class_id).cloned();
            let class = class.ok_or_else(|| Error::Internal("a row's class vanished".into()))?;
            let asset = actions::made(cx, chunk.org, facts, &class);
            known.assets.insert(asset.code.clone(), asset.clone());
            fresh.push(asset);
            taken.push(Taken::Created);
            continue;
        };
        if was.state == AssetState::Retired {
            let message = Message::of("asset-retired-already").with("name", &was.name);
            taken.push(Taken::refused(Error::field("code", message))?);
            continue;
        }
        let is = brought_up(&was, facts, said);
        if is == was {
            taken.push(Taken::Unchanged);
            continue;
        }
        known.assets.insert(is.code.clone(), is.clone());
        let noted = fresh.iter_mut().chain(changed.iter_mut().map(|(_, is): &mut (Asset, Asset)| is));
        match noted.into_iter().find(|asset: &&mut Asset| asset.id == is.id) {
            Some(asset) => *asset = is,
            None => changed.push((was, is)),
        }
        taken.push(Taken::Updated);
    }
    if !chunk.dry {
        actions::keep(cx, &fresh).await?;
        if cx.importing().is_some() {
            actions::succeed(cx, chunk.org, changed).await?;
            return Ok(taken);
        }
        for (was, is) in changed {
            actions::replace(cx, &was, is).await?;
        }
    }
    Ok(taken)
}

/// Known equipment as the row says it is; what the row does not say stays. `said` tells whether life and state were given.
fn brought_up(was: &Asset, facts: Facts, said: (bool, bool)) -> Asset {
    Asset {
        name: facts.name,
        class_id: facts.class_id,
        place_id: facts.place_id.or(was.place_id),
        maker: facts.maker.or_else(|| was.maker.clone()),
        model: facts.model.or_else(|| was.model.clone()),
        installed_on: facts.installed_on.or(was.installed_on),
        warranty_until: facts.warranty_until.or(was.warranty_until),
        life_years: if said.0 { facts.life_years } else { was.life_years.or(facts.life_years) },
        cost_fen: facts.cost.or(was.cost_fen),
        state: facts.state.filter(|_| said.1).unwrap_or(was.state),
        ..was.clone()
    }
}
