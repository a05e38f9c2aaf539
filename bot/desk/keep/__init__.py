"""The administrators' pages: forms that keep what was typed, say what is wrong where it is, and need no script."""
