"""Measures of the whole path. Each prints one JSON line a figure; none is a test."""
