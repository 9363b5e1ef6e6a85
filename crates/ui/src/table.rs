//! Lists: filters as chips in the address, sorting and paging as links, selection for bulk work, export of exactly what is shown.

use maud::{Markup, html};

use crate::{
    address::Address,
    buttons::Offer,
    card::{self, Chip},
    icon::icon,
    texts::Speech,
    tone::Tone,
};

/// What a column holds; sets alignment and figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ColumnKind {
    /// Words.
    #[default]
    Text,
    /// A number, an amount, an area: right-aligned.
    Number,
    /// A time or a day: never broken.
    Time,
    /// A number of a case, a room, a plate: never broken.
    Code,
    /// A badge, a ring, an icon.
    State,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Column {
    /// Its heading.
    pub label: String,
    /// What it holds.
    pub kind: ColumnKind,
    /// The value of `sort` that orders by it, when it can.
    pub sort: Option<String>,
    /// Whether a narrow screen leaves it out.
    pub wide_only: bool,
}

impl Column {
    /// A column of a kind.
    pub fn new(label: impl Into<String>, kind: ColumnKind) -> Self {
        Self { label: label.into(), kind, ..Self::default() }
    }
    /// The same column, sortable by a name.
    #[must_use]
    pub fn sorted_by(mut self, name: impl Into<String>) -> Self {
        self.sort = Some(name.into());
        self
    }
    /// The same column, left out on a narrow screen.
    #[must_use]
    pub fn wide(mut self) -> Self {
        self.wide_only = true;
        self
    }
}

/// One row.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// The id sent when it is selected.
    pub id: String,
    /// Where it opens; the first cell becomes the link.
    pub href: Option<String>,
    /// The cells, one for each column.
    pub cells: Vec<Markup>,
    /// Late and risk mark the row.
    pub tone: Tone,
}

/// How many rows there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Total {
    /// Exactly so many.
    Exactly(u64),
    /// More than were counted.
    Over(u64),
    /// Nobody counted.
    Unknown,
}

/// A work on the selected rows: its words and where the ids (`id`, repeated) are posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bulk {
    /// The words.
    pub label: String,
    /// Where to.
    pub action: String,
}

/// What is said when there is no row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Empty {
    /// An icon of the sprite; the list's own when empty.
    pub icon: &'static str,
    /// That there is nothing.
    pub title: String,
    /// What to do next.
    pub hint: String,
    /// The button that does it.
    pub action: Option<Offer>,
}

/// A list.
#[derive(Debug, Clone)]
pub struct Table<'a> {
    /// The words.
    pub speech: &'a Speech,
    /// What the list is of; read by screen readers.
    pub caption: String,
    /// This page with its query.
    pub here: Address,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows of this page.
    pub rows: Vec<Row>,
    /// Filters; each leads to its own address.
    pub chips: Vec<Chip>,
    /// Saved views.
    pub views: Vec<Chip>,
    /// Further filters: a form in the list's head.
    pub filters: Option<Markup>,
    /// Whether the list has a box that searches in it (`q`).
    pub searchable: bool,
    /// Works on selected rows.
    pub bulk: Vec<Bulk>,
    /// Makes a second press of a bulk work harmless.
    pub key: String,
    /// How many rows the whole list has.
    pub total: Total,
    /// The cursor of the page before.
    pub before: Option<String>,
    /// The cursor of the page after.
    pub after: Option<String>,
    /// What the reader arranges: his columns, his views; see [`crate::arrange`].
    pub panels: Vec<Markup>,
    /// Where exactly this list comes as a workbook.
    pub export: Option<String>,
    /// What is said when there is no row.
    pub empty: Empty,
}

impl<'a> Table<'a> {
    /// A list with columns and rows and nothing around it.
    pub fn new(speech: &'a Speech, caption: impl Into<String>, here: Address) -> Self {
        Self {
            speech,
            caption: caption.into(),
            here,
            columns: Vec::new(),
            rows: Vec::new(),
            chips: Vec::new(),
            views: Vec::new(),
            filters: None,
            searchable: false,
            bulk: Vec::new(),
            key: String::new(),
            total: Total::Unknown,
            before: None,
            after: None,
            panels: Vec::new(),
            export: None,
            empty: Empty::default(),
        }
    }
}

/// A value and a smaller one below it, for one cell.
pub fn two_lines(first: &str, second: &str) -> Markup {
    html! { (first) p.sub { (second) } }
}

/// The list with everything around it.
pub fn table(list: &Table<'_>) -> Markup {
    html! {
        section.card.list data-list {
            (tools(list))
            @if list.rows.is_empty() { (nothing(list)) } @else if list.bulk.is_empty() { (grid(list)) } @else {
                form method="post" action=(list.bulk[0].action) data-guard data-bulk {
                    input type="hidden" name=(crate::form::KEY_FIELD) value=(list.key);
                    (grid(list))
                    div.bulk role="group" aria-label=(list.speech.say("ui-selected")) {
                        label.pick-all { input type="checkbox" data-pick-all; span { (list.speech.say("ui-select-all")) } }
                        span role="status" { (list.speech.say("ui-selected")) " " b data-selected { "0" } }
                        @for bulk in &list.bulk {
                            button.btn type="submit" formaction=(bulk.action) { (bulk.label) }
                        }
                    }
                }
            }
            (foot(list))
        }
    }
}

