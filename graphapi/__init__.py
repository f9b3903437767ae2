"""How the graph is served: GraphQL, pages, exports and the command line."""
