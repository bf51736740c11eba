//! The books as a file: a line of JSON for each thing that happened, only ever added to.

use super::books::Order;
use anyhow::Context;
use serde::{Deserialize, Serialize};
use std::{
    fs::{File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    path::Path,
};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(super) enum Event {
    Received {
        order: Order,
    },
    /// Without a code the money moved.
    Decided {
        reference: String,
        failure_code: Option<String>,
    },
    Fenced {
        reference: String,
    },
}

pub(super) struct Journal(File);

impl Journal {
    /// Opens or begins it, and reads what happened so far.
    pub(super) fn open(path: &Path) -> anyhow::Result<(Journal, Vec<Event>)> {
        let about = || format!("the books of the pretend bank ({})", path.display());
        let mut options = OpenOptions::new();
        let mut file = options.read(true).append(true).create(true).open(path).with_context(about)?;
        let mut text = Vec::new();
        file.read_to_end(&mut text).with_context(about)?;
        // A line that a crash cut off was told to nobody.
        let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        text.truncate(whole);
        file.set_len(u64::try_from(whole)?).with_context(about)?;
        file.seek(SeekFrom::End(0)).with_context(about)?;
        let lines = text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        let events = lines.map(serde_json::from_slice).collect::<Result<_, _>>().with_context(about)?;
        Ok((Journal(file), events))
    }

    pub(super) fn write(&mut self, event: &Event) -> io::Result<()> {
        let mut line = serde_json::to_vec(event)?;
        line.push(b'\n');
        self.0.write_all(&line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_again_without_a_torn_end() {
        let path = std::env::temp_dir().join(format!("kist-journal-{}", uuid::Uuid::new_v4()));
        let fenced = |reference: &str| Event::Fenced { reference: reference.to_owned() };
        let (mut journal, events) = Journal::open(&path).unwrap();
        assert_eq!(events, []);
        journal.write(&fenced("a")).unwrap();
        journal.0.write_all(b"{\"event\": \"fen").unwrap();
        let (mut journal, events) = Journal::open(&path).unwrap();
        assert_eq!(events, [fenced("a")]);
        journal.write(&fenced("b")).unwrap();
        assert_eq!(Journal::open(&path).unwrap().1, [fenced("a"), fenced("b")]);
        std::fs::write(&path, "what is this\n").unwrap();
        assert!(Journal::open(&path).is_err());
        std::fs::remove_file(&path).unwrap();
    }
}
