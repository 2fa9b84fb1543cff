"""Files that people drop on the Logs page: checked, tried, and stored into the folder of logs.

`checked.checked` is the gate: what passes it is a table of a kind that is read, and is small enough
to be. `trial.tried` says what would become of it. `storing.stored` puts it into the folder, whole
or not at all. `mended` says how rows that were set aside go out and come back.
"""
