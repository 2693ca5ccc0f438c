"""Composing the digest: whom to suggest, and what is said of them."""
