"""What the headers of a message say, and what they mean. Pure functions; they never raise on bad mail."""
