"""Review, registration and publication of a year: what may go out, what was registered, and the site."""
