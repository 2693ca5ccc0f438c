"""Address books: read, imported, exported."""
