"""Many people at once, and how much that costs."""
