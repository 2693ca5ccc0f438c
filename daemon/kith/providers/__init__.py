"""What is known of mail providers by name: nothing here is asked of a network."""
