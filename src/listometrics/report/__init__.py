"""What readers get: the report, the explorer, survey tables, and rendered notebooks."""
