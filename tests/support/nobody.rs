use std::mem::forget;
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};

use rustix::net::{AddressFamily, SocketType, bind, getsockname, socket};

/// An address at which nobody listens, and nobody else can as long as the tests run: a port that is only free is given to
/// the next who asks.
pub(crate) fn nobody() -> SocketAddr {
    let socket = socket(AddressFamily::INET, SocketType::STREAM, None).expect("there are sockets");
    bind(&socket, &SocketAddrV4::new(Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
    let address = getsockname(&socket).expect("it has an address");
    forget(socket);
    SocketAddr::V4(address.try_into().expect("it is of the family that it was made for"))
}
