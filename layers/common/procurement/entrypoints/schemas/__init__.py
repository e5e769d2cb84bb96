"""What the API reads and writes: one schema per operation, in camelCase at the edge.

Requests only fix the JSON types; every rule lives in the domain, which reports all of its problems
at once. Amounts travel as strings (R-261); a JSON number is read exactly as it is written.
"""
