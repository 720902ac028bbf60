"""Foresale: who will buy, when, how much and which item, from the log a shop already has."""

__version__ = "0.1.0"
