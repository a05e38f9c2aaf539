"""Offices, missions, emergency numbers, regions: data with source and date."""