fn tools(list: &Table<'_>) -> Markup {
    let say = |key: &str| list.speech.say(key);
    html! {
        @if list.searchable || !list.chips.is_empty() || !list.views.is_empty() || list.filters.is_some() || !list.panels.is_empty() {
            div.tools {
                @if !list.views.is_empty() { (card::chips(&say("ui-views"), &list.views)) }
                @if list.searchable {
                    form.narrow method="get" action=(list.here.path) role="search" aria-label=(say("ui-search-here")) {
                        @for (name, value) in list.here.query.iter().filter(|(n, _)| !matches!(n.as_str(), "q" | "after" | "before")) {
                            input type="hidden" name=(name) value=(value);
                        }
                        (icon("search"))
                        input type="search" name="q" value=[list.here.get("q")] aria-label=(say("ui-search-here")) placeholder=(say("ui-search-here"));
                    }
                }
                @if !list.chips.is_empty() { (card::chips(&say("ui-filters"), &list.chips)) }
                @if let Some(filters) = &list.filters { (filters) }
                @if !list.panels.is_empty() { div.panels { @for panel in &list.panels { (panel) } } }
            }
        }
    }
}

fn nothing(list: &Table<'_>) -> Markup {
    let said = |text: &str, key: &str| if text.is_empty() { list.speech.say(key) } else { text.to_owned() };
    let icon = if list.empty.icon.is_empty() { "list-search" } else { list.empty.icon };
    let (title, hint) = (said(&list.empty.title, "ui-empty"), said(&list.empty.hint, "ui-empty-hint"));
    crate::feedback::empty(icon, &title, &hint, list.empty.action.as_ref())
}

/// The current order: the name and whether it is descending.
fn order(here: &Address) -> (&str, bool) {
    let sort = here.get("sort").unwrap_or_default();
    sort.strip_prefix('-').map_or((sort, false), |name| (name, true))
}

fn column_class(column: &Column) -> String {
    let kind = match column.kind {
        ColumnKind::Text => "",
        ColumnKind::Number => "num",
        ColumnKind::Time | ColumnKind::Code => "time",
        ColumnKind::State => "state",
    };
    if column.wide_only { format!("{kind} wide") } else { kind.to_owned() }
}

fn heading(list: &Table<'_>, column: &Column) -> Markup {
    let (by, down) = order(&list.here);
    let Some(name) = &column.sort else {
        return html! { th scope="col" class=(column_class(column)) { (column.label) } };
    };
    let (sorted, next) = match (by == name, down) {
        (true, false) => (Some("ascending"), format!("-{name}")),
        (true, true) => (Some("descending"), String::new()),
        (false, _) => (None, name.clone()),
    };
    let mark = match sorted {
        Some("ascending") => "arrow-up",
        Some(_) => "arrow-down",
        None => "arrows-sort",
    };
    html! {
        th scope="col" class=(column_class(column)) aria-sort=[sorted] {
            a.sort href=(list.here.with("sort", &next).href()) { (column.label) (icon(mark)) }
        }
    }
}

fn grid(list: &Table<'_>) -> Markup {
    let pick = !list.bulk.is_empty();
    html! {
        div.scroll tabindex="0" role="region" aria-label=(list.caption) {
            table {
                caption.visually-hidden { (list.caption) }
                thead { tr {
                    @if pick { th.pick scope="col" { input type="checkbox" data-pick-all aria-label=(list.speech.say("ui-select-all")); } }
                    @for column in &list.columns { (heading(list, column)) }
                } }
                tbody { @for row in &list.rows { (body_row(list, row, pick)) } }
            }
        }
    }
}

fn body_row(list: &Table<'_>, row: &Row, pick: bool) -> Markup {
    html! {
        tr class=(row.tone.class()) data-row {
            @if pick {
                td.pick { input type="checkbox" name="id" value=(row.id) data-pick aria-label=(list.speech.say("ui-select-row")); }
            }
            @for (index, column) in list.columns.iter().enumerate() {
                td class=(column_class(column)) data-label=(column.label) {
                    @let cell = row.cells.get(index);
                    @match (&row.href, index) {
                        (Some(href), 0) => a.row-link href=(href) { @if let Some(cell) = cell { (cell) } },
                        _ => { @if let Some(cell) = cell { (cell) } },
                    }
                }
            }
        }
    }
}

