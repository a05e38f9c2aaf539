"""Which language is this, what does this text tell us, and the catalogues."""
