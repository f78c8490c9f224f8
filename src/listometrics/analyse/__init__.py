"""The analyses: frames of the study in, one tidy table a figure out. Nothing here reads or writes files."""
