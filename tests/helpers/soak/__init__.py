"""A day of trouble: the real `kith run` by a simulated clock, between servers that fail, killed again and again.

`clock` is the time they share, `stable` starts kith, `mailbox` is what the user and the world do, `trouble` what goes
wrong, `day` tells the whole story, `audit` looks whether anything was lost or doubled.
"""
