"""Where the logs come from: files of a folder, other files, spreadsheets; read into the 13 logs.

`opening.read_logs` is the door. What is a plain file of a log is read as it is, and fast. All else
is prepared: fetched, mapped by a recipe, its values made canonical, written as a plain file, of
which each row knows where it comes from.
"""
