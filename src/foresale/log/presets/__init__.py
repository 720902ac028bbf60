"""Exports of well-known systems: one file each, and only for what the general rules cannot read."""
