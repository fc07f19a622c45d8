use fake::locales::{Data, EN};
use serde_json::{Value, json};

use super::Person;
use crate::user::Traits;

const LOCATIONS: [&str; 6] = ["Lisbon", "Boulder", "Kraków", "Toronto", "Pune", "Remote"];

impl Person {
    /// What else is on file.
    pub(super) fn details(&self, name: &str) -> Option<Value> {
        let index = self.index;
        Some(match name {
            "company" if self.chance(50, 3) => "Example Corp".into(),
            "costCenter" if self.chance(30, 4) => format!("CC-{}", 100 + self.pick(40, 4)).into(),
            "department" => self.department().into(),
            "employeeType" if self.chance(70, 5) => ["Employee", "Contractor"][self.pick(2, 5)].into(),
            "jobTitle" if self.chance(80, 6) => self.job_title().into(),
            "location" if self.chance(80, 7) => LOCATIONS[self.pick(LOCATIONS.len(), 7)].into(),
            "sudo" => self.chance(6, 8).into(),
            "creationSource" if self.has(Traits::OLD) => "jumpcloud:gapps".into(),
            "creationSource" if self.chance(25, 9) => "jumpcloud:bulk".into(),
            "tags" if self.chance(10, 10) => json!(["contractor"]),
            "relationships" if self.chance(20, 11) => json!([]),
            "delegatedAuthority" if self.has(Traits::DELEGATED) => {
                json!({ "id": "65c000000000000000000001", "name": "ActiveDirectory" })
            }
            "restrictedFields" if self.has(Traits::DELEGATED) => {
                json!([{ "id": "65c000000000000000000002", "field": "department", "type": "active_directory" }])
            }
            "alternateEmail" if self.chance(20, 12) => format!("{}@example.net", self.username()).into(),
            "recoveryEmail" if self.chance(10, 13) => {
                let address = format!("{}@example.org", self.username());
                json!({ "address": address, "verified": true, "verifiedAt": self.created().plus_days(2).to_string() })
            }
            "attributes" if self.chance(15, 14) => {
                json!([{ "name": "badge", "value": (40_000 + index).to_string() }])
            }
            "phoneNumbers" if self.chance(25, 15) => {
                let number = format!("+1 303 555 01{:02}", self.pick(100, 15));
                json!([{ "id": format!("65d0{index:020x}"), "type": "work", "number": number }])
            }
            _ => return None,
        })
    }

    fn job_title(&self) -> String {
        let word = |words: &[&'static str], fact| words[self.pick(words.len(), fact)];
        let (seniority, field) = (word(EN::JOB_SENIORITY, 19), word(EN::JOB_FIELD, 20));
        format!("{seniority} {field} {}", word(EN::JOB_POSITION, 21))
    }
}
