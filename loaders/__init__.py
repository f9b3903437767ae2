"""How a source becomes rows, and rows a file again: one module a format."""
