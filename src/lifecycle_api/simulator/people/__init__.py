"""People: invented names and contact points, customers with their households, and staff who come and go."""
