//! What an action is and what a run of it means; pure.

mod method;
mod request;
mod response;

pub use method::Method;
pub use request::Request;
pub use response::Response;
