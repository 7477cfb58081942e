"""What people can demand of their data: that it is shown, kept no longer than it may be, erased, and handed over."""
