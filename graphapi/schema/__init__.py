"""The GraphQL schema: types over the model's classes, and what their fields mean."""
