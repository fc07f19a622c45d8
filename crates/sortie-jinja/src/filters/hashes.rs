use std::fmt::Write as _;

use md5::{Digest, Md5};
use minijinja::{Error, State, Value};
use sha1::Sha1;
use sha2::{Sha224, Sha256, Sha384, Sha512};

use super::Filter;
use super::texts::shown;
use crate::python::arguments::{bind, required};
use crate::python::errors::type_error;
use crate::python::print;

pub(super) const FILTERS: &[(&str, Filter)] = &[
    ("hash", |state, args| {
        let [data, kind] = bind("hash", args, ["data", "hashtype"])?;
        let data = bytes(state, "hash", data)?;
        let kind = kind.map_or_else(|| "sha1".to_owned(), |it| print::text(&it).to_lowercase());
        let digest = match kind.as_str() {
            "md5" => digest::<Md5>,
            "sha1" => digest::<Sha1>,
            "sha224" => digest::<Sha224>,
            "sha256" => digest::<Sha256>,
            "sha384" => digest::<Sha384>,
            "sha512" => digest::<Sha512>,
            _ => return Err(type_error("`hash` knows md5, sha1, sha224, sha256, sha384 and sha512")),
        };
        Ok(Value::from(digest(&data)))
    }),
    ("md5", |state, args| fixed(state, "md5", args, digest::<Md5>)),
    ("sha1", |state, args| fixed(state, "sha1", args, digest::<Sha1>)),
    ("checksum", |state, args| fixed(state, "checksum", args, digest::<Sha1>)),
    ("to_uuid", to_uuid),
];

/// Ansible's namespace of names.
const NAMESPACE: &str = "361E6D51-FAEC-444A-9079-341386DA8E2E";

fn fixed(
    state: &State<'_, '_>,
    what: &str,
    args: &[Value],
    digest: fn(&[u8]) -> String,
) -> Result<Value, Error> {
    let [data] = bind(what, args, ["data"])?;
    Ok(Value::from(digest(&bytes(state, what, data)?)))
}

/// What is hashed, paid for.
fn bytes(state: &State<'_, '_>, what: &str, data: Option<Value>) -> Result<Vec<u8>, Error> {
    let data = required(what, "data", data)?;
    let bytes = match data.as_bytes() {
        Some(bytes) if data.as_str().is_none() => bytes.to_vec(),
        _ => shown(state, &data)?.into_bytes(),
    };
    state.consume_fuel(4 + bytes.len() as u64 / 16)?;
    Ok(bytes)
}

fn digest<D: Digest>(bytes: &[u8]) -> String {
    let mut hex = String::new();
    for byte in &D::digest(bytes) {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

/// A name as a UUID of version 5.
fn to_uuid(state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
    let [name, namespace] = bind("to_uuid", args, ["string", "namespace"])?;
    let name = bytes(state, "to_uuid", name)?;
    let namespace = namespace.map_or_else(|| NAMESPACE.to_owned(), |it| print::text(&it));
    let namespace = namespace.replace("urn:", "").replace("uuid:", "");
    let digits = namespace.trim_matches(['{', '}']).replace('-', "");
    let namespace = (digits.len() == 32).then(|| u128::from_str_radix(&digits, 16).ok()).flatten();
    let namespace =
        namespace.ok_or_else(|| type_error("the namespace of `to_uuid` is not a UUID"))?.to_be_bytes();
    let digest = Sha1::new().chain_update(namespace).chain_update(name).finalize();
    let mut id = [0; 16];
    id.iter_mut().zip(digest.iter()).for_each(|(to, from)| *to = *from);
    id[6] = id[6] & 0x0F | 0x50;
    id[8] = id[8] & 0x3F | 0x80;
    let hex = format!("{:032x}", u128::from_be_bytes(id));
    let parts = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]];
    Ok(Value::from(parts.join("-")))
}
