//! The post office: how letters leave the house. Into a folder, from which another program takes them or a person reads them, or to
//! a mail server.

mod folder;
mod smtp;

pub use smtp::Relay;

use domain::notification::view::LetterView;
use lettre::{
    Message,
    message::{Mailbox, header::ContentType},
};
use std::path::PathBuf;

/// Where letters go.
#[derive(Clone, Debug)]
pub struct PostOffice {
    /// Who writes.
    pub from: Mailbox,
    pub way: Way,
}

#[derive(Clone, Debug)]
pub enum Way {
    Folder(PathBuf),
    Smtp(Relay),
}

/// A letter did not go out. Says nothing about whom it was for, since it is logged.
#[derive(Debug, thiserror::Error)]
pub enum Unsent {
    /// Never will: nobody has this address, or it is none.
    #[error("the letter was refused for good ({0})")]
    Refused(String),
    /// This letter later.
    #[error("the mail server asks to come again later ({0})")]
    Later(String),
    /// No letter goes out now.
    #[error("the post office cannot be reached ({0})")]
    Closed(String),
}

impl PostOffice {
    /// At least once: under the letter's id, by which whoever gets it twice can tell.
    pub async fn send(&self, letter: &LetterView, public: &str) -> Result<(), Unsent> {
        let message = self.written(letter, public)?;
        match &self.way {
            Way::Folder(folder) => folder::put(folder, letter.id, &message.formatted())
                .await
                .map_err(|error| Unsent::Closed(error.to_string())),
            Way::Smtp(relay) => relay.send(message).await,
        }
    }

    fn written(&self, letter: &LetterView, public: &str) -> Result<Message, Unsent> {
        let address = letter.email.parse().map_err(|_| Unsent::Refused("not an address".to_owned()))?;
        // A line break in a name would be a header of its own, and lettre panics at it.
        let name: String = letter.name.chars().filter(|one| !one.is_control()).collect();
        let link = format!("{}{}", public.trim_end_matches('/'), letter.link);
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(Some(name.clone()), address))
            .subject(letter.words.as_str())
            .message_id(Some(format!("<{}@{}>", letter.id, self.from.email.domain())))
            .header(ContentType::TEXT_PLAIN)
            .body(format!("Dear {name},\r\n\r\n{}\r\n\r\n{link}\r\n", letter.words))
            .map_err(|error| Unsent::Refused(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn letter(email: &str) -> LetterView {
        LetterView {
            id: Uuid::now_v7(),
            name: "Asha Rao\r\nBcc: others@example.in".to_owned(),
            email: email.to_owned(),
            words: "₹100.00 of your loan is due on 30 Nov 2026.".to_owned(),
            link: "/loans/1".to_owned(),
        }
    }

    fn office(way: Way) -> PostOffice {
        PostOffice { from: "Kist <kist@example.com>".parse().unwrap(), way }
    }

    #[tokio::test]
    async fn a_letter_is_one_file_however_often_it_is_sent() {
        let folder = std::env::temp_dir().join(format!("kist-mail-{}", Uuid::now_v7()));
        let (office, letter) = (office(Way::Folder(folder.clone())), letter("asha@example.in"));
        for _ in 0..2 {
            office.send(&letter, "https://kist.example.com/").await.unwrap();
        }
        let files: Vec<_> = std::fs::read_dir(&folder).unwrap().collect();
        assert_eq!(files.len(), 1);
        let text = std::fs::read_to_string(folder.join(format!("{}.eml", letter.id))).unwrap();
        std::fs::remove_dir_all(folder).unwrap();
        let (head, _) = text.split_once("\r\n\r\n").unwrap();
        assert!(head.contains("asha@example.in") && !head.contains("\r\nBcc:"), "{head}");
        assert!(head.contains(&format!("Message-ID: <{}@example.com>", letter.id)), "{head}");
        assert!(head.is_ascii(), "{head}");
    }

    #[tokio::test]
    async fn what_is_no_address_is_refused() {
        let office = office(Way::Folder(std::env::temp_dir()));
        for email in ["", "asha", "asha@example.in\r\nBcc: others@example.in", "a@b.in, c@d.in"] {
            let sent = office.send(&letter(email), "").await;
            assert!(matches!(sent, Err(Unsent::Refused(_))), "{email:?}: {sent:?}");
        }
    }

    /// A mail server of one conversation; it answers the line that begins with `at` by `answer`, and gives back what it was told.
    async fn mail_server(at: &'static str, answer: &'static str) -> (Relay, tokio::task::JoinHandle<String>) {
        use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let relay = Relay::parse(&format!("smtp://{}", listener.local_addr().unwrap())).unwrap();
        let told = tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            let (reader, mut writer) = stream.into_split();
            let (mut lines, mut told, mut in_letter) = (BufReader::new(reader).lines(), String::new(), false);
            writer.write_all(b"220 stand-in\r\n").await.unwrap();
            while let Ok(Some(line)) = lines.next_line().await {
                told.push_str(&line);
                told.push('\n');
                let said = match line.as_str() {
                    "." => "250 taken",
                    _ if in_letter => continue,
                    line if line.starts_with(at) => answer,
                    "DATA" => "354 go on",
                    "QUIT" => "221 bye",
                    _ => "250 well",
                };
                in_letter = said.starts_with("354");
                writer.write_all(format!("{said}\r\n").as_bytes()).await.unwrap();
            }
            told
        });
        (relay, told)
    }

    #[tokio::test]
    async fn a_mail_server_takes_refuses_or_puts_off_a_letter() {
        let (relay, told) = mail_server("nothing", "").await;
        office(Way::Smtp(relay)).send(&letter("asha@example.in"), "https://kist.example.com").await.unwrap();
        let told = told.await.unwrap();
        for part in ["MAIL FROM:<kist@example.com>", "RCPT TO:<asha@example.in>", "\nSubject: ", "\n."] {
            assert!(told.contains(part), "{part}: {told}");
        }

        let answers = [
            ("RCPT", "550 no such person asha@example.in", "refused for good (550)"),
            ("RCPT", "450 asha@example.in is full", "come again later (450)"),
            ("MAIL", "421 closing", "cannot be reached (421)"),
            ("MAIL", "530 who are you, asha@example.in?", "cannot be reached (530)"),
        ];
        for (at, answer, said) in answers {
            let (relay, told) = mail_server(at, answer).await;
            let unsent = office(Way::Smtp(relay)).send(&letter("asha@example.in"), "").await.unwrap_err();
            let text = unsent.to_string();
            assert!(text.contains(said) && !text.contains("asha"), "{answer}: {text}");
            assert!(!told.await.unwrap().contains("DATA"), "{answer}");
        }
        let nobody = Relay::parse("smtp://127.0.0.1:1").unwrap();
        let sent = office(Way::Smtp(nobody)).send(&letter("asha@example.in"), "").await;
        assert!(matches!(sent, Err(Unsent::Closed(_))), "{sent:?}");
    }

    #[test]
    fn only_addresses_of_mail_servers_are_settings() {
        for good in [
            "smtp://localhost",
            "smtps://u:p@mail.example.com",
            "smtp://u:p@mail.example.com:587?tls=required",
        ] {
            assert!(Relay::parse(good).is_some(), "{good}");
        }
        for bad in
            ["", "mail.example.com", "http://mail.example.com", "smtp://u:p@mail.example.com?tls=perhaps"]
        {
            assert!(Relay::parse(bad).is_none(), "{bad}");
        }
        let shown = format!("{:?}", Relay::parse("smtps://post:hidden@mail.example.com").unwrap());
        assert!(!shown.contains("hidden"), "{shown}");
    }
}
