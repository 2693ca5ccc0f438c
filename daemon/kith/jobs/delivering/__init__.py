"""What is written goes into the mailbox, exactly once each: letters and drafts, and what becomes of them there."""
