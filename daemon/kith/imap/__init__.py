"""The reading edge: headers come out of an IMAP mailbox here, and nothing is ever changed in it.

Promises that only commands which read are sent (EXAMINE, FETCH with PEEK, SEARCH, LIST, STATUS), that no secret
leaves before the line is safe, and that every failure arrives as one of `kith.errors`. Nothing above this package
knows imaplib or imapclient.
"""
