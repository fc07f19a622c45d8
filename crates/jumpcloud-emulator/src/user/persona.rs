use super::Traits;

/// One of the people who are the same whatever the seed, so that documentation and tests can name them.
#[derive(Debug)]
pub(crate) struct Persona {
    /// Unique; unlike those of all other people it has no dot in it.
    pub(crate) username: &'static str,
    /// The first name.
    pub(crate) firstname: &'static str,
    /// The last name.
    pub(crate) lastname: &'static str,
    /// The name to show.
    pub(crate) displayname: &'static str,
    /// The identifier at the employer.
    pub(crate) employee_identifier: Option<&'static str>,
    /// What is special about this one.
    pub(crate) traits: Traits,
}

impl Persona {
    /// The persona among the users at `index`, where there is one. The first two users are ordinary people.
    pub(crate) fn at(index: u32) -> Option<&'static Self> {
        PERSONAS.get(usize::try_from(index.checked_sub(2)?).ok()?)
    }
}

const PERSONAS: [Persona; 6] = [
    Persona {
        username: "ai_hammad",
        firstname: "Hammad",
        lastname: "M",
        displayname: "",
        employee_identifier: None,
        traits: Traits::LOCKED.and(Traits::ENROLLED),
    },
    Persona {
        username: "priya_raman",
        firstname: "Priya",
        lastname: "Raman",
        displayname: "Priya Raman",
        employee_identifier: Some("E_195"),
        traits: Traits::STAGED,
    },
    Persona {
        username: "s_obrien",
        firstname: "Saoirse",
        lastname: "O'Brien",
        displayname: "Saoirse O'Brien",
        employee_identifier: Some("E_207"),
        traits: Traits::NONE,
    },
    Persona {
        username: "zoe_li",
        firstname: "Zoë \"Zed\"",
        lastname: "李",
        displayname: "Zoë \"Zed\" 李 🎸",
        employee_identifier: Some("E_208"),
        traits: Traits::ENROLLED,
    },
    Persona {
        username: "admin",
        firstname: "Admin",
        lastname: "XYZ",
        displayname: "",
        employee_identifier: None,
        traits: Traits::OLD.and(Traits::PASSWORDLESS).and(Traits::ADMIN),
    },
    Persona {
        username: "t_mueller",
        firstname: "Thomas",
        lastname: "Müller",
        displayname: "Thomas Müller",
        employee_identifier: Some("E_211"),
        traits: Traits::SUSPENDED,
    },
];
