"""Commands about data-sharing agreements, from the draft to the deletion certificate."""
