"""What a study is on disk: its files, its tables and their schema, and the stage that works on them."""
