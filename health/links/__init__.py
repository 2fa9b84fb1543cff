"""Links: what somebody may see without signing in; one authorisation for all that is shown.

`opening.opened` is that authorisation, `making.make_link` and `making.links_of` are for who makes
links. Nothing is loaded here: a command that only scores needs no database.
"""
