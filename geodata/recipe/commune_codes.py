"""Write ``geodata/tables/commune_codes.csv``, the commune codes before and since 1 July 2025, from the pinned package.

Usage: python geodata/recipe/commune_codes.py --cache DIR
"""

import argparse
from pathlib import Path

import pandas as pd
import sources

HERE = Path(__file__).resolve().parent
COLUMNS = {"wardCode": "code", "ward": "name_vi", "provinceCode": "unit"}


def main() -> None:
    """Write both vintages, sorted by code; places without a commune (five island districts) are not in it."""
    parser = argparse.ArgumentParser(description="Write the table of commune codes.")
    parser.add_argument("--cache", type=Path, required=True, help="folder of downloaded archives")
    present, former, _ = sources.commune_tables(sources.fetch_all(parser.parse_args().cache.resolve())["wards"])
    vintages = {"2004-2025": former.dropna(subset=["wardCode"]), "2025-07-01": present}
    parts = [frame[[*COLUMNS]].rename(columns=COLUMNS).assign(vintage=name) for name, frame in vintages.items()]
    codes = pd.concat(parts).drop_duplicates().sort_values(["vintage", "code"])
    codes[["vintage", "code", "name_vi", "unit"]].to_csv(HERE.parent / "tables" / "commune_codes.csv", index=False)


if __name__ == "__main__":
    main()
