"""A headless GraphQL API over the event log of a car dealership's customers and vehicles."""

__version__ = "0.1.0"
