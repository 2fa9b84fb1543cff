"""Pages for guests: plain HTML by a link, without Streamlit, scripts or a websocket.

`routes.ROUTES` stand in the server before all of Streamlit's own. Nothing here holds a portfolio or
the store: `health.links.door` is asked anew for whatever is shown.
"""
