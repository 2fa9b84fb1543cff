"""Links: what somebody may see without signing in; one authorisation for all that is shown.

`opening.opened` is that authorisation: it gives a grant, of which `snapshot.snapshot` makes all
that a shared page may hold. `making.make_link` and `telling.links_of` are for who makes links.
Nothing is loaded here: a command that only scores needs no database.
"""
