"""Reading one account, a file for each question: which folders, which windows, what goes wrong and what then."""
