"""Setting kith up for `kith init`: the server, the login, the place of the password, the file, the first people."""
