use sortie_core::{
    AddressDraft, ConnectionDraft, ConnectionFile, CredentialDraft, Failure, Integration, SecretDraft,
};

use crate::output;
use crate::terminal::Terminal;

/// The answer to `question`, which is asked until nothing is `wrong` with it.
pub(super) fn ask_until(
    terminal: &Terminal,
    question: &str,
    wrong: impl Fn(&str) -> Option<String>,
) -> Result<String, Failure> {
    loop {
        let answer = terminal.line(question)?;
        match wrong(&answer) {
            None => return Ok(answer),
            Some(why) => output::note(&why),
        }
    }
}

/// What is wrong with a connection of `probe`, were all else right. Without its integration, a label is all that can be
/// judged.
pub(super) fn wrong(probe: ConnectionDraft, integration: Option<&Integration>) -> Option<String> {
    let region = integration.and_then(|it| it.regions.keys().next()).map_or("us", String::as_str);
    let whole = ConnectionDraft {
        label: if probe.label.is_empty() { "probe".to_owned() } else { probe.label },
        integration: Some(integration.map_or("jumpcloud", |it| &it.name).to_owned()),
        address: probe.address.or_else(|| Some(AddressDraft::Region(region.to_owned()))),
        credential: probe
            .credential
            .or_else(|| Some(CredentialDraft::ApiKey(SecretDraft::Env("KEY".to_owned())))),
        ..probe
    };
    let text = whole.to_text();
    let read = match integration {
        Some(integration) => super::read("", &text, integration),
        None => ConnectionFile::read("", &text),
    };
    let mistakes = read.err()?;
    let first = mistakes.diagnostics().first()?.to_value();
    let text = |key: &str| first[key].as_str().map(str::to_owned);
    match (text("message"), text("help")) {
        (Some(message), Some(help)) => Some(format!("{message}; {help}")),
        (message, _) => message,
    }
}
