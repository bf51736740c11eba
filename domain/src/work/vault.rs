//! What must not lie readable in the database: sealed with a key that is not in it.
//!
//! XChaCha20-Poly1305. What is sealed for one purpose and owner does not open for another, so that a row copied over
//! somebody else's is no more use than a torn one. A sealed value names its key: after a change of key what the
//! previous one sealed still opens.

use super::WorkError;
use base64::{Engine, prelude::BASE64_STANDARD};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use hmac::{Hmac, Mac};
use rand::{TryRngCore, rngs::OsRng};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use uuid::Uuid;

const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;
const ID_BYTES: usize = 4;
/// The first byte of everything sealed: how the rest is laid out.
const LAYOUT: u8 = 1;
/// Everybody can read this. It is for demonstrations, whose people are made up as well.
const DEMO: &[u8] = b"kist: the data key of every demonstration";

/// Seals with the current key, opens with any of them.
pub struct Vault {
    /// The current one first; there always is one.
    keys: Vec<Key>,
}

struct Key {
    id: [u8; ID_BYTES],
    cipher: XChaCha20Poly1305,
    /// For fingerprints. A key that seals is used for nothing else.
    prints: [u8; 32],
}

/// Why a text is no key. The sentence goes behind the name of the setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be 32 random bytes: 64 hexadecimal digits, or base64")]
pub struct NoDataKey;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    #[error("a sealed value names a key that is not among ours")]
    UnknownKey,
    /// Changed, cut, or another's.
    #[error("a sealed value does not open")]
    Broken,
}

impl From<VaultError> for WorkError {
    fn from(error: VaultError) -> WorkError {
        WorkError::Broken(match error {
            VaultError::UnknownKey => "a sealed value names a key that is not among ours",
            VaultError::Broken => "a sealed value does not open",
        })
    }
}

impl Vault {
    pub fn new(current: &SecretString, previous: &[SecretString]) -> Result<Vault, NoDataKey> {
        let keys = std::iter::once(current).chain(previous).map(|text| Ok(Key::of(&read(text)?)));
        Ok(Vault { keys: keys.collect::<Result<_, NoDataKey>>()? })
    }

    /// Opens on every demonstration, so that one survives a restart without a setting.
    pub fn of_demo() -> Vault {
        Vault { keys: vec![Key::of(&Sha256::digest(DEMO).into())] }
    }

    /// With a key that dies with the process, for commands that seal nothing.
    pub fn made_up() -> Result<Vault, WorkError> {
        Ok(Vault { keys: vec![Key::of(&random()?)] })
    }

    /// `purpose` says what it is, `table.column`; `owner` whose.
    pub fn seal(&self, purpose: &str, owner: Uuid, plain: &[u8]) -> Result<Vec<u8>, WorkError> {
        let key = self.keys.first().ok_or(WorkError::Broken("the vault has no key"))?;
        let nonce: [u8; NONCE_BYTES] = random()?;
        let bound = bound_to(purpose, owner);
        let closed = key
            .cipher
            .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: &bound })
            .map_err(|_| WorkError::Broken("a value could not be sealed"))?;
        Ok([&[LAYOUT], &key.id[..], &nonce[..], &closed[..]].concat())
    }

    pub fn open(&self, purpose: &str, owner: Uuid, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        let rest = sealed.strip_prefix(&[LAYOUT]).ok_or(VaultError::Broken)?;
        let (id, rest) = rest.split_first_chunk::<ID_BYTES>().ok_or(VaultError::Broken)?;
        let (nonce, closed) = rest.split_first_chunk::<NONCE_BYTES>().ok_or(VaultError::Broken)?;
        let key = self.keys.iter().find(|key| key.id == *id).ok_or(VaultError::UnknownKey)?;
        let bound = bound_to(purpose, owner);
        key.cipher
            .decrypt(&XNonce::from(*nonce), Payload { msg: closed, aad: &bound })
            .map_err(|_| VaultError::Broken)
    }

    /// Tells whether two values are the same without telling what they are: the same for the same value, and not to
    /// be guessed by trying values without the key.
    pub fn fingerprint(&self, purpose: &str, value: &[u8]) -> Result<[u8; 32], WorkError> {
        let key = self.keys.first().ok_or(WorkError::Broken("the vault has no key"))?;
        Ok(key.fingerprint(purpose, value))
    }

    /// Under every key, the current one's first: what was kept before a change of key is found too.
    pub fn fingerprints(&self, purpose: &str, value: &[u8]) -> Vec<Vec<u8>> {
        self.keys.iter().map(|key| key.fingerprint(purpose, value).to_vec()).collect()
    }
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

impl Key {
    fn of(key: &[u8; KEY_BYTES]) -> Key {
        let [a, b, c, d, ..] = derived(key, b"kist: which data key");
        Key {
            id: [a, b, c, d],
            cipher: XChaCha20Poly1305::new(&(*key).into()),
            prints: derived(key, b"kist: fingerprints"),
        }
    }

    fn fingerprint(&self, purpose: &str, value: &[u8]) -> [u8; 32] {
        // The purpose has no zero byte, so that no two pairs are written alike.
        derived(&self.prints, &[purpose.as_bytes(), &[0], value].concat())
    }
}

