"""`scripts/bench`: mailboxes of any size with their truth, served by Dovecot, and what reading them takes.

Three steps, each in modules of its own: a mailbox is made (`cast`, `plan`, `letters`, `mailbox`), it is served
(`serve`, `link`), and whole processes are measured on it (`measure`, `raw`, `kith_runs`, `peers`). `truth` says
whether what kith found is right, `table` says it all in words. Nothing here is part of kith.
"""
