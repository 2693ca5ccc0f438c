"""What the user says to kith, in lines: the words there are, what a line means, what follows from all that was said."""
