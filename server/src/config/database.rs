//! Where PostgreSQL is: one address, or its parts as one of the source systems names them.

use super::reader::Reader;
use reqwest::Url;
use secrecy::SecretString;

impl Reader<'_> {
    pub(super) fn database_url(&mut self) -> SecretString {
        if let Some(url) = self.secret("DATABASE_URL") {
            return url;
        }
        let Some(name) = self.text("DB_NAME") else {
            let sentence =
                "DATABASE_URL is not set: where PostgreSQL is, like postgres://user@host/database.";
            return self.refuse(sentence, SecretString::from(""));
        };
        match self.of_parts(&name) {
            Some(url) => SecretString::from(url),
            None => self.refuse(
                "DB_HOST, DB_PORT, DB_USER, DB_PASSWORD and DB_NAME make no address of a PostgreSQL.",
                SecretString::from(""),
            ),
        }
    }

    fn of_parts(&self, name: &str) -> Option<String> {
        let host = self.text("DB_HOST").unwrap_or_else(|| "localhost".to_owned());
        let mut url = Url::parse(&format!("postgres://{host}/")).ok()?;
        if let Some(port) = self.text("DB_PORT") {
            url.set_port(Some(port.parse().ok()?)).ok()?;
        }
        if let Some(user) = self.text("DB_USER") {
            url.set_username(&user).ok()?;
        }
        if let Some(password) = self.text("DB_PASSWORD") {
            url.set_password(Some(&password)).ok()?;
        }
        url.path_segments_mut().ok()?.pop_if_empty().push(name);
        Some(url.into())
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::read;
    use secrecy::ExposeSecret;

    #[test]
    fn the_parts_of_an_address_make_one_and_an_address_wins() {
        let parts = [
            ("DB_NAME", "gateway db"),
            ("DB_USER", "postgres"),
            ("DB_PASSWORD", "p@ss/word"),
            ("DB_HOST", "db.example.com"),
            ("DB_PORT", "5433"),
        ];
        let url = |settings: &[_]| read(settings).unwrap().database_url.expose_secret().to_owned();
        assert_eq!(url(&parts), "postgres://postgres:p%40ss%2Fword@db.example.com:5433/gateway%20db");
        assert_eq!(url(&[("DB_NAME", "kist")]), "postgres://localhost/kist");
        assert_eq!(url(&[&parts[..], &[("DATABASE_URL", "postgres://x/y")]].concat()), "postgres://x/y");
        for wrong in [&[][..], &[("DB_USER", "me")], &[("DB_NAME", "kist"), ("DB_PORT", "many")]] {
            assert_eq!(read(wrong).unwrap_err().0.len(), 1, "{wrong:?}");
        }
    }
}
