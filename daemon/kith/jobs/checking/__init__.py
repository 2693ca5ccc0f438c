"""`kith check`: does everything work that kith needs? One question after the other, each in a file of its own."""
