"""A reproducible bibliometric study of a curated reading list."""

__version__ = "0.1.0"
