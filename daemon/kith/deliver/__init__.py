"""How a digest leaves: rendered to a letter, then sent by SMTP or placed into a mailbox."""
