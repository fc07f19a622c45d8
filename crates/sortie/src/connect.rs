use sortie_core::{Connection, Failure, Integration};
use sortie_runner::{HttpTransport, NetworkMaterial, Transport};

use crate::emulator_transport::EmulatorTransport;

/// Opens the way to a connection: the emulator in this process where it asks for that, else HTTP.
pub(crate) fn connect(
    connection: &Connection,
    integration: &Integration,
    material: &NetworkMaterial,
) -> Result<Box<dyn Transport>, Failure> {
    match connection.emulator {
        Some(settings) => Ok(Box::new(EmulatorTransport::new(settings))),
        None => Ok(Box::new(HttpTransport::new(connection, integration, material)?)),
    }
}
