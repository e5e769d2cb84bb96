"""Who may call what: one table, and everything that is written from it.

`actions.csv` says which roles have which AWS action, `routes.csv` which actions each route of the
API asks for. From the two come the managed policies and the API's resource policy in
`template.yaml`, `docs/permissions.md`, the list of operations by role that ships with the
functions, and the list of routes by role that ships with the console. What functions may do
themselves, the template says; `docs/permissions-of-functions.md` is written from that.
"""
