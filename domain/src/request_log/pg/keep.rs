use crate::{
    id::{ApiKeyId, ApiRequestId, MerchantId},
    work::WorkError,
};
use serde_json::Value;
use sqlx::PgPool;

const PATH_CHARACTERS_MAX: usize = 300;
const METHOD_CHARACTERS_MAX: usize = 16;

/// One request and its answer, masked.
#[derive(Clone, Debug)]
pub struct Line {
    pub merchant: MerchantId,
    pub key: ApiKeyId,
    pub method: String,
    pub path: String,
    pub status: u16,
    pub ms: u128,
    pub request_id: String,
    pub request: Option<Value>,
    pub response: Option<Value>,
}

/// Writes them in one statement. Ids are made here, in the order of the lines.
pub async fn keep(pool: &PgPool, lines: &[Line]) -> Result<(), WorkError> {
    let ids: Vec<_> = lines.iter().map(|_| ApiRequestId::new().0).collect();
    let merchants: Vec<_> = lines.iter().map(|line| line.merchant.0).collect();
    let keys: Vec<_> = lines.iter().map(|line| line.key.0).collect();
    let methods: Vec<String> = lines.iter().map(|line| short(&line.method, METHOD_CHARACTERS_MAX)).collect();
    let paths: Vec<String> = lines.iter().map(|line| short(&line.path, PATH_CHARACTERS_MAX)).collect();
    let statuses: Vec<i16> = lines.iter().map(|line| i16::try_from(line.status).unwrap_or(500)).collect();
    let took: Vec<i32> = lines.iter().map(|line| i32::try_from(line.ms).unwrap_or(i32::MAX)).collect();
    let request_ids: Vec<String> = lines.iter().map(|line| line.request_id.clone()).collect();
    // Empty where there is none.
    let text = |body: &Option<Value>| body.as_ref().map(Value::to_string).unwrap_or_default();
    let requests: Vec<String> = lines.iter().map(|line| text(&line.request)).collect();
    let responses: Vec<String> = lines.iter().map(|line| text(&line.response)).collect();
    sqlx::query!(
        r#"
        insert into api_request (id, merchant_id, api_key_id, method, path, status, ms, request_id, request, response)
        select l.id, l.merchant, l.key, l.method, l.path, l.status, l.ms, l.request_id, nullif(l.request, '')::jsonb,
               nullif(l.response, '')::jsonb
        from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::smallint[], $7::integer[], $8::text[],
                    $9::text[], $10::text[])
             as l (id, merchant, key, method, path, status, ms, request_id, request, response)
        "#,
        &ids,
        &merchants,
        &keys,
        &methods,
        &paths,
        &statuses,
        &took,
        &request_ids,
        &requests,
        &responses,
    )
    .execute(pool)
    .await?;
    Ok(())
}

fn short(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}
