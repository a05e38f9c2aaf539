"""A browser on a busy machine may take its time."""

from playwright.async_api import expect

expect.set_options(timeout=20_000)
