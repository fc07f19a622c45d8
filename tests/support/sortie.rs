use std::ffi::OsString;
use std::fs;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;

use super::secrets::{API_KEY, PIN, Secrets};
use super::volatile;

/// The binary.
pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_sortie");

/// The binary in an empty working folder, in an environment that holds nothing but what a test says.
///
/// Whatever it prints is searched for secrets.
#[must_use]
pub(crate) struct Sortie {
    folder: TempDir,
    env: Vec<(String, OsString)>,
    secrets: Secrets,
}

impl Sortie {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        for name in ["here", "user"] {
            fs::create_dir(folder.path().join(name)).expect("a temporary folder is writable");
        }
        Self { folder, env: Vec::new(), secrets: Secrets::default() }
    }

    /// Writes a file of the working folder, its owner's alone: it may hold a secret.
    pub(crate) fn file(self, path: &str, text: impl AsRef<[u8]>) -> Self {
        let path = self.work().join(path);
        let parent = path.parent().expect("a file is in a folder");
        fs::create_dir_all(parent).expect("a temporary folder is writable");
        write_own(&path, text.as_ref());
        self
    }

    /// Writes the connection `test`, which goes to `address`; `more` are further lines of its file.
    pub(crate) fn connected(self, address: SocketAddr, more: &str) -> Self {
        self.connected_to(&format!("http://{address}"), more)
    }

    /// Writes the connection `test`, which goes to `url`; `more` are further lines of its file.
    pub(crate) fn connected_to(self, url: &str, more: &str) -> Self {
        let file = format!(
            "label: test\nintegration: jumpcloud\nbase_url: {url}\napi_key: {{env: JUMPCLOUD_API_KEY}}\n{more}\n"
        );
        self.file("connections/test.yaml", file)
    }

    /// Sets a variable of the environment.
    pub(crate) fn env(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.env.push((name.to_owned(), value.into()));
        self
    }

    /// Looks for `secret`, too, in whatever is printed.
    pub(crate) fn secret(mut self, secret: &str) -> Self {
        self.secrets.add(secret);
        self
    }

    /// Runs the binary: its exit code, its stdout and its stderr.
    #[track_caller]
    pub(crate) fn run(&self, args: &[&str]) -> String {
        self.told(&self.output(args))
    }

    /// Runs a line of shell, in which `sortie` is the binary.
    #[track_caller]
    pub(crate) fn sh(&self, script: &str) -> String {
        self.told(&Self::finished(self.command("sh").args(["-c", script])))
    }

    /// Runs the binary: what it left.
    #[track_caller]
    pub(crate) fn output(&self, args: &[&str]) -> Output {
        Self::finished(self.command(BINARY).args(args))
    }

    /// Starts the binary, its stderr to be read.
    pub(crate) fn start(&self, args: &[&str]) -> Child {
        let mut command = self.command(BINARY);
        command.args(args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().expect("the binary starts")
    }

    /// Starts a line of shell with the variables `env`, its stdin and stdout to be used.
    pub(crate) fn start_sh(&self, script: &str, env: &[(&str, &str)]) -> Child {
        let mut command = self.command("sh");
        command.args(["-c", script]).envs(env.iter().copied());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
        command.spawn().expect("there is a shell")
    }

    /// `text`, which somebody has seen, without what differs from run to run.
    #[track_caller]
    pub(crate) fn seen(&self, text: &str) -> String {
        self.secrets.assert_absent(text);
        volatile::hidden(text, self.folder.path())
    }

    /// `output` as one text without what differs from run to run.
    #[track_caller]
    pub(crate) fn told(&self, output: &Output) -> String {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("the binary prints UTF-8");
        let told = format!(
            "exit: {}\n--- stdout\n{}--- stderr\n{}",
            output.status.code().unwrap_or(-1),
            text(&output.stdout),
            text(&output.stderr),
        );
        self.seen(&told)
    }

    /// The working folder.
    pub(crate) fn work(&self) -> PathBuf {
        self.folder.path().join("here")
    }

    /// The folder of what its processes share; nobody else's do.
    pub(crate) fn state(&self) -> PathBuf {
        self.folder.path().join("user/.local/state/sortie")
    }

    fn command(&self, program: &str) -> Command {
        let user = self.folder.path().join("user");
        let own = Path::new(BINARY).parent().expect("the binary is in a folder");
        let mut command = Command::new(program);
        command
            .env_clear()
            .current_dir(self.work())
            .env("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", own.display()))
            .env("XDG_CONFIG_HOME", user.join(".config"))
            .env("XDG_STATE_HOME", user.join(".local/state"))
            .env("HOME", user)
            .env("JUMPCLOUD_API_KEY", API_KEY)
            .env("PIN", PIN)
            // A failure is seen as it is: nothing is repeated unless a test says so.
            .env("SORTIE_RETRIES", "0")
            .envs(self.env.iter().map(|(name, value)| (name, value)));
        command
    }

    fn finished(command: &mut Command) -> Output {
        command.stdin(Stdio::null()).output().expect("the program starts")
    }
}

/// Writes a file that nobody but its owner can read.
pub(crate) fn write_own(path: &Path, text: &[u8]) {
    fs::write(path, text).expect("a temporary folder is writable");
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).expect("the file is ours");
}
