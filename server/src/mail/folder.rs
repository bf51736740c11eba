use std::{io, path::Path};
use uuid::Uuid;

/// One file for each letter: sent twice it is one file. Written beside and then renamed, so that nobody reads half of one.
pub(super) async fn put(folder: &Path, id: Uuid, letter: &[u8]) -> io::Result<()> {
    tokio::fs::create_dir_all(folder).await?;
    let beside = folder.join(format!("{id}.part"));
    tokio::fs::write(&beside, letter).await?;
    tokio::fs::rename(beside, folder.join(format!("{id}.eml"))).await
}
