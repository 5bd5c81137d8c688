"""The browser client beside a folium page of the same layers, in headless Chromium with software rendering.

``python -m benchmarks.web`` measures, in one run: time until the national plan is seen and until its map is whole, the
weight of all scripts and styles, and frames a second while thousands of polygons are panned. It needs
``/usr/bin/chromium`` and the built client.
"""

from __future__ import annotations

import argparse
import gzip
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import geopandas as gpd
from playwright.sync_api import Browser, Page, Route, ViewportSize, sync_playwright

from clusterplan.geodata import Layers, feature_collection
from clusterplan.publishing.tiles import Tile
from clusterplan.publishing.tiles.layer import layer_of_features
from clusterplan.resources import bundled

CHROMIUM = "/usr/bin/chromium"
MANY = "communes_scale"
"""A layer of thousands of polygons, for measuring alone."""
ASSETS = Path(__file__).parents[1] / "src" / "clusterplan" / "publishing" / "assets"
VIEW: ViewportSize = {"width": 1280, "height": 720}

_PAN = """
() => new Promise(resolve => {
  const target = document.querySelector('SELECTOR');
  const box = target.getBoundingClientRect();
  const middle = {x: box.x + box.width / 2, y: box.y + box.height / 2};
  const send = (type, x, y, on = target) => on.dispatchEvent(new MouseEvent(type,
    {bubbles: true, cancelable: true, clientX: x, clientY: y, button: 0, buttons: type === 'mouseup' ? 0 : 1}));
  const began = performance.now(), frames = [];
  send('mousedown', middle.x, middle.y);
  const step = now => {
    frames.push(now);
    const turn = (now - began) / 5000 * 4 * Math.PI;
    send('mousemove', middle.x + 150 * Math.sin(turn), middle.y + 100 * Math.sin(turn / 2), document);
    if (now - began < 5000) requestAnimationFrame(step);
    else { send('mouseup', middle.x, middle.y, document); resolve(frames.slice(1).map((t, i) => t - frames[i])); }
  };
  requestAnimationFrame(step);
})
"""

_SEEN = """
window.seen = new Promise(resolve => {
  const look = () => document.querySelector(SELECTOR) ? resolve(performance.now()) : requestAnimationFrame(look);
  requestAnimationFrame(look);
});
"""


@contextmanager
def service() -> Iterator[str]:
    """Run the service with the national plan in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "CLUSTERPLAN_STATE_FOLDER": folder}
        command = [str(Path(sys.executable).with_name("clusterplan")), "serve", "national", "--port", "0"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
            try:
                assert process.stdout is not None
                yield next(line.strip() for line in process.stdout if line.startswith("http"))
            finally:
                process.terminate()


def drawn_after(page: Page, address: str, ready: str) -> float:
    """Return the milliseconds from asking for a page until something is on it."""
    page.add_init_script(_SEEN.replace("SELECTOR", repr(ready)))
    page.goto(address)
    return float(page.evaluate("window.seen"))


def first_paint(browser: Browser, address: str, repeat: int) -> dict[str, list[float]]:
    """Measure the client and the one-file map, in turns, each time with nothing kept."""
    pages = {
        "client, light drawing": (address, "[data-testid=preview] path"),
        "client, whole map": (address, "[data-testid=map][data-ready=true]"),
        "one-file map (folium)": (f"{address}map.html", "path.unit"),
    }
    found: dict[str, list[float]] = {name: [] for name in pages}
    for _ in range(repeat):
        for name, (where, ready) in pages.items():
            with browser.new_context(viewport=VIEW) as context:
                found[name].append(drawn_after(context.new_page(), where, ready))
    return found


def weight() -> dict[str, int]:
    """Return the bytes of all scripts and styles of the built client, gzipped, by kind."""
    files = sorted(bundled("web/dist/assets").glob("*"))
    kinds = {"scripts": (".js", ".mjs"), "styles": (".css",)}
    return {
        kind: sum(len(gzip.compress(file.read_bytes(), 9)) for file in files if file.suffix in suffixes)
        for kind, suffixes in kinds.items()
    }


def pan_client(browser: Browser, address: str, many: gpd.GeoDataFrame) -> list[float]:
    """Pan the client's map with many polygons in place of the units of the plan."""
    features = feature_collection(many)["features"]
    made: dict[str, Any] = {}

    def tile(route: Route) -> None:
        parts = route.request.url.split("/")
        name = parts[parts.index("collections") + 1]
        layer = made.setdefault(name, layer_of_features(name, features))
        at = Tile(int(parts[-3]), int(parts[-2]), int(parts[-1]))
        route.fulfill(body=layer.encoded(at), content_type="application/vnd.mapbox-vector-tile")

    with browser.new_context(viewport=VIEW, device_scale_factor=1) as context:
        page = context.new_page()
        page.route("**/collections/*-units/tiles/**", tile)
        page.goto(address)
        page.locator("[data-testid=map][data-ready=true]").wait_for(timeout=120_000)
        page.wait_for_timeout(3_000)
        return [float(gap) for gap in page.evaluate(_PAN.replace("SELECTOR", "[data-testid=map] canvas"))]


