//! Every difference between the two databases, as named functions. No other file knows one.

use std::borrow::Cow;

/// Which database is behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// One file, one writer, group commit.
    Sqlite,
    /// A server; many writers.
    Postgres,
}

impl Dialect {
    /// Locks the rows a query reads; SQLite has one writer and needs none.
    pub const fn for_update(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE",
        }
    }

    /// Locks the rows a query reads, leaving out the locked ones.
    pub const fn skip_locked(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE SKIP LOCKED",
        }
    }

    /// Begins a transaction in the role that serves requests, for the units given as UUIDs with commas between; all in one
    /// message, because each costs a way to the server and back (PostgreSQL).
    pub(crate) fn begin_scoped(begin: &str, units: &str) -> String {
        format!("{begin}; SET LOCAL steward.scope = '{units}'; SET LOCAL ROLE steward_app")
    }

    /// Begins a transaction of the owner, whose statements may take as long as they need (PostgreSQL).
    pub(crate) fn begin_unbounded(begin: &str) -> String {
        format!("{begin}; SET LOCAL statement_timeout = 0")
    }

    /// Keeps a second process from migrating at the same time; SQLite has one writer.
    pub(crate) const fn migration_lock(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => Some("SELECT pg_advisory_xact_lock(7314001)"),
        }
    }

    /// Row-level security on every table with an `org_id`: the serving role sees the units of its transaction, the
    /// owner everything. Run after each migration, so that a new table cannot be forgotten.
    pub(crate) const fn row_security(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => Some(include_str!("row_security.sql")),
        }
    }

    /// The names of all our tables.
    pub(crate) const fn tables(self) -> &'static str {
        match self {
            Self::Sqlite => {
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
            }
            Self::Postgres => {
                "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
            }
        }
    }

    /// A column's value as text, the same on both; NULL as an empty text.
    pub(crate) fn as_text(self, column: &str, kind: &str) -> String {
        match (self, kind) {
            (Self::Sqlite, "uuid") => format!("coalesce(lower(hex(\"{column}\")), '')"),
            (Self::Postgres, "uuid") => format!("coalesce(replace(\"{column}\"::text, '-', ''), '')"),
            (Self::Postgres, "boolean") => format!("coalesce((\"{column}\"::int)::text, '')"),
            _ => format!("coalesce(CAST(\"{column}\" AS TEXT), '')"),
        }
    }

    /// Texts one after the other with a bar between.
    pub(crate) fn joined(cells: &[String]) -> String {
        cells.join(" || '|' || ")
    }

    /// How [`Self::insert_from_arrays`] names its rows.
    pub(crate) const FROM_ARRAYS: &'static str = "SELECT * FROM UNNEST(";

    /// Inserts rows that travel as one array per column (PostgreSQL only).
    pub(crate) fn insert_from_arrays(table: &str, columns: &[&str], types: &[&str]) -> String {
        let arrays: Vec<String> = types.iter().enumerate().map(|(i, kind)| format!("${}::{kind}", i + 1)).collect();
        format!("INSERT INTO {table} ({}) {}{})", columns.join(", "), Self::FROM_ARRAYS, arrays.join(", "))
    }

    /// Changes rows by their `org_id` and `id`, which follow the new values; each travels as one array (PostgreSQL only).
    pub(crate) fn update_from_arrays(table: &str, columns: &[&str], types: &[&str]) -> String {
        let set: Vec<String> = columns.iter().map(|column| format!("{column} = v.{column}")).collect();
        let arrays: Vec<String> = types.iter().enumerate().map(|(i, kind)| format!("${}::{kind}", i + 1)).collect();
        format!(
            "UPDATE {table} SET {} FROM UNNEST({}) AS v ({}, org_id, id) WHERE {table}.org_id = v.org_id AND {table}.id = v.id",
            set.join(", "),
            arrays.join(", "),
            columns.join(", ")
        )
    }

    /// Several writes as one statement that answers how many rows each counted one touched. The places of each count on from
    /// those before it (PostgreSQL only).
    pub(crate) fn together(parts: &[Part]) -> String {
        let (mut made, mut counts, mut before) = (String::from("WITH "), Vec::new(), 0);
        for (nth, part) in parts.iter().enumerate() {
            let (comma, counted) = (if nth == 0 { "" } else { ", " }, if part.counted { " RETURNING 1" } else { "" });
            made.push_str(&format!("{comma}w{nth} AS ({}{counted})", Self::count_on(&part.text, before)));
            before += part.places;
            if part.counted {
                counts.push(format!("(SELECT count(*) FROM w{nth})"));
            }
        }
        let counts = if counts.is_empty() { "1".to_owned() } else { counts.join(", ") };
        format!("{made} SELECT {counts}")
    }

    /// The text with `before` added to the number of each place.
    pub(crate) fn count_on(text: &str, before: usize) -> Cow<'_, str> {
        if before == 0 {
            return Cow::Borrowed(text);
        }
        let mut pieces = text.split('$');
        let mut made = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            let digits = piece.bytes().take_while(u8::is_ascii_digit).count();
            let (number, rest) = piece.split_at(digits);
            made.push('$');
            made.push_str(&number.parse::<usize>().map_or_else(|_| number.to_owned(), |n| (n + before).to_string()));
            made.push_str(rest);
        }
        Cow::Owned(made)
    }

    /// Every column of every table.
    pub(crate) const fn columns(self) -> &'static str {
        match self {
            Self::Sqlite => {
                "SELECT t.name AS table_name, c.name AS name, lower(c.type) AS kind, c.\"notnull\" = 0 AND c.pk = 0 AS nullable \
                 FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table' \
                 AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY t.name, c.cid"
            }
            Self::Postgres => {
                "SELECT table_name::text, column_name::text AS name, data_type::text AS kind, is_nullable = 'YES' AS nullable \
                 FROM information_schema.columns WHERE table_schema = current_schema() \
                 ORDER BY table_name::text, ordinal_position"
            }
        }
    }

    /// `ok`, or everything that is wrong with the file (SQLite).
    pub(crate) const CHECK_FILE_WHOLLY: &'static str = "PRAGMA integrity_check";
    /// References to rows that are not there (SQLite).
    pub(crate) const CHECK_REFERENCES: &'static str = "SELECT \"table\" || ' row ' || coalesce(rowid, 0) || ' refers to nothing in ' || parent FROM pragma_foreign_key_check";
    /// How the database compares text (PostgreSQL).
    pub(crate) const COLLATION: &'static str =
        "SELECT datcollate::text FROM pg_database WHERE datname = current_database()";
    /// Whether the server can pack long texts quickly (PostgreSQL).
    pub(crate) const PACKS_QUICKLY: &'static str =
        "SELECT EXISTS (SELECT FROM pg_settings WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals))";
    /// The bound on each statement, in milliseconds (PostgreSQL).
    pub(crate) const BOUND: &'static str = "statement_timeout";
    /// Has the server pack long texts quickly from now on; what is packed already is read as before (PostgreSQL).
    pub(crate) const PACK_QUICKLY: (&'static str, &'static str) = ("default_toast_compression", "lz4");

    /// Counts how many rows stand where: in all tables that have grown or shrunk, looking at a part of each (SQLite).
    pub(crate) const TAKE_STOCK: &'static str = "PRAGMA optimize = 0x10012";
    /// Whether rows were ever counted (SQLite).
    pub(crate) const HAS_STOCK: &'static str = "SELECT count(*) FROM sqlite_schema WHERE name = 'sqlite_stat1'";
    /// Forgets what was counted of small tables: they may be large in an hour, and by an old count their keys would not be looked up but
    /// all rows of a unit read, again and again (SQLite).
    pub(crate) const FORGET_SMALL: &'static str = "DELETE FROM sqlite_stat1 WHERE CAST(stat AS INTEGER) < 10000";
    /// Has the connection go by what is left (SQLite).
    pub(crate) const READ_STOCK: &'static str = "ANALYZE sqlite_schema";
    /// Copies the database into a new file as of one moment (SQLite).
    pub(crate) const COPY_INTO: &'static str = "VACUUM INTO $1";
    /// `ok`, or what is wrong with the file (SQLite).
    pub(crate) const CHECK_FILE: &'static str = "PRAGMA quick_check(1)";
    /// The next rows of [`Self::open_rows`] (PostgreSQL).
    pub(crate) const NEXT_ROWS: &'static str = "FETCH 2000 FROM rows_of_table";
    /// The end of [`Self::open_rows`] (PostgreSQL).
    pub(crate) const CLOSE_ROWS: &'static str = "CLOSE rows_of_table";
    /// A place for the lines of a part (PostgreSQL).
    pub(crate) const MAKE_LINES: &'static str = "CREATE TEMPORARY TABLE lines (line TEXT NOT NULL) ON COMMIT DROP";
    /// Which table refers to which (PostgreSQL).
    pub(crate) const REFERENCES: &'static str = "SELECT a.relname::text, b.relname::text FROM pg_constraint c \
         JOIN pg_class a ON a.oid = c.conrelid JOIN pg_class b ON b.oid = c.confrelid WHERE c.contype = 'f'";
    /// How many migrations are in the lines or in the database but not in both (PostgreSQL).
    pub(crate) const MIGRATIONS_THAT_DIFFER: &'static str = "SELECT count(*) FROM \
         (SELECT r.owner, r.name, r.digest FROM lines, LATERAL json_populate_record(NULL::migrations, line::json) r) a \
         FULL JOIN migrations m USING (owner, name, digest) WHERE a.owner IS NULL OR m.at IS NULL";

    /// Opens a table to be read as lines of JSON (PostgreSQL).
    pub(crate) fn open_rows(table: &str) -> String {
        format!("DECLARE rows_of_table NO SCROLL CURSOR FOR SELECT row_to_json(t)::text FROM {table} t")
    }

    /// Fills a table from lines of JSON (PostgreSQL).
    pub(crate) fn fill_from_lines(table: &str) -> String {
        format!("INSERT INTO {table} SELECT r.* FROM lines, LATERAL json_populate_record(NULL::{table}, line::json) r")
    }

    /// The most arguments of one statement.
    pub(crate) const fn most_arguments(self) -> usize {
        match self {
            Self::Sqlite => 32_766,
            Self::Postgres => 65_535,
        }
    }

    /// Whether this error number means that another transaction got in the way and the work may be tried again (PostgreSQL).
    pub(crate) fn is_retryable(code: Option<&str>) -> bool {
        matches!(code, Some("40001" | "40P01"))
    }

    /// Whether this error number means that the server itself is unwell, not the statement wrong (PostgreSQL).
    pub(crate) fn is_server_unwell(code: Option<&str>) -> bool {
        code.is_some_and(|c| c.starts_with("53") || c.starts_with("57") || c.starts_with("08") || c == "55P03")
    }

    /// Whether this extended error number means that the file is unwell or the statement took too long: busy, locked,
    /// interrupted, I/O, full. The low byte is the primary one (SQLite).
    pub(crate) const fn is_file_unwell(code: i32) -> bool {
        matches!(code & 0xff, 5 | 6 | 9 | 10 | 13)
    }

    /// Whether this extended error number means a unique, primary or foreign key that is violated (SQLite).
    pub(crate) const fn is_key_violated(code: i32) -> bool {
        matches!(code, 787 | 1555 | 2067 | 2579)
    }
}

