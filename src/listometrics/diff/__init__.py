"""What changed between two versions of a list: works, not lines."""
