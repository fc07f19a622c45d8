use jumpcloud_emulator::{Call, Config, Emulator};
use sortie_core::{EmulatorFile, Request, Secret};
use sortie_runner::{Sending, Transport};

/// JumpCloud inside this process: no port, no key, gone with the process.
pub(crate) struct EmulatorTransport(Emulator);

impl EmulatorTransport {
    /// A directory as the connection asks for.
    pub(crate) fn new(settings: EmulatorFile) -> Self {
        let config = Config { users: settings.users, seed: settings.seed, ..Config::default() };
        Self(Emulator::new(config))
    }
}

impl Transport for EmulatorTransport {
    fn send<'a>(&'a self, request: &'a Request, _: Option<&'a Secret>) -> Sending<'a> {
        let mut call = Call::from(request);
        if let Some(name) = &request.credential {
            call.headers.push((name.clone(), "emulated".to_owned()));
        }
        Box::pin(async move { Ok(self.0.handle(&call)) })
    }
}
