//! JumpCloud as a function from request to response.
