//! What a connection file can get wrong although its structure is right.

use crate::address::{BadAddress, address};
use crate::caller_templates::has_template;
use crate::compiler::Compiler;
use crate::connection::plain;
use crate::file::{Fault, Steps};
use crate::legal_name::LegalName;
use crate::name::did_you_mean;
use crate::service_account::{CLIENT_ID, is_client_id};
use crate::show::{listed, obeyed};
use crate::{ConnectionFile, Integration, Proxy, ReferenceFile, ReferenceType, SecretSource};

/// Holds `file` against itself.
pub(crate) fn check(file: &ConnectionFile, faults: &mut Vec<Fault>) {
    let ways = [file.region.is_some(), file.base_url.is_some(), file.emulator.is_some()];
    if ways.iter().filter(|given| **given).count() != 1 {
        let fault = Fault::key(&Steps::from(["label"]), "where to go is not said, or said twice");
        faults.push(fault.with_help("give one of `region`, `base_url` and `emulator`"));
    }
    faults.extend(check_label(&file.label));
    check_credential(file, faults);
    for (name, value) in &file.reference_values {
        faults.extend(check_name(name));
        faults.extend(check_reference(value, &Steps::from(["reference_values", name.as_str()])));
    }
    check_templates(file, faults);
    let proxy = check_proxy(file, faults);
    for (at, text) in addresses(file).into_iter().filter(|(_, text)| !has_template(text)) {
        if let Err(BadAddress { why, cure }) = address(text, plain(file, &proxy)) {
            faults.push(Fault::value(&at, format!("this {why}")).with_help(cure));
        }
    }
    for (at, path) in pem_files(file).filter(|(_, path)| path.is_empty() || path.contains("-----")) {
        let why = if path.is_empty() {
            "this names no file"
        } else {
            "the path of a file belongs here, not its text"
        };
        faults.push(Fault::value(&at, why).with_help("write the path of a PEM file"));
    }
    if let Some(own) = &file.client_certificate {
        faults.extend(check_source(&own.key, &Steps::from(["client_certificate", "key"])));
    }
}

/// A label stands in messages and lists, where it is read and not obeyed.
fn check_label(label: &str) -> Option<Fault> {
    let unseen = label.chars().find(|it| obeyed(*it))?;
    let message = format!("this holds the character U+{:04X}, which nobody sees", u32::from(unseen));
    let help = "a label has no line break, no control character, and none that turns the direction of text";
    Some(Fault::value(&Steps::from(["label"]), message).with_help(help))
}

/// The proxy, where the file says by itself which one it is.
fn check_proxy(file: &ConnectionFile, faults: &mut Vec<Fault>) -> Proxy {
    let given = file.proxy.as_ref().filter(|text| !has_template(text));
    let proxy = match given.map(|text| Proxy::read(text)) {
        None => Proxy::default(),
        Some(Ok(proxy)) => proxy,
        Some(Err(BadAddress { why, cure })) => {
            faults.push(Fault::value(&Steps::from(["proxy"]), format!("this {why}")).with_help(cure));
            Proxy::default()
        }
    };
    if let Some(auth) = &file.proxy_auth {
        let at = Steps::from(["proxy_auth"]);
        faults.extend(check_source(&auth.password, &at.then("password")));
        if file.proxy.is_none() || proxy == Proxy::Past {
            let fault = Fault::key(&at, "there is no proxy to show this to");
            faults.push(fault.with_help("name it: `proxy: http://HOST:PORT`"));
        }
    }
    proxy
}

/// Holds `file` against its integration.
pub(crate) fn check_beside(file: &ConnectionFile, integration: &Integration, faults: &mut Vec<Fault>) {
    if let Some(region) = file.region.as_ref().filter(|it| !integration.regions.contains_key(*it)) {
        let message = format!("{} has no region `{region}`", integration.title);
        let known = || integration.regions.keys().map(String::as_str);
        let meant = did_you_mean(region, known());
        let help = if meant.is_empty() { format!("it has {}", listed(known())) } else { meant };
        faults.push(Fault::value(&Steps::from(["region"]), message).with_help(help));
    }
    if let (Some(org_id), Some(text)) =
        (&integration.org_id, file.org_id.as_ref().filter(|it| !has_template(it)))
        && let Some(why) = org_id.wrong(text)
    {
        let fault = Fault::value(&Steps::from(["org_id"]), format!("an org_id {why}"));
        faults.push(fault.with_help(&*org_id.hint));
    }
    let known = || integration.regions.values().flat_map(|hosts| hosts.keys()).map(String::as_str);
    for name in file.hosts.keys().filter(|name| !known().any(|host| host == *name)) {
        let message = format!("{} has no host `{name}`", integration.title);
        let help = did_you_mean(name, known());
        faults.push(Fault::key(&Steps::from(["hosts", name.as_str()]), message).with_help(help));
    }
    let oauth = Steps::from(["oauth"]);
    match (&file.oauth, &integration.auth.oauth) {
        (Some(_), None) => {
            let message = format!("{} has no service accounts", integration.title);
            faults.push(Fault::key(&oauth, message).with_help("write `api_key: {env: NAME}` instead"));
        }
        (Some(_), Some(token)) if file.base_url.is_some() && !file.hosts.contains_key(&token.host) => {
            let message = format!("where the host `{}` is, which gives the tokens, is not said", token.host);
            let host = &token.host;
            let help =
                format!("add `hosts: {{{host}: https://…}}` (in `connections add`: --host {host}=https://…)");
            faults.push(Fault::key(&oauth, message).with_help(help));
        }
        _ => (),
    }
}

