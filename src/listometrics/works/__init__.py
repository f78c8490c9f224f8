"""Enrich the list's papers with BibTeX: sources in, one record a work out."""
