"""The server of the dashboard: `streamlit run dashboard.py`.

The script that it runs, `pages/app.py`, stands inside `pages/` on purpose: Streamlit serves every
file of a `pages/` folder beside its script by itself, without running the script first.
"""

from __future__ import annotations

import sys
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

_HERE = Path(__file__).resolve().parent
if str(_HERE) not in sys.path:  # the server may be started from any folder
    sys.path.insert(0, str(_HERE))

from health.memory import use_few_arenas  # noqa: E402 - found by the path above

use_few_arenas()  # before anything starts threads

from pages.server.gate import Gate  # noqa: E402 - after that
from pages.server.headers import Headers  # noqa: E402
from pages.server.routes import ROUTES  # noqa: E402
from pages.server.standing import known  # noqa: E402
from pages.server.startup import apologise, lifespan  # noqa: E402
from pages.server.traffic import OrdersOfPages, ZippedAssets  # noqa: E402

_KNOWN = known()
app = st.App(
    _HERE / "pages" / "app.py",
    secrets=_KNOWN.secrets,
    lifespan=lifespan,
    routes=ROUTES,
    middleware=[
        Middleware(Headers, secure=_KNOWN.secure),
        Middleware(Gate),
        Middleware(ZippedAssets),
        Middleware(OrdersOfPages),
    ],
    on_script_error=apologise,
)