fn derived(key: &[u8; KEY_BYTES], what: &[u8]) -> [u8; 32] {
    let mut mac = <Hmac<Sha256>>::new(&sized(key).into());
    mac.update(what);
    mac.finalize().into_bytes().into()
}

/// As HMAC takes it: filled up with zeros to the block of its hash.
fn sized(key: &[u8; KEY_BYTES]) -> [u8; 64] {
    let mut block = [0; 64];
    block[..KEY_BYTES].copy_from_slice(key);
    block
}

fn bound_to(purpose: &str, owner: Uuid) -> Vec<u8> {
    [purpose.as_bytes(), &[0], owner.as_bytes()].concat()
}

fn random<const N: usize>() -> Result<[u8; N], WorkError> {
    let mut bytes = [0; N];
    OsRng.try_fill_bytes(&mut bytes).map_err(|_| WorkError::Broken("the system gives no random numbers"))?;
    Ok(bytes)
}

fn read(text: &SecretString) -> Result<[u8; KEY_BYTES], NoDataKey> {
    let text = text.expose_secret().trim();
    let bytes = hex::decode(text).ok().or_else(|| BASE64_STANDARD.decode(text).ok()).ok_or(NoDataKey)?;
    bytes.try_into().map_err(|_| NoDataKey)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    const NEW: &str = "q8Zt3vKp0LmXc5Rw7NyBd1Jf9Hs2Gu4Eq8Zt3vKp0Lk=";

    fn vault(current: &str, previous: &[&str]) -> Vault {
        let previous: Vec<SecretString> = previous.iter().map(|key| (*key).into()).collect();
        Vault::new(&current.into(), &previous).unwrap()
    }

    fn owner(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    #[test]
    fn what_is_sealed_opens_for_its_purpose_and_owner_alone() {
        let vault = vault(OLD, &[]);
        for plain in [&b"123456789012"[..], b"", &[0; 500]] {
            let sealed = vault.seal("a.b", owner(1), plain).unwrap();
            assert_eq!(vault.open("a.b", owner(1), &sealed).unwrap(), plain);
            assert_eq!(vault.open("a.b", owner(2), &sealed), Err(VaultError::Broken));
            assert_eq!(vault.open("a.c", owner(1), &sealed), Err(VaultError::Broken));
            assert_ne!(vault.seal("a.b", owner(1), plain).unwrap(), sealed, "a nonce of its own each time");
        }
    }

    #[test]
    fn a_changed_or_cut_one_does_not_open() {
        let vault = vault(OLD, &[]);
        let sealed = vault.seal("a.b", owner(1), b"123456789012").unwrap();
        for place in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            assert!(vault.open("a.b", owner(1), &changed).is_err(), "byte {place}");
            assert!(vault.open("a.b", owner(1), &sealed[..place]).is_err(), "cut at {place}");
        }
    }

    #[test]
    fn a_previous_key_opens_and_does_not_seal() {
        let (before, after, stranger) = (vault(OLD, &[]), vault(NEW, &[OLD]), vault(NEW, &[]));
        let old = before.seal("a.b", owner(1), b"x").unwrap();
        assert_eq!(after.open("a.b", owner(1), &old).unwrap(), b"x");
        assert_eq!(stranger.open("a.b", owner(1), &old), Err(VaultError::UnknownKey));
        let new = after.seal("a.b", owner(1), b"x").unwrap();
        assert_eq!(before.open("a.b", owner(1), &new), Err(VaultError::UnknownKey));
        assert_eq!(stranger.open("a.b", owner(1), &new).unwrap(), b"x");
    }

    #[test]
    fn fingerprints_are_the_same_for_the_same_and_found_after_a_change_of_key() {
        let (before, after) = (vault(OLD, &[]), vault(NEW, &[OLD]));
        let print = before.fingerprint("a.b", b"123").unwrap();
        assert_eq!(before.fingerprint("a.b", b"123").unwrap(), print);
        assert_ne!(before.fingerprint("a.b", b"124").unwrap(), print);
        assert_ne!(before.fingerprint("a.c", b"123").unwrap(), print);
        assert_ne!(after.fingerprint("a.b", b"123").unwrap(), print);
        assert!(after.fingerprints("a.b", b"123").contains(&print.to_vec()));
        assert_eq!(after.fingerprints("a.b", b"123")[0], after.fingerprint("a.b", b"123").unwrap());
    }

    #[test]
    fn a_key_is_32_bytes_in_hexadecimal_or_base64() {
        let read = |text: &str| Vault::new(&text.into(), &[]).is_ok();
        assert!(read(OLD) && read(NEW) && read(&OLD.to_uppercase()) && read(&format!(" {OLD}\n")));
        for bad in ["", "short", &OLD[2..], &format!("{OLD}00"), &NEW[4..], &"x".repeat(64)] {
            assert!(!read(bad), "{bad}");
        }
        assert!(Vault::new(&OLD.into(), &["short".into()]).is_err());
    }

    #[test]
    fn nothing_of_a_key_is_printed() {
        assert_eq!(format!("{:?}", vault(OLD, &[NEW])), "***");
    }
}
