"""Leads: what shoppers ask for, through which sender, and the many dialects of ADF in which it arrives."""
