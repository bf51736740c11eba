//! The post office. One so far: a folder, from which another program takes what is to be sent, or a person reads it.

use domain::notification::view::LetterView;
use std::{io, path::PathBuf};

/// Where letters go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailFolder {
    pub folder: PathBuf,
    /// Who writes.
    pub from: String,
}

impl MailFolder {
    /// One file for each letter, under its id: sent twice it is one file. Written beside and then renamed, so that nobody reads
    /// half of one.
    pub async fn send(&self, letter: &LetterView, public: &str) -> io::Result<()> {
        tokio::fs::create_dir_all(&self.folder).await?;
        let (path, beside) = (self.path(letter, "eml"), self.path(letter, "part"));
        tokio::fs::write(&beside, self.written(letter, public)).await?;
        tokio::fs::rename(beside, path).await
    }

    fn path(&self, letter: &LetterView, ending: &str) -> PathBuf {
        self.folder.join(format!("{}.{ending}", letter.id))
    }

    /// As RFC 5322 has it, in UTF-8 (RFC 6532).
    fn written(&self, letter: &LetterView, public: &str) -> String {
        let line = |text: &str| text.replace(['\r', '\n'], " ");
        let domain = self.from.rsplit('@').next().unwrap_or("localhost").trim_end_matches('>');
        format!(
            "From: {}\r\nTo: {}\r\nSubject: {}\r\nMessage-ID: <{}@{domain}>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nDear {},\r\n\r\n{}\r\n\r\n{}{}\r\n",
            line(&self.from),
            line(&letter.email),
            line(&letter.words),
            letter.id,
            letter.name,
            letter.words,
            public.trim_end_matches('/'),
            letter.link,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[tokio::test]
    async fn a_letter_is_one_file_however_often_it_is_sent() {
        let folder = std::env::temp_dir().join(format!("kist-mail-{}", Uuid::now_v7()));
        let mail = MailFolder { folder: folder.clone(), from: "Kist <kist@example.com>".to_owned() };
        let letter = LetterView {
            id: Uuid::now_v7(),
            name: "Asha Rao".to_owned(),
            email: "asha@example.in\r\nBcc: others@example.in".to_owned(),
            words: "₹100.00 of your loan is due on 30 Nov 2026.".to_owned(),
            link: "/loans/1".to_owned(),
        };
        for _ in 0..2 {
            mail.send(&letter, "https://kist.example.com/").await.unwrap();
        }
        let files: Vec<_> = std::fs::read_dir(&folder).unwrap().collect();
        assert_eq!(files.len(), 1);
        let text = std::fs::read_to_string(mail.path(&letter, "eml")).unwrap();
        std::fs::remove_dir_all(folder).unwrap();
        assert!(!text.contains("\r\nBcc:"), "{text}");
        assert!(
            text.contains("Subject: ₹100.00 of your loan is due")
                && text.contains("https://kist.example.com/loans/1")
        );
        assert!(text.contains("\r\n\r\nDear Asha Rao,"));
    }
}
