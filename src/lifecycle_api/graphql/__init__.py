"""The GraphQL schema, one file per noun. Read fields name their source; the planner does the rest."""
