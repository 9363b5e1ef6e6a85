//! Lists every library once so that `cargo test -p X -p features` builds them with the same features everywhere.
