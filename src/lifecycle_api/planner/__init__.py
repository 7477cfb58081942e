"""Turns a GraphQL operation into one SQL statement, from metadata that stands beside each field."""
