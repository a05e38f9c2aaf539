"""The officers' web console."""
