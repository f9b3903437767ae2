"""Tests of the bench: what it sends, compares and tells."""
