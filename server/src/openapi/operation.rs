//! One operation of the document, while it is being described.

use axum::http::Method;
use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The shapes of all operations, each described once: as they are sent, and as they are answered.
pub(super) struct Shapes {
    sent: SchemaGenerator,
    answered: SchemaGenerator,
}

/// Who may call it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Caller {
    /// A person who borrows.
    User,
    /// A person who acts for a merchant.
    Merchant,
    Admin,
    /// A merchant's server, with a key of this scope.
    Key(&'static str),
}

pub(crate) struct Operation<'a> {
    shapes: &'a mut Shapes,
    method: Method,
    callers: BTreeSet<Caller>,
    parameters: Vec<Value>,
    /// Of ids in the path, in their order.
    ids: Vec<Schema>,
    body: Option<Value>,
    answers: BTreeMap<u16, Value>,
    /// Statuses of refusals that its arguments bring with them.
    refusals: BTreeSet<u16>,
}

impl Caller {
    pub(super) fn words(self) -> String {
        match self {
            Caller::User => "a borrower".to_owned(),
            Caller::Merchant => "a merchant".to_owned(),
            Caller::Admin => "an admin".to_owned(),
            Caller::Key(scope) => format!("a merchant's server with a key of the scope `{scope}`"),
        }
    }
}

impl Shapes {
    pub(super) fn new() -> Shapes {
        let settings =
            || SchemaSettings::draft2020_12().with(|it| it.definitions_path = "/components/schemas".into());
        Shapes {
            sent: settings().for_deserialize().into_generator(),
            answered: settings().for_serialize().into_generator(),
        }
    }

    pub(super) fn answered<T: JsonSchema>(&mut self) -> Schema {
        self.answered.subschema_for::<T>()
    }

    pub(super) fn sent<T: JsonSchema>(&mut self) -> Schema {
        self.sent.subschema_for::<T>()
    }

    pub(super) fn into_components(mut self) -> Map<String, Value> {
        let mut all = self.sent.take_definitions(true);
        all.values_mut().for_each(null_is_left_out);
        all.extend(self.answered.take_definitions(true));
        all.sort_keys();
        all
    }
}

/// A field that need not be sent may be null as well.
fn null_is_left_out(shape: &mut Value) {
    let needed: Vec<Value> = shape.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    let fields = shape.get_mut("properties").and_then(Value::as_object_mut);
    for (name, field) in fields.into_iter().flatten() {
        if needed.iter().any(|other| other == name.as_str()) {
            continue;
        }
        let Some(keywords) = field.as_object_mut() else { continue };
        if let Some(Value::Array(either)) = keywords.get_mut("anyOf") {
            either.push(json!({ "type": "null" }));
            continue;
        }
        let is_plain = !keywords.contains_key("enum") && !keywords.contains_key("const");
        match keywords.get_mut("type").filter(|_| is_plain) {
            Some(Value::Array(types)) if types.iter().any(|kind| kind == "null") => {}
            Some(Value::Array(types)) => types.push(json!("null")),
            Some(kind) => *kind = json!([kind.clone(), "null"]),
            None => *field = json!({ "anyOf": [field.take(), { "type": "null" }] }),
        }
    }
}

