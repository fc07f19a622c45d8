use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use etcetera::BaseStrategy as _;
use sha2::{Digest as _, Sha256};
use sortie_core::{Connection, Integration};

use crate::breaker::Breaker;
use crate::budget::Budget;
use crate::credential::Credential;
use crate::lane::{Lane, Marked};

/// What may leave, and how fast: a budget for each host, organization and key, which all processes of a user share
/// that keep their budgets in the same folder.
#[derive(Clone)]
pub struct Budgets(Arc<Shared>);

struct Shared {
    folder: Option<PathBuf>,
    budgets: Mutex<HashMap<String, Arc<Budget>>>,
    breakers: Mutex<HashMap<String, Arc<Breaker>>>,
}

impl Budgets {
    /// The budgets of the user, kept where the system keeps the state of programs.
    ///
    /// It is not the folder for a session: what a timer starts has none, and has to share all the same.
    #[must_use]
    pub fn of_user() -> Self {
        let state = etcetera::choose_base_strategy().ok().and_then(|base| base.state_dir());
        Self::kept_in(state.map(|state| state.join("sortie")))
    }

    /// The budgets kept in `folder`, which is made when it is needed; without one, this process is alone.
    #[must_use]
    pub fn kept_in(folder: Option<PathBuf>) -> Self {
        Self(Arc::new(Shared { folder, budgets: Mutex::default(), breakers: Mutex::default() }))
    }

    /// The lane of what is sent to `connection` with `credential`. The emulator in this process has no limits.
    pub(crate) fn lane(
        &self,
        connection: &Connection,
        integration: &Integration,
        credential: &Credential<'_>,
    ) -> Lane {
        if connection.emulator.is_some() {
            return Lane::open();
        }
        let marked = Marked {
            organization: connection.org_id.clone(),
            key: Sha256::digest(credential.identity()).into(),
        };
        Lane::new(self.clone(), marked, connection, integration)
    }

    /// The budget called `name`.
    pub(crate) fn budget(&self, name: String) -> Arc<Budget> {
        // Nothing panics while it holds this.
        let mut budgets = self.0.budgets.lock().unwrap_or_else(PoisonError::into_inner);
        let path = self.0.folder.as_ref().map(|folder| folder.join(&name));
        Arc::clone(budgets.entry(name).or_insert_with(|| Arc::new(Budget::new(path))))
    }

    /// The breaker called `name`.
    pub(crate) fn breaker(&self, name: String) -> Arc<Breaker> {
        let mut breakers = self.0.breakers.lock().unwrap_or_else(PoisonError::into_inner);
        let path = self.0.folder.as_ref().map(|folder| folder.join(format!("{name}.blocked")));
        Arc::clone(breakers.entry(name).or_insert_with(|| Arc::new(Breaker::new(path))))
    }
}
