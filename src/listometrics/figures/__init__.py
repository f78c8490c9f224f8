"""Figures: each draw function takes a tidy table and returns the figure; it computes and saves nothing."""