fn foot(list: &Table<'_>) -> Markup {
    let say = |key: &str| list.speech.say(key);
    let count = match list.total {
        Total::Exactly(n) => list.speech.say_with("ui-rows", &[("count", &list.speech.count(n))]),
        Total::Over(n) => list.speech.say_with("ui-rows-over", &[("count", &list.speech.count(n))]),
        Total::Unknown => String::new(),
    };
    let paged = list.before.is_some() || list.after.is_some();
    html! {
        @if paged || !count.is_empty() || list.export.is_some() {
            footer.foot {
                span.sub { (count) }
                @if let Some(href) = &list.export {
                    a.btn.btn-quiet href=(href) download { (icon("file-spreadsheet")) span { (say("ui-export")) } }
                }
                @if paged {
                    nav.pager aria-label=(say("ui-pages")) {
                        @if let Some(cursor) = &list.before {
                            a.btn rel="prev" href=(list.here.without("after").with("before", cursor).href()) { (icon("chevron-left")) span { (say("ui-before")) } }
                        }
                        @if let Some(cursor) = &list.after {
                            a.btn rel="next" href=(list.here.without("before").with("after", cursor).href()) { span { (say("ui-after")) } (icon("chevron-right")) }
                        }
                    }
                }
            }
        }
    }
}

/// A small table without tools: inside a record, behind a chart.
pub fn simple(caption: &str, columns: &[Column], rows: &[Vec<Markup>]) -> Markup {
    html! {
        div.scroll.simple tabindex="0" role="region" aria-label=(caption) {
            table {
                caption.visually-hidden { (caption) }
                thead { tr { @for column in columns { th scope="col" class=(column_class(column)) { (column.label) } } } }
                tbody { @for row in rows { tr {
                    @for (column, cell) in columns.iter().zip(row) { td class=(column_class(column)) data-label=(column.label) { (cell) } }
                } } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::Lang;

    use super::*;

    fn rooms<'a>(speech: &'a Speech, sort: &str) -> Table<'a> {
        let mut query = vec![("state".to_owned(), "empty".to_owned())];
        if !sort.is_empty() {
            query.push(("sort".to_owned(), sort.to_owned()));
        }
        let mut list = Table::new(speech, "房间", Address::new("/rooms", query));
        list.columns =
            vec![Column::new("房号", ColumnKind::Code).sorted_by("room"), Column::new("面积", ColumnKind::Number)];
        let cells = vec![html! { "<3-1-502>" }, html! { "89.50 m²" }];
        list.rows = vec![Row { id: "room_1".into(), href: Some("/rooms/1".into()), cells, tone: Tone::Plain }];
        list
    }

    #[test]
    fn a_heading_sorts_up_then_down_then_not_at_all() {
        let speech = Speech::shared(Lang::Zh);
        let once = table(&rooms(&speech, "")).into_string();
        assert!(once.contains(r#"href="/rooms?state=empty&amp;sort=room""#), "{once}");
        let twice = table(&rooms(&speech, "room")).into_string();
        assert!(
            twice.contains(r#"aria-sort="ascending"><a class="sort" href="/rooms?state=empty&amp;sort=-room""#),
            "{twice}"
        );
        let thrice = table(&rooms(&speech, "-room")).into_string();
        assert!(thrice.contains(r#"aria-sort="descending"><a class="sort" href="/rooms?state=empty""#), "{thrice}");
    }

    #[test]
    fn the_first_cell_opens_the_row_and_hostile_words_stay_words() {
        let html = table(&rooms(&Speech::shared(Lang::Zh), "")).into_string();
        assert!(html.contains(r#"<a class="row-link" href="/rooms/1">&lt;3-1-502&gt;</a>"#), "{html}");
    }

    #[test]
    fn paging_keeps_filter_and_order() {
        let speech = Speech::shared(Lang::Zh);
        let mut list = rooms(&speech, "room");
        list.after = Some("x/1".into());
        list.total = Total::Over(10_000);
        let html = table(&list).into_string();
        assert!(html.contains(r#"href="/rooms?state=empty&amp;sort=room&amp;after=x%2F1""#), "{html}");
        assert!(html.contains("超过 10,000 条"), "{html}");
    }

    #[test]
    fn rows_can_be_ticked_only_when_there_is_something_to_do_with_them() {
        let speech = Speech::shared(Lang::Zh);
        let mut list = rooms(&speech, "");
        assert!(!table(&list).into_string().contains("checkbox"));
        list.bulk = vec![Bulk { label: "停用".into(), action: "/rooms/disable".into() }];
        list.key = "k1".into();
        let html = table(&list).into_string();
        assert!(html.contains(r#"type="checkbox" name="id" value="room_1""#), "{html}");
        assert!(html.contains(r#"name="idempotency_key" value="k1""#), "{html}");
    }

    #[test]
    fn an_empty_list_says_what_to_do_next() {
        let speech = Speech::shared(Lang::Zh);
        let mut list = rooms(&speech, "");
        list.rows.clear();
        list.empty.hint = "从表格导入房产".into();
        let html = table(&list).into_string();
        assert!(html.contains("没有符合条件的记录") && html.contains("从表格导入房产"), "{html}");
    }
}
