"""The commands, one a module: each declares its options and calls the function that does the work."""
