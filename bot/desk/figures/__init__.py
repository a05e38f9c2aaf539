"""Figures for leads: counted and drawn in a short-lived process of their own, kept with their time."""
