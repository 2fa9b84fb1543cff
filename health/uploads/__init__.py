"""Files that people drop on the Logs page: checked, understood, and stored into the folder of logs.

`checked.checked` is the gate: what passes it is a table of a kind that is read, and is small enough
to be. `storing.stored` puts it into the folder, whole or not at all. `mended` says how rows that
were set aside come back.
"""
