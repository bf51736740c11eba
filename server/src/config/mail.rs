//! Where letters to borrowers go.

use super::reader::Reader;
use crate::mail::{PostOffice, Relay, Way};

impl Reader<'_> {
    pub(super) fn mail(&mut self) -> Option<PostOffice> {
        let from = self.text("MAIL_FROM").unwrap_or_else(|| "Kist <kist@localhost>".to_owned());
        let Ok(from) = from.parse() else {
            return self.refuse("MAIL_FROM must be an address, like Kist <kist@example.com>.", None);
        };
        let way = match (self.text("MAIL_DIR"), self.text("SMTP_URL")) {
            (None, None) => return None,
            (Some(folder), None) => Way::Folder(folder.into()),
            // The address is not repeated: there is a password in it.
            (None, Some(url)) => match Relay::parse(&url) {
                Some(relay) => Way::Smtp(relay),
                None => {
                    let sentence =
                        "SMTP_URL must be the address of a mail server, like smtps://user:password@host.";
                    return self.refuse(sentence, None);
                }
            },
            (Some(_), Some(_)) => return self.refuse("MAIL_DIR and SMTP_URL cannot both be set.", None),
        };
        Some(PostOffice { from, way })
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{URL, read};

    #[test]
    fn letters_go_one_way_or_not_at_all() {
        let mail = |settings: &[(&str, &str)]| read(&[&[URL], settings].concat());
        assert!(mail(&[]).unwrap().mail.is_none());
        assert!(mail(&[("MAIL_DIR", "letters")]).unwrap().mail.is_some());
        let server = ("SMTP_URL", "smtp://post:hidden@mail.example.com:587?tls=required");
        let config = mail(&[server, ("MAIL_FROM", "loans@example.com")]).unwrap();
        assert!(config.mail.is_some() && !format!("{config:?}").contains("hidden"));

        let wrong: [&[(&str, &str)]; 3] = [
            &[server, ("MAIL_DIR", "letters")],
            &[("SMTP_URL", "https://post:hidden@mail.example.com")],
            &[("MAIL_FROM", "Kist")],
        ];
        for settings in wrong {
            let wrong = mail(settings).unwrap_err();
            assert!(wrong.0.len() == 1 && !wrong.to_string().contains("hidden"), "{wrong}");
        }
    }
}
