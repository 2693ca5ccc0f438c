"""The user leaves a place: the plan of whom to tell, changes to it, how far it has got, and what goes away with it."""
