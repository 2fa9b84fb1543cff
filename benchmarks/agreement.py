"""Whether DuckDB, Polars, the loop and the product find the same six signals."""

from pathlib import Path

import polars as pl

from benchmarks import duck, lazy, loop, product

KEYS = ["client", "week"]
CLIENTS, WEEKS = 5, 10
TOLERANCE = 1e-6


def agree(folder: Path) -> bool:
    """Print the largest difference of each pair, signal by signal; false if they disagree.

    The loop is held to a slice. The product is held to exact agreement only where the portfolio
    was made `--plain`: elsewhere it knows of holidays and urgent contacts, the others do not.
    """
    sql = pl.DataFrame(duck.six(duck.sources(folder))).with_columns(pl.col("week").cast(pl.Int64))
    good = same("polars", sql, lazy.six(folder, lazy.sources(folder)))
    clients, logs = loop.read(folder)
    some = clients.sample(CLIENTS, random_state=1)
    for name, loops in loop.LOOPS.items():
        points = pl.DataFrame(list(loops(some, logs, WEEKS)))
        last = int(sql.select(pl.max("week")).item())
        keys = pl.DataFrame(
            [(client, last - back) for client in some["client"] for back in range(WEEKS)],
            schema=KEYS,
            orient="row",
        )
        good &= same(f"loop {name}", sql, pl.concat([keys, points], how="horizontal"))
    try:
        found = product.six_table(folder)
    except product.NotAvailable as reason:
        print(f"product: not available: {reason}")
        return good
    plain = clients["country"].isna().all()
    return same("product", sql, found) or (good and not plain)


def same(name: str, expected: pl.DataFrame, found: pl.DataFrame) -> bool:
    """Compare the rows of `found` with `expected`; blank must meet blank."""
    wanted = expected.fill_nan(None)
    both = found.fill_nan(None).join(wanted, on=KEYS, how="left", suffix=" expected")
    good = True
    for signal in product.SIX:
        left, right = pl.col(signal), pl.col(f"{signal} expected")
        furthest, blanks = both.select(
            (left - right).abs().max(), blanks=(left.is_null() != right.is_null()).sum()
        ).row(0)
        good &= blanks == 0 and (furthest or 0.0) < TOLERANCE
        print(
            f"{name:16} {signal:22} {len(both):7} points, largest difference "
            f"{furthest or 0.0:.2e}, blank in one only {blanks}"
        )
    return good
