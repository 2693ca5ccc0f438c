"""The manual pages, made from the declarations that help and example are made from too; scripts/man writes them down.

Promises: the same declarations give the same bytes, and groff and mandoc have nothing to say against them.
"""
