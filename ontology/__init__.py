"""What the graph is: node types, relationships, scales, and everything derived from them."""
