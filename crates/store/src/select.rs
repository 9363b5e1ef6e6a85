//! The one builder of statements that depend on what the user asked for: lists with optional filters.

use kernel::{Error, Result, Scope};
use serde::{Deserialize, Serialize};

use crate::args::{Arg, Args, Sql};

/// Which way a list runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Least first.
    Up,
    /// Greatest first.
    Down,
}

/// A place in a list, to go on from; opaque text in URLs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(pub Args);

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let json = serde_json::to_vec(&self.0).map_err(|_| std::fmt::Error)?;
        f.write_str(&data_encoding::BASE64URL_NOPAD.encode(&json))
    }
}

impl std::str::FromStr for Cursor {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        let json = data_encoding::BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| Error::NotFound)?;
        serde_json::from_slice(&json).map(Self).map_err(|_| Error::NotFound)
    }
}

/// Where a page of a list lies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Seek {
    /// At its beginning.
    #[default]
    Start,
    /// Behind a row.
    After(Cursor),
    /// In front of a row: the rows come nearest first, and whoever shows them turns them round.
    Before(Cursor),
}

impl Seek {
    /// The order in which the rows come for a list in this order.
    #[must_use]
    pub fn turn(&self, order: Order) -> Order {
        match (self, order) {
            (Self::Before(_), Order::Up) => Order::Down,
            (Self::Before(_), Order::Down) => Order::Up,
            _ => order,
        }
    }
}

impl From<Option<Cursor>> for Seek {
    fn from(cursor: Option<Cursor>) -> Self {
        cursor.map_or(Self::Start, Self::After)
    }
}

/// A SELECT put together from literals of the program; everything else travels as an argument, written `?`.
#[derive(Debug, Clone)]
pub struct Select {
    columns: &'static str,
    from: &'static str,
    joins: Vec<&'static str>,
    filters: String,
    args: Args,
    group: Option<&'static str>,
    order: String,
    limit: Option<(i64, i64)>,
}

impl Select {
    /// `FROM cases c`.
    pub const fn from(table: &'static str) -> Self {
        Self {
            columns: "*",
            from: table,
            joins: Vec::new(),
            filters: String::new(),
            args: Vec::new(),
            group: None,
            order: String::new(),
            limit: None,
        }
    }

    /// `SELECT c.id, c.number`.
    #[must_use]
    pub const fn columns(mut self, columns: &'static str) -> Self {
        self.columns = columns;
        self
    }

    /// `JOIN rooms r ON r.org_id = c.org_id AND r.id = c.room_id`.
    #[must_use]
    pub fn join(mut self, join: &'static str) -> Self {
        self.joins.push(join);
        self
    }

    /// Keeps to the rows of these organisation units; nothing at all when there are none.
    #[must_use]
    pub fn scope(mut self, column: &'static str, scope: &Scope) -> Self {
        let ids: Vec<Arg> = scope.0.iter().map(Arg::from).collect();
        self.and_in(column, ids);
        self
    }

    /// Keeps rows whose column is one of these values; no row when there are none.
    #[must_use]
    pub fn among(mut self, column: &'static str, values: Args) -> Self {
        self.and_in(column, values);
        self
    }

    /// Keeps rows for which the condition holds: `filter("c.stage = ?", args![stage])`.
    #[must_use]
    pub fn filter(mut self, condition: &'static str, args: Args) -> Self {
        self.and(condition);
        self.args.extend(args);
        self
    }

