"""Asking the network which mail servers a domain has. Only the domain is ever told to anybody, never the address."""
