use serde_json::{Value, json};

use crate::{document::Document, id::Id, organization, timestamp::Timestamp};

/// One device; nothing of it is stored but its number.
#[derive(Debug, Clone, Copy)]
pub(crate) struct System {
    index: u32,
    seed: u32,
}

struct Platform {
    os: &'static str,
    family: &'static str,
    version: &'static str,
    arch: &'static str,
    template: &'static str,
    host: &'static str,
}

const PLATFORMS: [Platform; 4] = [
    Platform {
        os: "Mac OS X",
        family: "darwin",
        version: "15.5",
        arch: "arm64",
        template: "mac",
        host: "mac",
    },
    Platform {
        os: "Windows",
        family: "windows",
        version: "11 Pro",
        arch: "x86_64",
        template: "windows",
        host: "win",
    },
    Platform {
        os: "Ubuntu",
        family: "linux",
        version: "24.04",
        arch: "x86_64",
        template: "ubuntu",
        host: "lnx",
    },
    Platform {
        os: "Mac OS X",
        family: "darwin",
        version: "14.7",
        arch: "x86_64",
        template: "mac",
        host: "mac",
    },
];

const KEYS: [&str; 30] = [
    "active",
    "agentVersion",
    "allowMultiFactorAuthentication",
    "allowPublicKeyAuthentication",
    "allowSshPasswordAuthentication",
    "allowSshRootLogin",
    "arch",
    "builtInCommands",
    "created",
    "description",
    "desktopCapable",
    "displayName",
    "fde",
    "hostname",
    "lastContact",
    "mdm",
    "networkInterfaces",
    "organization",
    "os",
    "osFamily",
    "osVersionDetail",
    "remoteIP",
    "serialNumber",
    "serviceAccountState",
    "systemInsights",
    "systemTimezone",
    "templateName",
    "version",
    "_id",
    "id",
];

impl System {
    /// System number `index` of the organization that `seed` decides.
    pub(crate) fn new(index: u32, seed: u32) -> Self {
        Self { index, seed }
    }

    /// The id.
    pub(crate) fn id(self) -> Id {
        Id::new(self.created(), self.seed, (1 << 34) + u64::from(self.index))
    }

    fn created(self) -> Timestamp {
        Timestamp::FOUNDED.plus_seconds(u64::from(self.index) * 240 + 90).min(Timestamp::MONTH_BEFORE)
    }

    fn platform(self) -> &'static Platform {
        &PLATFORMS[usize::try_from(self.index).unwrap_or_default() % PLATFORMS.len()]
    }

    fn hostname(self) -> String {
        format!("{}-{:04}", self.platform().host, self.index + 1)
    }

    /// Whether the device has been heard of lately.
    fn active(self) -> bool {
        self.index % 7 != 6
    }

    /// What the device reports about itself.
    fn reported(self, key: &str) -> Option<Value> {
        let [_, high, middle, low] = (self.index + 1).to_be_bytes();
        let platform = self.platform();
        Some(match key {
            "active" => self.active().into(),
            "arch" => platform.arch.into(),
            "hostname" => self.hostname().into(),
            "lastContact" if self.index % 23 == 22 => Value::Null,
            "lastContact" => {
                let days = if self.active() { 30 } else { u64::from(self.index % 25) };
                Timestamp::MONTH_BEFORE.plus_days(days).to_string().into()
            }
            "networkInterfaces" => {
                json!([{ "address": format!("10.{high}.{middle}.{low}"), "family": "IPv4", "internal": false, "name": "en0" }])
            }
            "os" => platform.os.into(),
            "osFamily" => platform.family.into(),
            "osVersionDetail" => json!({ "osName": platform.os, "version": platform.version }),
            "remoteIP" => format!("198.51.100.{low}").into(),
            "serialNumber" => format!("SN{:010X}", u64::from(self.index) * 7919 + 40_503).into(),
            "templateName" => platform.template.into(),
            "version" => platform.version.into(),
            _ => return None,
        })
    }
}

impl Document for System {
    const SEARCHED: &'static [&'static str] = &["hostname", "displayName", "serialNumber", "os"];

    fn keys() -> impl Iterator<Item = &'static str> {
        KEYS.into_iter()
    }

    fn get(&self, key: &str) -> Option<Value> {
        let value = self.reported(key);
        value.or_else(|| {
            Some(match key {
                "_id" | "id" => self.id().into(),
                "agentVersion" => "2.41.0".into(),
                "allowPublicKeyAuthentication" | "desktopCapable" => true.into(),
                "allowMultiFactorAuthentication" | "allowSshPasswordAuthentication" | "allowSshRootLogin" => {
                    false.into()
                }
                "builtInCommands" => json!(
                    ["erase", "lock", "restart", "shutdown"]
                        .map(|name| json!({ "name": name, "type": "security" }))
                ),
                "created" => self.created().to_string().into(),
                "description" => "".into(),
                "displayName" => self.hostname().into(),
                "fde" => json!({ "active": self.index % 3 != 2, "keyPresent": self.index.is_multiple_of(3) }),
                "mdm" => Value::Null,
                "organization" => organization::id().into(),
                "serviceAccountState" => "Healthy".into(),
                "systemInsights" => json!({ "state": "enabled" }),
                "systemTimezone" => 0.into(),
                _ => return None,
            })
        })
    }
}