/// A connection has one credential; the emulator in this process needs none.
fn check_credential(file: &ConnectionFile, faults: &mut Vec<Fault>) {
    if let Some(source) = &file.api_key {
        faults.extend(check_source(source, &Steps::from(["api_key"])));
    }
    if let Some(oauth) = &file.oauth {
        faults.extend(check_source(&oauth.client_secret, &Steps::from(["oauth", "client_secret"])));
        if !has_template(&oauth.client_id) && !is_client_id(&oauth.client_id) {
            let fault = Fault::value(&Steps::from(["oauth", "client_id"]), "this is no client id");
            faults.push(fault.with_help(CLIENT_ID));
        }
    }
    let (wrong, help) = match (&file.api_key, &file.oauth, &file.emulator) {
        (Some(_), Some(_), _) => ("`api_key` and `oauth` are both given", "leave one of them out"),
        (None, Some(_), Some(_)) => (
            "the emulator in this process knows no service account",
            "leave `oauth` out, or give the base_url of one that is served: sortie emulate jumpcloud --oauth ID:SECRET",
        ),
        (None, None, None) => (
            "neither `api_key` nor `oauth` is given",
            "write `api_key: {env: NAME}`, or for a service account `oauth: {client_id: ID, client_secret: {env: NAME}}`",
        ),
        _ => return,
    };
    let at = if file.oauth.is_some() { "oauth" } else { "label" };
    faults.push(Fault::key(&Steps::from([at]), wrong).with_help(help));
}

/// The mistake of the source at `at`, where it has one.
pub(crate) fn check_source(source: &SecretSource, at: &Steps) -> Option<Fault> {
    let (steps, wrong, help) = source.mistake()?;
    let at = steps.iter().fold(at.clone(), |at, step| at.then(step));
    Some(Fault::value(&at, wrong).with_help(help))
}

/// A connection's fields can read its reference values, and never the context. None is made of a secret:
/// a host's name takes another spelling, and goes where secrets are not looked for.
fn check_templates(file: &ConnectionFile, faults: &mut Vec<Fault>) {
    let names = file.reference_values.keys().map(String::as_str);
    let reference = LegalName::closed("reference", names.clone().map(LegalName::open));
    let mut compiler = Compiler::new(names.map(LegalName::open).chain([reference]));
    for (at, text) in templates(file) {
        let read = compiler.text(text, &at).names();
        let secret = read.iter().find(|name| {
            let bare = name.strip_prefix("reference.").unwrap_or(name);
            let bare = bare.split('.').next().unwrap_or_default();
            file.reference_values.get(bare).is_some_and(|it| it.kind == ReferenceType::Password)
        });
        if let Some(name) = secret {
            let help = "a secret may not be part of this; use it in inputs";
            faults.push(Fault::value(&at, format!("`{name}` is a secret")).with_help(help));
        }
    }
    faults.append(&mut compiler.faults);
}

/// Every text of `file` that is an address, and where it stands.
fn addresses(file: &ConnectionFile) -> Vec<(Steps, &String)> {
    let hosts = file.hosts.iter().map(|(name, text)| (Steps::from(["hosts", name.as_str()]), text));
    let base_url = file.base_url.iter().map(|text| (Steps::from(["base_url"]), text));
    hosts.chain(base_url).collect()
}

/// Every text of `file` that may be a template, and where it stands.
pub(crate) fn templates(file: &ConnectionFile) -> impl Iterator<Item = (Steps, &String)> {
    addresses(file).into_iter().chain(others(file))
}

/// Every other text of `file` that may be a template, and where it stands.
fn others(file: &ConnectionFile) -> impl Iterator<Item = (Steps, &String)> {
    let plain = [("org_id", &file.org_id), ("proxy", &file.proxy)];
    let plain = plain.into_iter().filter_map(|(key, text)| Some((Steps::from([key]), text.as_ref()?)));
    let username = file.proxy_auth.iter().map(|it| (Steps::from(["proxy_auth", "username"]), &it.username));
    let client_id = file.oauth.iter().map(|oauth| (Steps::from(["oauth", "client_id"]), &oauth.client_id));
    plain.chain(username).chain(client_id).chain(pem_files(file))
}

/// The paths of the files of `file`, and where they stand.
fn pem_files(file: &ConnectionFile) -> impl Iterator<Item = (Steps, &String)> {
    let bundle = file.ca_bundle.iter().map(|path| (Steps::from(["ca_bundle"]), path));
    let at = || Steps::from(["client_certificate", "certificate"]);
    bundle.chain(file.client_certificate.iter().map(move |own| (at(), &own.certificate)))
}

/// Templates read a reference value by its bare name, beside the whole of the context.
fn check_name(name: &str) -> Option<Fault> {
    let at = Steps::from(["reference_values", name]);
    let letter = |it: char| it.is_ascii_alphabetic() || it == '_';
    if ["context", "reference"].contains(&name) {
        let fault = Fault::key(&at, format!("no reference value can be called `{name}`"));
        return Some(fault.with_help("templates read all of them, and the context, by these names"));
    }
    let identifier = name.starts_with(letter) && name.chars().all(|it| letter(it) || it.is_ascii_digit());
    let fault = || Fault::key(&at, format!("no template can read `{}`", crate::show::short(name)));
    (!identifier).then(|| fault().with_help("use letters, digits and `_`, and begin with no digit"))
}

fn check_reference(value: &ReferenceFile, at: &Steps) -> Option<Fault> {
    if value.kind == ReferenceType::Password && value.value.is_some() {
        let help = "write `env`, `file`, `command`, `age` or `keyring` instead of `value`";
        return Some(Fault::value(at, "a secret never stands in this file").with_help(help));
    }
    value.source.as_ref().and_then(|source| check_source(source, at))
}
