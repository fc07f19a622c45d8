use anstyle::Style;
use comfy_table::{ColumnConstraint, ContentArrangement, Table, presets};
use serde_json::{Map, Value};
use sortie_core::obeyed;

use super::terminal_width;

/// The most columns that a table picks by itself.
const PICKED: usize = 6;

/// The table of a result: its rows where it is a list, else its keys.
pub(super) fn result(map: &Map<String, Value>, columns: &[String]) -> String {
    if let Some(rows @ Value::Array(_)) = map.get("results") {
        return rows_or_keys(rows, columns);
    }
    let own = |key: &str| !matches!(key, "error" | "has_error");
    let shown = map.iter().filter(|(key, _)| own(key)).map(|(k, v)| (k.clone(), v.clone())).collect();
    rows_or_keys(&Value::Object(shown), columns)
}

/// The table of `value`: a line for each row of a list, or for each key of an object.
pub(super) fn rows_or_keys(value: &Value, columns: &[String]) -> String {
    match value {
        Value::Array(rows) if rows.is_empty() => "(no rows)\n".to_owned(),
        Value::Array(rows) => rows_table(rows, columns),
        Value::Object(map) => {
            let lines = map.iter().map(|(key, value)| vec![unobeyed(key), cell(value)]);
            laid_out(None, lines, 1)
        }
        other => format!("{}\n", cell(other)),
    }
}

/// Lines of cells, aligned; on a terminal cut to its width, but for the first `whole` columns.
pub(super) fn laid_out(
    head: Option<Vec<String>>,
    lines: impl Iterator<Item = Vec<String>>,
    whole: usize,
) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    match terminal_width() {
        Some(width) => table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width),
        None => table.set_content_arrangement(ContentArrangement::Disabled),
    };
    let headed = head.is_some();
    if let Some(head) = head {
        table.set_header(head);
    }
    for line in lines {
        let mut row = comfy_table::Row::from(line);
        if terminal_width().is_some() {
            row.max_height(1);
        }
        table.add_row(row);
    }
    for (index, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, 2));
        if index < whole {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
    let bold = Style::new().bold();
    let shown = |(index, line): (usize, String)| match (index, headed) {
        (0, true) => format!("{bold}{}{bold:#}\n", line.trim_end()),
        _ => format!("{}\n", line.trim_end()),
    };
    table.lines().enumerate().map(shown).collect()
}

fn rows_table(rows: &[Value], columns: &[String]) -> String {
    let present = |key: &&String| rows.iter().any(|row| row.get(key.as_str()).is_some());
    let declared: Vec<String> = columns.iter().filter(present).cloned().collect();
    let columns = if declared.is_empty() { picked(rows) } else { declared };
    if columns.is_empty() {
        return rows.iter().map(|row| cell(row) + "\n").collect();
    }
    let lines =
        rows.iter().map(|row| columns.iter().map(|key| row.get(key).map_or(String::new(), cell)).collect());
    laid_out(Some(columns.iter().map(|key| unobeyed(&key.to_uppercase())).collect()), lines, 0)
}

/// The first keys whose values fit a cell.
fn picked(rows: &[Value]) -> Vec<String> {
    let first = rows.iter().find_map(Value::as_object);
    let plain = |(_, value): &(&String, &Value)| !value.is_array() && !value.is_object();
    first.into_iter().flatten().filter(plain).map(|(key, _)| key.clone()).take(PICKED).collect()
}

/// A value in a cell.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => unobeyed(text),
        other => unobeyed(&other.to_string()),
    }
}

/// `text` in one line, with nothing in it that could move the cursor or turn other cells.
fn unobeyed(text: &str) -> String {
    text.replace(obeyed, " ")
}
