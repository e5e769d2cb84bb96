"""What events say, type by type: the one place that the published JSON Schemas come from.

A type's data only ever gains members, and the values of a member only ever mean more. What would
break a reader is another type, announced beside the old one.
"""