impl<'a> Operation<'a> {
    pub(super) fn new(shapes: &'a mut Shapes, method: Method) -> Operation<'a> {
        Operation {
            shapes,
            method,
            callers: BTreeSet::new(),
            parameters: Vec::new(),
            ids: Vec::new(),
            body: None,
            answers: BTreeMap::new(),
            refusals: BTreeSet::new(),
        }
    }

    pub(crate) fn method(&self) -> &Method {
        &self.method
    }

    pub(crate) fn callers(&mut self, callers: &[Caller]) {
        self.callers.extend(callers);
        self.refusals.extend([401, 403]);
    }

    /// An id in the path.
    pub(crate) fn id<T: JsonSchema>(&mut self) {
        let schema = self.shapes.sent::<T>();
        self.ids.push(schema);
        self.refusals.insert(404);
    }

    pub(crate) fn query<T: JsonSchema>(&mut self, name: &str, words: &str) {
        let schema = self.shapes.sent::<T>();
        self.query_of(name, words, schema.to_value());
    }

    /// One that must be given.
    pub(crate) fn needed_query<T: JsonSchema>(&mut self, name: &str, words: &str) {
        self.query::<T>(name, words);
        if let Some(fields) = self.parameters.last_mut().and_then(Value::as_object_mut) {
            fields.insert("required".to_owned(), json!(true));
        }
    }

    fn query_of(&mut self, name: &str, words: &str, schema: Value) {
        let mut parameter = json!({ "name": name, "in": "query", "schema": schema });
        if let (false, Some(fields)) = (words.is_empty(), parameter.as_object_mut()) {
            fields.insert("description".to_owned(), json!(words));
        }
        self.parameters.push(parameter);
        self.refusals.insert(400);
    }

    pub(crate) fn header(&mut self, name: &str, is_needed: bool, words: &str, schema: &Value) {
        self.parameters.push(
            json!({ "name": name, "in": "header", "required": is_needed, "description": words, "schema": schema }),
        );
        self.refusals.insert(400);
    }

    /// A refusal that it may end in.
    pub(crate) fn refuses(&mut self, status: u16) {
        self.refusals.insert(status);
    }

    /// One that the components describe.
    pub(crate) fn shared(&mut self, name: &str) {
        self.parameters.push(json!({ "$ref": format!("#/components/parameters/{name}") }));
    }

    pub(crate) fn body<T: JsonSchema>(&mut self, media_type: &str, is_needed: bool) {
        let schema = self.shapes.sent::<T>();
        let body = self.body.get_or_insert_with(|| json!({ "required": is_needed, "content": {} }));
        if let Some(content) = body.get_mut("content").and_then(Value::as_object_mut) {
            content.insert(media_type.to_owned(), json!({ "schema": schema }));
        }
        self.refusals.extend([400, 413, 415]);
    }

    pub(crate) fn answer<T: JsonSchema>(&mut self, status: u16, words: &str, headers: &[&str]) {
        let schema = self.shapes.answered::<T>();
        self.answer_as(status, words, headers, "application/json", &schema.to_value());
    }

    pub(crate) fn answer_as(
        &mut self,
        status: u16,
        words: &str,
        headers: &[&str],
        media_type: &str,
        schema: &Value,
    ) {
        self.answers.insert(
            status,
            json!({ "description": words, "headers": headers_of(headers), "content": { media_type: { "schema": schema } } }),
        );
    }

    /// The same answer in another form as well.
    pub(crate) fn or_as(&mut self, status: u16, media_type: &str, schema: &Value) {
        let content = self.answers.get_mut(&status).and_then(|answer| answer.get_mut("content"));
        if let Some(content) = content.and_then(Value::as_object_mut) {
            content.insert(media_type.to_owned(), json!({ "schema": schema }));
        }
    }

    pub(crate) fn answer_nothing(&mut self, status: u16, words: &str) {
        self.answers.insert(status, json!({ "description": words, "headers": headers_of(&[]) }));
    }

    /// With what the catalogue knows beside the types.
    pub(super) fn finish(self, path: &str, told: &Told<'_>) -> Value {
        let mut parameters = path_parameters(path, &self.ids);
        parameters.extend(self.parameters);
        parameters.push(json!({ "$ref": "#/components/parameters/RequestId" }));
        let mut refusals = self.refusals;
        // A token that does not stand is refused where none is needed, too.
        refusals.extend([401, 429, 500, 503]);
        refusals.extend(told.refusals.iter().map(|code| super::codes::status(code)));
        let mut responses = Map::new();
        for (status, answer) in self.answers {
            responses.insert(status.to_string(), answer);
        }
        for status in refusals {
            responses.insert(status.to_string(), super::codes::response(status, told.refusals));
        }
        let security: Vec<Value> = match () {
            () if self.callers.is_empty() => vec![json!({})],
            () => {
                let people = self.callers.iter().any(|caller| !matches!(caller, Caller::Key(_)));
                let keys = self.callers.iter().any(|caller| matches!(caller, Caller::Key(_)));
                [people.then(|| json!({ "bearer": [] })), keys.then(|| json!({ "apiKey": [] }))]
                    .into_iter()
                    .flatten()
                    .collect()
            }
        };
        let who = if self.callers.is_empty() {
            "Anybody may ask.".to_owned()
        } else {
            let words: Vec<String> = self.callers.iter().map(|caller| caller.words()).collect();
            format!("Who may ask: {}.", words.join(", "))
        };
        let description = if told.more.is_empty() { who } else { format!("{}\n\n{who}", told.more) };
        let mut operation = json!({
            "operationId": told.id,
            "tags": [told.tag],
            "summary": told.summary,
            "description": description,
            "parameters": parameters,
            "responses": responses,
            "security": security,
        });
        if let (Some(body), Some(fields)) = (self.body, operation.as_object_mut()) {
            fields.insert("requestBody".to_owned(), body);
        }
        operation
    }
}

/// What the catalogue says of an operation.
pub(super) struct Told<'a> {
    pub(super) id: String,
    pub(super) tag: &'a str,
    pub(super) summary: &'a str,
    pub(super) more: &'a str,
    /// Codes of refusals of its own.
    pub(super) refusals: &'a [&'a str],
}

fn headers_of(names: &[&str]) -> Value {
    let all = ["X-Request-ID"].iter().chain(names);
    all.map(|name| ((*name).to_owned(), json!({ "$ref": format!("#/components/headers/{name}") })))
        .collect::<Map<String, Value>>()
        .into()
}

/// Every `{name}` of the path; the last ones have the shapes of the ids that the handler takes.
fn path_parameters(path: &str, ids: &[Schema]) -> Vec<Value> {
    let names: Vec<&str> =
        path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
    let without = names.len().saturating_sub(ids.len());
    let schemas = std::iter::repeat_n(json!({ "type": "string" }), without)
        .chain(ids.iter().map(|schema| schema.clone().to_value()));
    names
        .iter()
        .zip(schemas)
        .map(|(name, schema)| json!({ "name": name, "in": "path", "required": true, "schema": schema }))
        .collect()
}
