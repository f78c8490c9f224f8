"""Statistics of the works: who is counted, shares and sizes with their intervals, claims, the field."""
