"""What the use cases need from the outside, in the words of the domain.

Reads are strongly consistent unless a method says otherwise. Writes are *staged* on a unit of work
and happen together, or not at all, in its `commit`.
"""
