//! The program as its users meet it: the real binary, real sockets.

mod readme;
