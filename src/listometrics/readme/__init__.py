"""Read an awesome list: its headings and tables, its cells, and what they name."""
