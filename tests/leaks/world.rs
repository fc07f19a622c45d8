use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use jumpcloud_emulator::{Call, Config, Emulator};
use sortie_core::{Connection, Envelope, Failure, Integration, Invocation, Request, Secret};
use sortie_runner::{
    Budgets, Catalogue, Connections, Home, HomeReason, NetworkMaterial, Runner, Sending, Transport,
};
use tempfile::TempDir;

use crate::log::Log;
use crate::wishes::Wish;

const CONNECTION: &str = "label: acme\nintegration: jumpcloud\nemulator: {users: 5}\n\
                          reference_values: {pin: {type: password, file: pin.txt}, who: {type: text, value: grace}}\n";

/// An action whose own templates make something of its inputs and of what the API answers.
const ECHO: &str = r#"title: Echo
description: Says it back in other words.
doc_url: https://example.com
effect: write
idempotent: false
inputs:
  note: {type: string, title: Note, description: Any text., example: x}
  pass: {type: string, format: password, title: Pass, description: A secret., example: x-secret}
request:
  api: v1
  method: POST
  path: /systemusers
  body:
    username: echoed
    email: echo@example.com
    firstname: "{{ inputs.note }}"
    lastname: "{{ (inputs.pass or 'none') | reverse }}"
result:
  back: "{{ body.firstname | reverse }}"
  loud: "{{ body.lastname | upper }} {{ inputs.note | b64encode }} {{ inputs.pass }}"
  all: "{{ body }}"
"#;

/// An action that puts what it is given into its path, where nothing looks it up.
const AT: &str = r#"title: At
description: Reads a place.
doc_url: https://example.com
effect: read
idempotent: true
inputs:
  place: {type: string, title: Place, description: Any text., example: x}
  org: {type: string, title: Org, description: Any text., example: x}
request:
  api: v1
  method: GET
  path: /systemusers/{{ inputs.place }}
  headers: {x-org-id: "for {{ inputs.org }}"}
"#;

/// A home with one secret, and the emulator behind it.
pub(crate) struct World {
    folder: TempDir,
    runner: Runner,
}

impl World {
    pub(crate) fn with(secret: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |path: &str, text: &str| {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("it is in a folder")).expect("a folder");
            fs::write(&path, text).expect("it can be written");
            fs::set_permissions(path, fs::Permissions::from_mode(0o600)).expect("it is ours");
        };
        write("connections/acme.yaml", CONNECTION);
        write("actions/jumpcloud/echo.yaml", ECHO);
        write("actions/jumpcloud/at.yaml", AT);
        write("pin.txt", secret);
        let home = Home::named(folder.path(), HomeReason::Flag);
        let runner =
            Runner::new(Catalogue::new(&home), Connections::new(&home), Budgets::kept_in(None), connect);
        Self { folder, runner }
    }

    /// Everything that comes out of `invocation`: the dry run, the run in each form, the log.
    pub(crate) fn outputs(&self, invocation: &Invocation) -> Vec<String> {
        let ((planned, envelope), log) = Log::of(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().build().expect("an event loop");
            runtime.block_on(async {
                (self.runner.dry_run(invocation).await, self.runner.run(invocation).await)
            })
        });
        let planned = match planned {
            Ok(planned) => format!("{}\n{}\n{planned:?}", planned.text, planned.value),
            Err(failure) => {
                let told = format!("{failure:?}");
                format!(
                    "{}\n{told}",
                    serde_json::to_string(&Envelope::from(Err(failure))).expect("it is JSON")
                )
            }
        };
        let json = serde_json::to_string(&envelope).expect("it is JSON");
        let yaml = serde_yaml::to_string(&envelope.to_map()).expect("it is YAML");
        Vec::from([planned, json, yaml, format!("{envelope:?}"), log])
    }
}

impl World {
    /// Everything that comes out of `wish`: of its invocation, and of its template in `sortie render`.
    pub(crate) fn all(&self, wish: &Wish) -> Vec<String> {
        let mut outputs = self.outputs(&wish.invocation);
        outputs.extend(wish.rendered().into_iter().flat_map(|it| self.rendered(it)));
        outputs
    }

    /// Everything that comes out of `sortie render` with `template`, as a text, as JSON and as a value.
    fn rendered(&self, template: &str) -> Vec<String> {
        let render = |how: &[&str], template: &str| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_sortie"));
            command
                .arg("--home")
                .arg(self.folder.path())
                .args(["render", "-c", "acme"])
                .args(how)
                .arg(template);
            let done = command.output().expect("it can be started");
            String::from_utf8([done.stdout, done.stderr].concat()).expect("it is text")
        };
        let json = format!("{{\"{template}\": [\"{template}\", 1]}}");
        Vec::from([render(&[], template), render(&["--json"], &json), render(&["--native"], template)])
    }
}

struct InProcess(Emulator);

impl Transport for InProcess {
    fn send<'a>(&'a self, request: &'a Request, _: Option<&'a Secret>) -> Sending<'a> {
        let mut call = Call::from(request);
        call.headers.push(("x-api-key".to_owned(), "emulated".to_owned()));
        Box::pin(async move { Ok(self.0.handle(&call)) })
    }
}

#[expect(clippy::unnecessary_wraps, reason = "a way to a connection may fail, as others do")]
fn connect(_: &Connection, _: &Integration, _: &NetworkMaterial) -> Result<Box<dyn Transport>, Failure> {
    Ok(Box::new(InProcess(Emulator::new(Config { users: 5, ..Config::default() }))))
}
