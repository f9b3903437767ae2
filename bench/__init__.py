"""Side by side with a plain program that does the same: `python -m bench` prints ratios."""
