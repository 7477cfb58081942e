"""Cars: identity, catalogue, odometer, and the stock of the dealer group."""
