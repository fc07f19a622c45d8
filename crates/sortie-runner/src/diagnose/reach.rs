use std::time::Duration;

use sortie_core::{Connection, plan_test};
use url::Url;

use super::proxy::Proxy;
use super::subject::Subject;
use super::wire::Wire;
use super::{Check, CheckStatus, Diagnosis, behind, dns, proxy, tcp, tls};
use crate::NetworkMaterial;

/// A host that requests go to.
pub(super) struct Target {
    /// Its address.
    pub(super) url: Url,
    /// Its name or number, without brackets.
    pub(super) host: String,
    /// Its port.
    pub(super) port: u16,
    /// How long each step there may take.
    pub(super) limit: Duration,
    /// Whether its certificate is verified.
    pub(super) verify: bool,
    /// Whether the checks that follow go there.
    needed: bool,
}

/// Goes to each host of the connection as requests do, without sending one; whether those are reached that are
/// needed.
pub(super) async fn check(subject: &mut Subject<'_, '_>, told: &mut Diagnosis) -> bool {
    if subject.connection.emulator.is_some() {
        for name in ["dns", "proxy", "tcp", "tls"] {
            told.tell(Check::skipped(name, "the emulator runs in this process"));
        }
        return true;
    }
    let targets = targets(subject);
    let Some(material) = &subject.material else { return false };
    let mut all_reached = true;
    for target in targets {
        let mut checks = Vec::new();
        // Whoever is shut out makes it worse by coming back, be it without a request.
        if let Err(failure) = subject.session.check_breaker(&target.url, &subject.integration) {
            checks
                .extend(["dns", "proxy", "tcp", "tls"].map(|name| Check::skipped(name, failure.to_string())));
        } else {
            let _ = reach(&target, &subject.connection, material, &mut checks).await;
        }
        all_reached &= !target.needed || checks.iter().all(|check| check.status != CheckStatus::Failed);
        for check in checks {
            told.tell(if target.needed { check } else { check.unneeded() });
        }
    }
    if told.checks.iter().all(|check| check.name != "proxy") {
        told.tell(Check::skipped("proxy", "none is in the way"));
    }
    all_reached
}

/// The straight line to one host.
async fn reach(
    target: &Target,
    connection: &Connection,
    material: &NetworkMaterial,
    told: &mut Vec<Check>,
) -> Option<()> {
    let proxy = match Proxy::to(&target.url, connection, material) {
        Ok(proxy) => proxy,
        Err(failure) => {
            told.push(Check::of("proxy", &failure));
            return None;
        }
    };
    let wire: Box<dyn Wire> = if let Some(proxy) = proxy {
        let wire = proxy::check(&proxy, target, material, told).await?;
        behind::check(&proxy, target, wire, told).await?
    } else {
        let addresses = dns::check(target, told).await?;
        Box::new(tcp::check(target, &addresses, told).await?)
    };
    tls::check(target, material, wire, told).await
}

/// The hosts of the connection, each origin once.
fn targets(subject: &mut Subject<'_, '_>) -> Vec<Target> {
    let (integration, connection) = (&subject.integration, &subject.connection);
    let test =
        plan_test(integration, connection, &mut subject.session.redactor).ok().map(|request| request.url);
    let token = connection.oauth.as_ref().map(|account| account.token_url.clone());
    let needed: Vec<_> = test.iter().chain(&token).map(Url::origin).collect();
    let unused = integration.token_host().filter(|_| token.is_none());
    let used = connection.hosts().filter(|(name, _)| Some(*name) != unused);
    let mut targets: Vec<Target> = Vec::new();
    for (_, url) in used {
        let Some(host) = url.host_str() else { continue };
        let known = targets.iter().any(|target| target.url.origin() == url.origin());
        if !known {
            targets.push(Target {
                url: url.clone(),
                host: host.trim_matches(['[', ']']).to_owned(),
                port: url.port_or_known_default().unwrap_or(443),
                limit: Duration::from_secs(connection.limits.connect_seconds),
                verify: connection.network.verify_ssl,
                needed: needed.contains(&url.origin()),
            });
        }
    }
    targets
}

impl Target {
    /// Where it is, as `HOST:PORT`.
    pub(super) fn place(&self) -> String {
        format!("{}:{}", self.url.host_str().unwrap_or_default(), self.port)
    }
}