    /// Leaves out the rows of these groups – in each, every column has one of its values – unless the exception holds: its
    /// values stand in the place of `{}`, as in `EXISTS (SELECT 1 FROM readers r WHERE r.id = c.id AND r.who {})`.
    #[must_use]
    pub fn without(mut self, groups: Vec<Vec<(&'static str, Args)>>, unless: &'static str, values: Args) -> Self {
        if groups.is_empty() {
            return self;
        }
        let mut kept = Vec::with_capacity(groups.len());
        for group in groups {
            let mut parts = Vec::with_capacity(group.len());
            for (column, values) in group {
                let (list, values) = within(values);
                parts.push(format!("{column} {list}"));
                self.args.extend(values);
            }
            kept.push(format!("NOT ({})", parts.join(" AND ")));
        }
        let mut condition = kept.join(" AND ");
        if !values.is_empty() {
            let (list, values) = within(values);
            condition = format!("({condition} OR {})", unless.replace("{}", &list));
            self.args.extend(values);
        }
        self.and(&condition);
        self
    }

    /// Keeps the rows of these groups: in each, the column has one of its values and the condition holds with its arguments.
    #[must_use]
    pub fn either(mut self, column: &'static str, condition: &'static str, groups: Vec<(Args, Args)>) -> Self {
        let mut kept = vec!["1 = 0".to_owned()];
        for (values, args) in groups.into_iter().filter(|(values, _)| !values.is_empty()) {
            let (list, values) = within(values);
            kept.push(format!("({column} {list} AND {condition})"));
            self.args.extend(values.into_iter().chain(args));
        }
        self.and(&format!("({})", kept.join(" OR ")));
        self
    }

    /// Leaves out what an unfinished import has brought: nobody sees a row of it before all of them are seen. `column`
    /// names the import a row came by.
    #[must_use]
    pub fn shown(mut self, column: &'static str) -> Self {
        self.and(&format!("({column} IS NULL OR {column} NOT IN (SELECT u.id FROM unfinished_imports u))"));
        self
    }

    /// The same for rows that can be replaced (see [`crate::Edition`]): of each row the one edition that stands now. An
    /// import sees what it has brought itself.
    #[must_use]
    pub fn standing(mut self, alias: &str, import: Option<uuid::Uuid>) -> Self {
        let unfinished = "(SELECT u.id FROM unfinished_imports u)";
        let (own, others) = match import {
            Some(_) => (format!("{alias}.import_id = ? OR "), format!("{alias}.until_import <> ? AND ")),
            None => (String::new(), String::new()),
        };
        self.and(&format!(
            "({alias}.import_id IS NULL OR {own}{alias}.import_id NOT IN {unfinished}) AND \
             ({alias}.replaced = 0 OR ({others}{alias}.until_import IN {unfinished}))"
        ));
        self.args.extend(import.into_iter().chain(import).map(Arg::from));
        self
    }

    /// The same when there is a value to compare with, else every row.
    #[must_use]
    pub fn filter_if<T: Into<Arg>>(self, condition: &'static str, value: Option<T>) -> Self {
        match value {
            Some(value) => self.filter(condition, vec![value.into()]),
            None => self,
        }
    }

    /// Keeps rows in which one of the columns contains the text, Latin letters in either case. Blank text keeps all.
    #[must_use]
    pub fn search(mut self, columns: &[&'static str], text: &str) -> Self {
        let text = text.trim();
        if text.is_empty() || columns.is_empty() {
            return self;
        }
        let pattern: String =
            text.chars().flat_map(|c| matches!(c, '%' | '_' | '\\').then_some('\\').into_iter().chain([c])).collect();
        let pattern = format!("%{}%", pattern.to_ascii_lowercase());
        let any: Vec<String> = columns.iter().map(|column| format!("lower({column}) LIKE ? ESCAPE '\\'")).collect();
        self.and(&format!("({})", any.join(" OR ")));
        self.args.extend(columns.iter().map(|_| Arg::from(pattern.clone())));
        self
    }

    /// `GROUP BY c.stage`.
    #[must_use]
    pub const fn group_by(mut self, columns: &'static str) -> Self {
        self.group = Some(columns);
        self
    }

    /// `ORDER BY c.opened_at DESC, c.id`.
    #[must_use]
    pub fn order_by(mut self, order: &'static str) -> Self {
        order.clone_into(&mut self.order);
        self
    }

    /// Orders by these columns, all the same way, and goes on after the cursor, or back before it: one value for each column,
    /// of the row seen. The columns must tell rows apart together and must not be NULL.
    #[must_use]
    pub fn after(mut self, columns: &[&'static str], order: Order, seek: impl Into<Seek>) -> Self {
        let seek = seek.into();
        let (word, sign) = if seek.turn(order) == Order::Up { ("", ">") } else { (" DESC", "<") };
        self.order = columns.iter().map(|column| format!("{column}{word}")).collect::<Vec<_>>().join(", ");
        let cursor = match seek {
            Seek::Start => None,
            Seek::After(cursor) | Seek::Before(cursor) => Some(cursor),
        };
        if let Some(Cursor(values)) = cursor.filter(|cursor| cursor.0.len() == columns.len()) {
            self.and(&format!("({}) {sign} ({})", columns.join(", "), vec!["?"; columns.len()].join(", ")));
            self.args.extend(values);
        }
        self
    }

    /// At most so many rows.
    #[must_use]
    pub const fn limit(self, rows: i64) -> Self {
        self.page(0, rows)
    }

    /// At most so many rows, leaving out the first ones.
    #[must_use]
    pub const fn page(mut self, skip: i64, rows: i64) -> Self {
        self.limit = Some((skip, rows));
        self
    }

    /// The number of rows without order and limit.
    pub fn count(&self) -> (Sql, Args) {
        let inner = Self { order: String::new(), limit: None, ..self.clone() };
        let text = match inner.group {
            Some(_) => format!("SELECT count(*) FROM ({}) counted", inner.text()),
            None => Self { columns: "count(*)", ..inner.clone() }.text(),
        };
        (Sql::counted(text), inner.args)
    }

    /// The number of rows without order, counted no further than `most`.
    pub fn count_up_to(&self, most: i64) -> (Sql, Args) {
        let inner = Self { columns: "1 AS one", order: String::new(), limit: None, ..self.clone() };
        let mut args = inner.args.clone();
        args.push(Arg::from(most));
        (Sql::counted(format!("SELECT count(*) FROM ({} LIMIT ?) counted", inner.text())), args)
    }

    /// The statement with its arguments.
    pub fn build(mut self) -> (Sql, Args) {
        let mut text = self.text();
        if let Some((skip, rows)) = self.limit {
            text.push_str(" LIMIT ? OFFSET ?");
            self.args.extend([Arg::from(rows), Arg::from(skip)]);
        }
        (Sql::counted(text), self.args)
    }

    fn text(&self) -> String {
        let mut text = format!("SELECT {} FROM {}", self.columns, self.from);
        for join in &self.joins {
            text.push(' ');
            text.push_str(join);
        }
        if !self.filters.is_empty() {
            text.push_str(" WHERE ");
            text.push_str(&self.filters);
        }
        if let Some(group) = self.group {
            text.push_str(" GROUP BY ");
            text.push_str(group);
        }
        if !self.order.is_empty() {
            text.push_str(" ORDER BY ");
            text.push_str(&self.order);
        }
        text
    }

    fn and(&mut self, condition: &str) {
        if !self.filters.is_empty() {
            self.filters.push_str(" AND ");
        }
        self.filters.push_str(condition);
    }

    fn and_in(&mut self, column: &str, values: Args) {
        if values.is_empty() {
            self.and("1 = 0");
            return;
        }
        let (list, values) = within(values);
        self.and(&format!("{column} {list}"));
        self.args.extend(values);
    }
}

/// `IN (?, ?)`, padded to a power of two by repeating the last value so that few statements are prepared.
fn within(mut values: Args) -> (String, Args) {
    if let Some(last) = values.last().cloned() {
        values.resize(values.len().next_power_of_two(), last);
    }
    (format!("IN ({})", vec!["?"; values.len()].join(", ")), values)
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, sync::Arc};

    use kernel::OrgId;
    use uuid::Uuid;

    use super::*;
    use crate::{args, dialect::Dialect};

    fn scope(n: u128) -> Scope {
        Scope(Arc::new((1..=n).map(|i| OrgId::from_uuid(Uuid::from_u128(i))).collect::<BTreeSet<_>>()))
    }

    #[test]
    fn a_list_names_its_filters_in_order() {
        let (sql, args) = Select::from("cases c")
            .columns("c.id")
            .scope("c.org_id", &scope(3))
            .filter_if("c.stage = ?", Some("open"))
            .filter_if("c.kind = ?", None::<&str>)
            .search(&["c.title", "c.number"], " 50%_A ")
            .after(&["c.opened_at", "c.id"], Order::Down, Some(Cursor(args![7_i64, Uuid::nil()])))
            .limit(20)
            .build();
        assert_eq!(
            sql.text(Dialect::Postgres),
            "SELECT c.id FROM cases c WHERE c.org_id IN ($1, $2, $3, $4) AND c.stage = $5 AND (lower(c.title) LIKE $6 \
             ESCAPE '\\' OR lower(c.number) LIKE $7 ESCAPE '\\') AND (c.opened_at, c.id) < ($8, $9) ORDER BY c.opened_at \
             DESC, c.id DESC LIMIT $10 OFFSET $11"
        );
        assert_eq!(args.len(), 11);
        assert_eq!(args[5], Arg::from("%50\\%\\_a%"));
    }

    #[test]
    fn nobody_sees_anything_without_a_scope() {
        let (sql, _) = Select::from("cases").scope("org_id", &Scope::default()).count();
        assert_eq!(sql.text(Dialect::Postgres), "SELECT count(*) FROM cases WHERE 1 = 0");
    }

    #[test]
    fn a_long_list_is_counted_up_to_a_limit() {
        let (sql, args) = Select::from("cases").scope("org_id", &scope(1)).order_by("id").count_up_to(10_000);
        let text = "SELECT count(*) FROM (SELECT 1 AS one FROM cases WHERE org_id IN (?) LIMIT ?) counted";
        assert_eq!((sql.text(Dialect::Sqlite).as_ref(), args.len()), (text, 2));
    }

    #[test]
    fn the_page_before_a_row_is_looked_for_backwards() {
        let before = Seek::Before(Cursor(args![7_i64]));
        let (sql, _) = Select::from("cases c").columns("c.id").after(&["c.opened_at"], Order::Down, before).build();
        let text = "SELECT c.id FROM cases c WHERE (c.opened_at) > (?) ORDER BY c.opened_at";
        assert_eq!(sql.text(Dialect::Sqlite), text);
    }

    #[test]
    fn a_cursor_reads_back_what_it_wrote() {
        let cursor = Cursor(args![5_i64, "甲", None::<Uuid>]);
        assert_eq!(cursor.to_string().parse::<Cursor>().ok(), Some(cursor));
        assert!("%%%".parse::<Cursor>().is_err());
    }

    #[test]
    fn hidden_groups_are_left_out_unless_one_is_among_the_people() {
        let hide = |groups| {
            let select = Select::from("cases c").columns("c.id").filter("c.stage = ?", args!["new"]);
            select.without(groups, "EXISTS (SELECT 1 FROM people p WHERE p.case_id = c.id AND p.id {})", args![7_i64])
        };
        let (sql, _) = hide(Vec::new()).build();
        assert_eq!(sql.text(Dialect::Sqlite), "SELECT c.id FROM cases c WHERE c.stage = ?");
        let everywhere = vec![("c.process", args!["lease"])];
        let somewhere = vec![("c.process", args!["lease", "theft", "audit"]), ("c.org_id", args![1_i64])];
        let (sql, args) = hide(vec![everywhere, somewhere]).build();
        let text = "SELECT c.id FROM cases c WHERE c.stage = ? AND (NOT (c.process IN (?)) AND NOT (c.process IN (?, ?, ?, ?) \
                    AND c.org_id IN (?)) OR EXISTS (SELECT 1 FROM people p WHERE p.case_id = c.id AND p.id IN (?)))";
        assert_eq!((sql.text(Dialect::Sqlite), args.len()), (text.into(), 8));
    }
}
