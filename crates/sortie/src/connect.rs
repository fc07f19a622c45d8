use sortie_core::{Connection, Failure, Integration, Secret};
use sortie_runner::{HttpTransport, Transport, Way};

use crate::emulator_transport::EmulatorTransport;

/// Opens the way to a connection: the emulator in this process where it asks for that, else HTTP.
pub(crate) fn connect(
    connection: &Connection,
    integration: &Integration,
    key: Option<Secret>,
    way: &Way,
) -> Result<Box<dyn Transport>, Failure> {
    match connection.emulator {
        Some(settings) => Ok(Box::new(EmulatorTransport::new(settings))),
        None => Ok(Box::new(HttpTransport::new(connection, integration, key, way)?)),
    }
}
