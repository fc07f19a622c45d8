//! What an action is and what a run of it means; pure.
//!
//! Values in, values out: the flow of one run is [`render`] (the caller's templates become declared, typed
//! [`Inputs`]), [`plan`] (the definition's templates become an inert [`Request`]), [`decode`] and
//! [`result`] (a [`Response`] becomes a value), [`Envelope`]. [`Pager`] repeats the last steps.
//!
//! Deliberately absent: files, the environment, the clock, the network, async, logging. Whoever calls
//! brings texts and responses, and takes requests and messages.

mod action;
mod action_check;
mod action_file;
mod address;
#[cfg(test)]
mod answers_tests;
mod block;
mod body;
mod caller_marks;
mod caller_templates;
mod census;
mod coerce;
mod compiler;
mod config_file;
mod connection;
mod connection_check;
mod connection_draft;
mod connection_fields;
mod connection_file;
#[cfg(test)]
mod connection_tests;
mod curl;
#[cfg(test)]
mod debug_tests;
mod decode;
mod derived;
mod derived_inputs;
mod derived_request;
#[cfg(test)]
mod derived_tests;
mod derived_words;
mod diagnosis_file;
mod effect;
mod embedded;
#[cfg(test)]
mod embedded_tests;
mod engines;
mod envelope;
mod failure;
mod failure_kind;
mod file;
#[cfg(test)]
mod fixtures;
mod fold;
mod headers;
mod input;
mod input_format;
mod input_marks;
mod input_type;
mod inputs;
#[cfg(test)]
mod inputs_tests;
mod integration;
mod integration_file;
mod invocation;
mod joints;
mod ledger;
mod ledger_record;
#[cfg(test)]
mod ledger_tests;
mod legal_name;
mod literal_secrets;
mod logged;
mod lookup;
mod method;
mod name;
mod needed_lookup;
mod needles;
mod network;
mod network_file;
mod org_id;
mod organizations;
mod pace;
mod page;
mod pager;
#[cfg(test)]
mod pager_tests;
#[cfg(test)]
mod pager_walk;
mod paging;
mod peeled;
mod places;
mod plan;
mod probe;
mod proxy;
mod redactor;
#[cfg(test)]
mod redactor_tests;
mod reference_file;
mod reference_reads;
mod request;
mod request_file;
mod request_template;
mod response;
mod result;
mod result_keys;
mod retry_policy;
#[cfg(test)]
mod retry_tests;
mod row;
#[cfg(test)]
mod row_tests;
mod schemas;
#[cfg(test)]
mod schemas_tests;
mod search;
mod secret;
mod secret_inputs;
#[cfg(test)]
mod secret_inputs_tests;
mod secret_source;
mod service_account;
#[cfg(test)]
mod service_account_tests;
#[cfg(test)]
mod several_inputs_tests;
mod show;
mod side_effect;
#[cfg(test)]
mod sinks_tests;
mod skips;
mod spelled_json;
mod spelling;
mod squeezed;
mod tags;
mod token;
mod traces;
mod tree;
mod tries;
mod turned;
mod twin;
mod window;
mod yaml_text;

pub use action::Action;
pub(crate) use action_file::ActionFile;
pub use address::is_loopback;
pub use block::Block;
pub use body::Body;
pub use caller_templates::caller_scope;
pub use config_file::ConfigFile;
pub use connection::Connection;
pub use connection_draft::{AddressDraft, ConnectionDraft, CredentialDraft, SecretDraft};
pub use connection_file::{ConnectionFile, EmulatorFile, OAuthFile};
pub use decode::decode;
pub(crate) use derived::Derived;
pub use derived_inputs::secret_names;
pub(crate) use diagnosis_file::{OrganizationsFile, ProbeFile};
pub use effect::Effect;
pub use embedded::Embedded;
pub use envelope::Envelope;
pub use failure::Failure;
pub use failure_kind::FailureKind;
pub use file::{Diagnostic, Mistakes};
pub use input::Input;
pub use input_format::InputFormat;
pub use input_marks::{tells_places, value_without_marked, without_marked};
pub use input_type::{InputType, InputTypes};
pub use inputs::{Inputs, render};
pub use integration::Integration;
pub use integration_file::Limits;
pub(crate) use integration_file::{Api, Auth, IntegrationFile, LookupFile, Paging, QueryStyle};
pub use invocation::Invocation;
pub use ledger::{Ledger, Turn};
pub use lookup::{Lookup, Search};
pub use method::Method;
pub use name::{fold, suggest};
pub use needed_lookup::NeededLookup;
pub use network::{ClientCertificate, Network};
pub use network_file::{ClientCertificateFile, ProxyAuthFile, UndefinedFile};
pub use organizations::{Organization, Organizations};
pub use pace::Pace;
pub use pager::Pager;
pub use plan::{plan, plan_test};
pub use probe::Probe;
pub use proxy::{Proxy, ProxyAuth};
pub use redactor::{HIDDEN, Redactor};
pub use reference_file::{ReferenceFile, ReferenceType};
pub use reference_reads::ReferenceReads;
pub use request::{Purpose, Request};
pub(crate) use request_file::RequestFile;
pub use response::Response;
pub use result::result;
pub(crate) use retry_policy::RetryFile;
pub use retry_policy::{Moment, RetryPolicy, retry_after};
pub use row::{row_value, write_row};
pub use schemas::schemas;
pub use secret::Secret;
pub use secret_source::{CommandLine, SecretCommand, SecretSource};
pub use service_account::ServiceAccount;
pub use show::obeyed;
pub use side_effect::SideEffect;
pub use spelled_json::spelled_json;
pub use token::Token;
pub use tries::Tries;
pub(crate) use twin::Twin;
