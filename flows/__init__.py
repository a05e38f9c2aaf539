"""The conversation: pure Python data and the small engine that walks through it."""
