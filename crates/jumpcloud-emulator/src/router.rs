use percent_encoding::percent_decode_str;

use crate::{
    Call,
    choices::Choices,
    directory::Directory,
    exchange::{Exchange, Reading},
    group_routes, organization,
    reply::{Outcome, Reply},
    system_routes, user_routes,
};

/// Answers `call`, which changes nothing and whose key and organization have been found good.
pub(crate) fn read(call: &Call, directory: &Directory, choices: &Choices) -> Outcome {
    let exchange = &Reading::new(call, directory, choices);
    // Whatever is there to be read can be asked for without its body.
    let method = if call.method == "HEAD" { "GET" } else { &call.method };
    match (method, &*segments(call).iter().map(String::as_str).collect::<Vec<_>>()) {
        ("GET", ["api", "v2", path @ ..]) => read_v2(path, exchange),
        ("GET", ["api", path @ ..]) => read_v1(path, exchange),
        ("POST", ["api", "search", "systemusers"]) => user_routes::search(exchange),
        ("POST", ["api", "search", "systems"]) => system_routes::search(exchange),
        _ => Err(Reply::not_found()),
    }
}

/// Answers `call`, which may change `directory` and whose key and organization have been found good.
pub(crate) fn write(call: &Call, directory: &mut Directory, choices: &Choices) -> Outcome {
    let exchange = &mut Exchange::new(call, directory, choices);
    match (call.method.as_str(), &*segments(call).iter().map(String::as_str).collect::<Vec<_>>()) {
        (method, ["api", "systemusers", path @ ..]) => write_user(method, path, exchange),
        (method, ["api", "v2", "usergroups", path @ ..]) => write_group(method, path, exchange),
        _ => Err(Reply::not_found()),
    }
}

/// The parts of the path, decoded.
fn segments(call: &Call) -> Vec<String> {
    let path = call.path.strip_suffix('/').unwrap_or(&call.path);
    path.split('/').skip(1).map(|it| percent_decode_str(it).decode_utf8_lossy().into_owned()).collect()
}

fn read_v1(path: &[&str], exchange: &Reading) -> Outcome {
    match path {
        ["systemusers"] => user_routes::list(exchange),
        ["systemusers", id] => user_routes::one(exchange, id),
        ["systemusers", id, "totpinfo"] => user_routes::totp_info(exchange, id),
        ["systemusers", id, "sshkeys"] => user_routes::keys(exchange, id),
        ["systems"] => system_routes::list(exchange),
        ["systems", id] => system_routes::one(exchange, id),
        ["organizations"] => Ok(Reply::json(200, &organization::list())),
        _ => Err(Reply::not_found()),
    }
}

fn read_v2(path: &[&str], exchange: &Reading) -> Outcome {
    match path {
        ["usergroups"] => group_routes::list(exchange),
        ["usergroups", id] => group_routes::one(exchange, id),
        ["usergroups", id, "members"] => group_routes::members(exchange, id),
        ["usergroups", id, "membership"] => group_routes::membership(exchange, id),
        ["users", id, "memberof"] => group_routes::member_of(exchange, id),
        _ => Err(Reply::not_found()),
    }
}

fn write_user(method: &str, path: &[&str], exchange: &mut Exchange) -> Outcome {
    match (method, path) {
        ("POST", []) => user_routes::create(exchange),
        ("PUT", [id]) => user_routes::update(exchange, id),
        ("DELETE", [id]) => user_routes::remove(exchange, id),
        ("POST", [id, "expire"]) => user_routes::expire(exchange, id),
        ("POST", [id, "unlock"]) => user_routes::unlock(exchange, id),
        ("POST", [id, "password"]) => user_routes::password(exchange, id),
        ("POST", [id, "state", "activate"]) => user_routes::activate(exchange, id),
        ("POST", [id, "state", "suspend"]) => user_routes::suspend(exchange, id),
        ("POST", [id, "resetmfa"]) => user_routes::reset_mfa(exchange, id),
        ("POST", [id, "mfasync"]) => user_routes::sync_mfa(exchange, id),
        ("POST", [id, "sshkeys"]) => user_routes::add_key(exchange, id),
        ("DELETE", [id, "sshkeys", key]) => user_routes::remove_key(exchange, id, key),
        _ => Err(Reply::not_found()),
    }
}

fn write_group(method: &str, path: &[&str], exchange: &mut Exchange) -> Outcome {
    match (method, path) {
        ("POST", []) => group_routes::create(exchange),
        ("PUT", [id]) => group_routes::replace(exchange, id),
        ("DELETE", [id]) => group_routes::remove(exchange, id),
        ("POST", [id, "members"]) => group_routes::change_member(exchange, id),
        _ => Err(Reply::not_found()),
    }
}
