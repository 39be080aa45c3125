"""Reads what a model is from its files, without loading it.

A shared room: the library describes repos with it, the memory estimate builds on the same readers.
It knows nothing of caches, disks or networks; whoever calls it says how a file is opened.
`facts.describe` answers for a whole repo; the readers beside it answer for one file.
"""
