"""What the field looks like through the list: production, venues, people, words, themes, publishing, reading."""
