"""What is known of mail providers: their servers, what they want for a login, how they publish it."""
