"""Who may call what: one table, and everything that is written from it.

`actions.csv` says which roles have which AWS action, `routes.csv` which actions each route of the
API asks for. From the two come the managed policies and the API's resource policy in
`template.yaml`, `docs/permissions.md`, and the list of operations by role that ships with the
functions. What functions may do themselves, the template says; `docs/permissions-of-functions.md`
is written from that.
"""