/// One of the writes of [`Dialect::together`].
pub(crate) struct Part {
    /// The statement, its places from `$1`.
    pub text: Cow<'static, str>,
    /// How many places it has.
    pub places: usize,
    /// Whether the answer says how many rows it touched.
    pub counted: bool,
}

/// Writes `?` as `$1`, `$2`, … counting on from `next`; the placeholders both drivers read.
pub(crate) fn number_placeholders(text: &str, next: &mut usize) -> Cow<'static, str> {
    let mut made = String::with_capacity(text.len() + 8);
    for piece in text.split_inclusive('?') {
        match piece.strip_suffix('?') {
            Some(before) => {
                *next += 1;
                made.push_str(before);
                made.push('$');
                made.push_str(&next.to_string());
            }
            None => made.push_str(piece),
        }
    }
    Cow::Owned(made)
}

/// The same text with `$1` written `?1`: SQLite takes the one for a name and the other for a place.
pub(crate) fn number_for_sqlite(text: &str) -> Cow<'_, str> {
    if !text.contains('$') {
        return Cow::Borrowed(text);
    }
    let mut made = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        let (before, place) = rest.split_at(at);
        made.push_str(before);
        made.push(if place.as_bytes().get(1).is_some_and(u8::is_ascii_digit) { '?' } else { '$' });
        rest = &place[1..];
    }
    made.push_str(rest);
    Cow::Owned(made)
}
