"""What can happen to customers and vehicles, and whose data it is: pure, without database or web."""
