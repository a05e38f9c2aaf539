"""What administrators keep."""
