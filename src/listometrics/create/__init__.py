"""A new study of another list: its folders, its inputs, and a page that says what to do next."""
