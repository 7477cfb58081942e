"""The stories: how a shopper becomes an owner, how a car is looked after, and how it finds its next owner."""
