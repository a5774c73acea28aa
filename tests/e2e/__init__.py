"""End-to-end tests: a package, so that the browser ends with the last of them."""
