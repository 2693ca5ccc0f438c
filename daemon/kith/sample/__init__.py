"""The fictional correspondence of Sam Okafor: written down in `mailbox.txt`, made into mail by `letters`."""
