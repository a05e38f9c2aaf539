"""Which office, which officer, how urgent, what next when nobody answers. Pure."""
