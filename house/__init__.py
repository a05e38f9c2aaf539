"""The tools of the house: what `make` calls to install, check, lock and find what the tests need."""
