"""How agents sign in: what allauth is told to do, and the limits it can't keep across processes.

`backend` looks at passwords, `tries` counts attempts, the adapters (`account`, `codes`, `provider`) are
allauth's hooks, `forms` its forms, `letters` the mails about one's own account.
"""
