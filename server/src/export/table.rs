//! Rows of JSON as lines of CSV: a column for each field, `of.its.part` for what is nested.

use serde_json::Value;
use std::collections::HashMap;

#[derive(Default)]
pub(super) struct Table {
    columns: Vec<String>,
    place: HashMap<String, usize>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn add(&mut self, line: &Value) {
        let mut row = Vec::new();
        self.fill(&mut row, String::new(), line);
        self.rows.push(row);
    }

    pub(super) fn written(&self) -> Result<Vec<u8>, csv::Error> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        if !self.columns.is_empty() {
            writer.write_record(&self.columns)?;
        }
        for row in &self.rows {
            let missing = self.columns.len() - row.len();
            writer.write_record(row.iter().map(String::as_str).chain(std::iter::repeat_n("", missing)))?;
        }
        writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
    }

    fn fill(&mut self, row: &mut Vec<String>, name: String, value: &Value) {
        match value {
            Value::Object(fields) => {
                for (field, value) in fields {
                    let name = if name.is_empty() { field.clone() } else { format!("{name}.{field}") };
                    self.fill(row, name, value);
                }
            }
            // Also of what is missing here there may be some in another row.
            Value::Null => self.set(row, name, String::new()),
            Value::Bool(flag) => self.set(row, name, flag.to_string()),
            Value::Number(number) => self.set(row, name, number.to_string()),
            // A sentence instead of a row stands in the first column.
            Value::String(text) if name.is_empty() => row.push(guarded(text)),
            Value::String(text) => self.set(row, name, guarded(text)),
            Value::Array(parts) => {
                let parts: Vec<String> = parts
                    .iter()
                    .map(|part| part.as_str().map_or_else(|| part.to_string(), str::to_owned))
                    .collect();
                self.set(row, name, guarded(&parts.join(" ")));
            }
        }
    }

    fn set(&mut self, row: &mut Vec<String>, name: String, cell: String) {
        let next = self.columns.len();
        let place = *self.place.entry(name.clone()).or_insert(next);
        if place == next {
            self.columns.push(name);
        }
        if row.len() <= place {
            row.resize(place + 1, String::new());
        }
        if let Some(of) = row.get_mut(place) {
            *of = cell;
        }
    }
}

/// A cell that begins like a formula would be run by the spreadsheet that opens it. An amount is none.
pub(crate) fn guarded(text: &str) -> String {
    let is_amount = text.strip_prefix('-').is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_ascii_digit())
            && rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
    });
    if !is_amount && text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[track_caller]
    fn check(lines: &[Value], expected: &str) {
        let mut table = Table::default();
        for line in lines {
            table.add(line);
        }
        assert_eq!(String::from_utf8(table.written().unwrap()).unwrap(), expected);
    }

    #[test]
    fn every_field_of_any_row_is_a_column() {
        check(
            &[
                json!({ "id": "a", "n": 1, "of": { "name": "x, y", "at": null } }),
                json!({ "id": "b", "ok": true, "of": { "name": "z" }, "tags": ["p", "q", 3] }),
            ],
            "id,n,of.at,of.name,ok,tags\na,1,,\"x, y\",,\nb,,,z,true,p q 3\n",
        );
        check(&[json!({ "a": 1, "b": 2 }), json!("cut")], "a,b\n1,2\ncut,\n");
        check(&[], "");
    }

    #[test]
    fn what_looks_like_a_formula_is_text_and_an_amount_is_an_amount() {
        for (text, expected) in [
            ("=1+1", "'=1+1"),
            ("+91", "'+91"),
            ("@x", "'@x"),
            ("-2+3", "'-2+3"),
            ("-", "'-"),
            ("-12.50", "-12.50"),
            ("Rent", "Rent"),
            ("", ""),
        ] {
            assert_eq!(guarded(text), expected, "{text}");
        }
    }
}
