"""Running the notebooks in sequence under papermill, strictly."""
