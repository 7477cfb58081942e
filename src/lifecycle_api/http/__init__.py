"""The edge: routes, limits, health, intake, the GraphQL view and the console; it refuses in JSON."""