def pan_folium(browser: Browser, many: gpd.GeoDataFrame) -> list[float]:
    """Pan a plain folium page of the same polygons, its Leaflet taken from our files."""
    import folium

    view = folium.Map(location=(16, 107), zoom_start=6, tiles=None)
    folium.GeoJson(many[[many.columns[0], "geometry"]].to_json()).add_to(view)

    def from_disk(route: Route) -> None:
        name = route.request.url.rsplit("/", 1)[-1]
        local = ASSETS / name
        if name in ("leaflet.js", "leaflet.css"):
            route.fulfill(path=local)
        else:
            route.fulfill(body="", content_type="text/css" if name.endswith(".css") else "text/javascript")

    with tempfile.TemporaryDirectory() as folder, browser.new_context(viewport=VIEW) as context:
        path = Path(folder) / "folium.html"
        view.save(str(path))
        page = context.new_page()
        page.route(re.compile("^https:"), from_disk)
        page.goto(path.as_uri())
        page.locator("path.leaflet-interactive").first.wait_for(timeout=120_000, state="attached")
        page.wait_for_timeout(3_000)
        return [float(gap) for gap in page.evaluate(_PAN.replace("SELECTOR", ".leaflet-container"))]


def report(paint: dict[str, list[float]], pans: dict[str, list[float]], polygons: int) -> str:
    """Return what was measured, as Markdown."""
    sizes = weight()
    lines = ["| first drawing of the national plan | median | worst |", "|---|---|---|"]
    lines += [f"| {name} | {statistics.median(ms):.0f} ms | {max(ms):.0f} ms |" for name, ms in paint.items()]
    lines += ["", f"| pan of {polygons:,} polygons | frames a second (median) | slowest tenth |", "|---|---|---|"]
    for name, gaps in pans.items():
        slow = statistics.quantiles(gaps, n=10)[-1]
        lines.append(f"| {name} | {1000 / statistics.median(gaps):.0f} | {1000 / slow:.0f} |")
    total = sum(sizes.values())
    lines += [
        "",
        f"Gzipped: scripts {_kb(sizes['scripts'])}, styles {_kb(sizes['styles'])}, all {_kb(total)}.",
    ]
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return "\n".join(
        [*lines, "", f"{os.cpu_count()} cores, {platform.machine()}, load {load}, Chromium with software rendering."]
    )


def _kb(size: int) -> str:
    return f"{size / 1000:.0f} kB"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=5, help="times that each page is opened")
    parser.add_argument("--output", type=Path, help="file to write the table to")
    chosen = parser.parse_args()
    many = Layers.bundled()[MANY]
    with service() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        paint = first_paint(browser, address, chosen.repeat)
        pans = {"client": pan_client(browser, address, many), "folium (SVG)": pan_folium(browser, many)}
        browser.close()
    text = report(paint, pans, len(many))
    sys.stdout.write(f"{text}\n")
    if chosen.output:
        chosen.output.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
