"""The verbs: each joins the floors below to do one thing a user can name. Shells only start them."""
