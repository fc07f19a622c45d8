//! Looks at a connection step by step, and says of each what is wrong and what to do.
//!
//! Deliberately absent: any way to change something. What is sent is what the integration declares for this, and a
//! request of a method that writes only where that was asked for.

mod api;
mod behind;
mod certificate;
mod check;
mod clock;
mod dns;
mod examination;
mod file;
mod latency;
mod organization;
mod proxy;
mod reach;
mod recorder;
mod regions;
mod report;
mod rights;
mod secrets;
mod socks;
mod subject;
mod tcp;
mod tls;
mod token;
mod tunnel;
mod wire;

pub use check::{Check, CheckStatus};
pub use examination::Examination;
pub use report::Diagnosis;
pub use rights::Right;

use crate::Runner;
use crate::patience::Wishes;
use crate::session::Session;
use subject::Subject;

impl Runner {
    /// Examines the connection called `label`, whatever state it is in; no secret is in what is told.
    pub async fn diagnose(&self, label: &str, examination: &Examination) -> Diagnosis {
        let mut session = self.session(false, Wishes::once());
        let mut told = Diagnosis::new(label);
        // Whatever ends it early has told why; what it has not come to is told as skipped.
        let _ = self.examine(label, examination, &mut session, &mut told).await;
        told.finish(&session.redactor)
    }

    async fn examine<'a>(
        &'a self,
        label: &str,
        examination: &Examination,
        session: &mut Session<'a>,
        told: &mut Diagnosis,
    ) -> Option<()> {
        let (file, integration) = file::check(self, label, told)?;
        let connection = secrets::check(self, &file, &integration, session, told)?;
        let mut subject = Subject { runner: self, file, integration, connection, session, material: None };
        let ready = secrets::check_credential(&mut subject, told);
        if !examination.online {
            return None;
        }
        let reached = reach::check(&mut subject, told).await;
        if !ready || !reached {
            return None;
        }
        token::check(&mut subject, examination, told).await?;
        let (response, took) = api::check(&mut subject, examination, told).await?;
        organization::check(&subject, told);
        rights::check(&mut subject, examination, told).await;
        clock::check(&response, told);
        latency::check(&mut subject, took, told).await;
        Some(())
    }
}
