//! Runs actions: reads files and secrets, sends requests.
