"""What Tab offers: verbs, options, files, people. A shell's function in `scripts` asks, and kith answers in lines.

The function runs kith with `$_KITH_COMPLETE` set to the name of the shell and the words typed so far as arguments. An
answer is a line for each thing to offer: kind (`plain`, `file`, `dir`), value, meaning, with tabs between them. Names
were written by strangers: they are cleaned here, and quoted for the shell (threat C11); nothing is ever evaluated.
"""
