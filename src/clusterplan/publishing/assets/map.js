"use strict";
/* The behaviour of map.html. folium's script calls unit, facilities, zone and archipelago for each feature, then start. */
const clusterplan = (() => {
  const motion = !window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const { words, technologies } = JSON.parse(document.getElementById("texts").textContent);
  const units = new Map();
  const labels = [];
  const facilities = [];
  const archipelagos = [];
  let map, country, labelLayer, reachLayer, opener;

  const language = () => document.documentElement.lang;
  const say = (key) => words[key][language() === "vi" ? 0 : 1];
  const nameOf = (properties) => properties.name[language()];
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase();
  const row = (code) => document.querySelector(`tr[data-unit="${CSS.escape(code)}"]`);

  function element(tag, className, text = "") {
    const made = document.createElement(tag);
    made.className = className;
    made.textContent = text;
    return made;
  }

  function sign(symbol) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.append(document.createElementNS("http://www.w3.org/2000/svg", "use"));
    svg.firstChild.setAttribute("href", `#${symbol}`);
    return svg;
  }

  function card(id) {
    const holder = document.createElement("div");
    holder.append(document.getElementById(id).content.cloneNode(true));
    return holder;
  }

  /* Cards open beside the map and never move or cover it: both archipelagos stay in view. */
  function bindCard(layer, id) {
    layer.bindPopup(() => card(id), { pane: "cards", autoPan: false, maxWidth: null });
    layer.on("popupopen", () => {
      document.getElementById("card").scrollTop = 0;
    });
  }

  function pressable(target, name, action) {
    target.setAttribute("tabindex", "0");
    target.setAttribute("role", "button");
    target.setAttribute("aria-label", name);
    target.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      action();
    });
  }

  /* What folium calls, feature by feature. */

  function unit(feature, layer) {
    const { code } = feature.properties;
    units.set(code, layer);
    bindCard(layer, `unit-${code}`);
    layer.bindTooltip(() => tip(feature.properties), { sticky: true });
    layer.on("add", () => {
      const path = layer.getElement();
      path.dataset.code = code;
      pressable(path, nameOf(feature.properties), () => open(code));
      path.addEventListener("focus", () => mark(code, true));
      path.addEventListener("blur", () => mark(code, false));
    });
    layer.on("popupopen", () => select(code));
    layer.on("popupclose", () => select(null));
  }

  function planned({ cluster, focuses }) {
    const names = focuses.map((id) => `${id} ${technologies[id][language() === "vi" ? 0 : 1]}`);
    return [cluster || say("no_cluster"), ...names];
  }

  function tip(properties) {
    const lines = properties.told ? properties.told[language()].slice() : planned(properties);
    const box = element("div", "");
    box.append(element("b", "", nameOf(properties)));
    lines.forEach((line) => box.append(document.createElement("br"), line));
    return box;
  }

  function facility(feature, latlng) {
    const { site_id: site, kind, hubs, reach, flagged } = feature.properties;
    const className = flagged ? "facility flagged-site" : "facility";
    const icon = L.divIcon({ className, html: sign(kind), iconSize: [22, 22] });
    const marker = L.marker(latlng, { icon, keyboard: true, riseOnHover: true });
    bindCard(marker, `site-${site}`);
    marker.bindTooltip(() => feature.properties[`name_${language()}`]);
    marker.on("popupopen mouseover", () => showReach(latlng, hubs, reach));
    marker.on("mouseout", () => marker.isPopupOpen() || reachLayer.clearLayers());
    marker.on("popupclose", () => reachLayer.clearLayers());
    marker.on("add", () => marker.getElement().setAttribute("aria-label", feature.properties[`name_${language()}`]));
    facilities.push(marker);
    return marker;
  }

  function zone(feature, latlng) {
    const icon = L.divIcon({ className: "zone-sign", html: sign("zone"), iconSize: [13, 13] });
    const marker = L.marker(latlng, { icon, keyboard: false, zIndexOffset: -500 });
    return marker.bindTooltip(() => feature.properties[`name_${language()}`]);
  }

  function archipelago(feature, latlng) {
    const body = element("div", "");
    const islands = sign("islands");
    const { unit: owner } = feature.properties;
    if (owner) islands.style.fill = colourOf(owner);
    const name = element("span", "", feature.properties.label);
    name.lang = "vi";
    body.append(islands, name);
    const icon = L.divIcon({ className: "archipelago-sign", html: body, iconSize: [34, 22] });
    const marker = L.marker(latlng, { icon, keyboard: false, zIndexOffset: 1000 });
    if (owner) marker.on("click", () => open(owner, latlng));
    archipelagos.push(marker);
    return marker;
  }

  function colourOf(code) {
    const fill = units.get(code).feature.properties.fills.cluster;
    return fill.startsWith("url") ? `#${fill.slice(11, 17)}` : fill;
  }

  /* Selecting. */

  /* By keyboard, from the table or from the search: the card takes the focus and gives it back. */
  function open(code, at) {
    opener = document.activeElement;
    const layer = units.get(code);
    layer.openPopup(at || layer.feature.properties.label);
    layer.getPopup().getElement().querySelector(".leaflet-popup-close-button").focus({ preventScroll: true });
  }

  function giveFocusBack() {
    opener?.focus({ preventScroll: true });
    opener = null;
  }

  /* A tooltip that the returning focus opens would cover the map, and keep its language. */
  function closeTooltips() {
    [...units.values(), ...facilities].forEach((layer) => layer.closeTooltip());
  }

  function select(code) {
    document.querySelectorAll(".selected").forEach((old) => old.classList.remove("selected"));
    if (code === null) return;
    units.get(code).getElement().classList.add("selected");
    row(code).classList.add("selected");
    nameLabel(code).classList.add("selected");
  }

  const nameLabel = (code) => labels.find((found) => found.code === code).getElement().firstChild;

  function mark(code, focused) {
    nameLabel(code).classList.toggle("focused", focused);
  }

  function showReach(latlng, hubs, reach) {
    reachLayer.clearLayers();
    const style = { color: "#17365d", weight: 1.5, interactive: false, className: "reach" };
    if (reach) L.circle(latlng, { ...style, radius: 1000 * reach, dashArray: "5 5", fillOpacity: 0.06 }).addTo(reachLayer);
    hubs.forEach((hub) => L.polyline([latlng, units.get(hub).feature.properties.label], style).addTo(reachLayer));
  }

  function fade(cluster) {
    units.forEach((layer) => {
      const other = cluster !== null && layer.feature.properties.cluster !== cluster;
      layer.getElement().classList.toggle("faded", other);
    });
  }

  function showCluster(cluster) {
    const members = [...units.values()].filter((layer) => layer.feature.properties.cluster === cluster);
    const points = members.map((layer) => layer.feature.properties.label);
    map.fitBounds(L.latLngBounds(points).pad(0.6), { maxZoom: 8 });
  }

  function colourBy(choice) {
    document.body.dataset.colour = choice === "cluster" ? "cluster" : "score";
    units.forEach((layer) => {
      const { fills, focuses, code } = layer.feature.properties;
      layer.setStyle({ fillColor: fills[choice] });
      nameLabel(code).classList.toggle("chosen", focuses.includes(choice));
    });
    arrange();
  }

  /* Labels: as many as fit, hubs first; laboratories of one city side by side. */

  function addLabels() {
    const byRank = [...units.values()].sort((one, other) => other.feature.properties.hub - one.feature.properties.hub);
    byRank.forEach((layer) => {
      const { label, code, hub } = layer.feature.properties;
      const icon = L.divIcon({ className: "label", html: element("span", hub ? "name hub" : "name"), iconSize: [0, 0] });
      const marker = L.marker(label, { icon, interactive: false, keyboard: false, zIndexOffset: -1000 });
      marker.code = code;
      labels.push(marker.addTo(labelLayer));
    });
  }

  function writeLabels() {
    labels.forEach((label) => {
      const { properties } = units.get(label.code).feature;
      const name = label.getElement().firstChild;
      name.textContent = nameOf(properties);
      if (properties.hub) name.append(" ", element("small", "for-cluster", properties.cluster));
      if (properties.waiting) name.append(element("span", "mark for-cluster", "?"));
      units.get(label.code).getElement().setAttribute("aria-label", nameOf(properties));
    });
  }

  /* Signs shrink when the whole country is in view, and stand side by side where they would cover each other. */
  const signSize = () => (map.getZoom() < 7 ? 15 : 22);

  const overlaps = (one, other) =>
    one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

  function spreadFacilities() {
    const size = signSize();
    const groups = [];
    facilities.filter((marker) => marker.getElement()).forEach((marker) => {
      const point = map.latLngToLayerPoint(marker.getLatLng());
      const near = groups.find((group) => group.point.distanceTo(point) < size);
      if (near) near.markers.push(marker);
      else groups.push({ point, markers: [marker] });
    });
    groups.forEach(({ markers }) => markers.forEach((marker, place) => {
      const shift = (size - 1) * (place - (markers.length - 1) / 2);
      const { style } = marker.getElement();
      style.width = style.height = `${size}px`;
      style.marginTop = `${-size / 2}px`;
      style.marginLeft = `${shift - size / 2}px`;
    }));
  }

  function arrange() {
    spreadFacilities();
    const shown = facilities.map((marker) => marker.getElement()).filter(Boolean);
    const taken = [...shown, ...document.querySelectorAll(".archipelago-sign span")].map((sign) => sign.getBoundingClientRect());
    labels.filter((label) => label.getElement()).forEach((label) => {
      const name = label.getElement().firstChild;
      if (place(name, taken)) taken.push(name.getBoundingClientRect());
    });
  }

  function place(name, taken) {
    const beside = name.offsetWidth / 2 + 14;
    const places = [[0, 0], [0, 15], [0, -15]];
    if (name.classList.contains("hub")) places.push([beside, 0], [-beside, 0], [0, 28], [beside, 15], [-beside, 15], [beside + 30, 15]);
    const free = places.some(([right, down]) => {
      name.style.margin = `${down}px 0 0 ${right}px`;
      const box = name.getBoundingClientRect();
      return !taken.some((other) => overlaps(box, other));
    });
    name.style.visibility = free ? "visible" : "hidden";
    return free;
  }

  /* The page around the map. */

  function setLanguage(chosen) {
    document.documentElement.lang = chosen;
    document.querySelectorAll("option[data-vi]").forEach((option) => { option.textContent = option.dataset[chosen]; });
    const search = document.getElementById("search");
    search.placeholder = say("search");
    search.setAttribute("aria-label", say("search"));
    name(".leaflet-control-zoom-in", say("zoom_in"));
    name(".leaflet-control-zoom-out", say("zoom_out"));
    name(".leaflet-control-layers-toggle", say("legend"));
    map.closePopup();
    closeTooltips();
    map.invalidateSize({ animate: false });
    writeLabels();
    arrange();
  }

  function name(selector, text) {
    const control = document.querySelector(selector);
    control.title = text;
    control.setAttribute("aria-label", text);
  }

  function find(query) {
    const found = document.getElementById("found");
    found.replaceChildren();
    if (!query.trim()) return;
    const hits = [...document.querySelectorAll("tr[data-unit]")].flatMap((line) => hit(line, plain(query.trim())));
    hits.slice(0, 7).forEach(({ code, alias }) => found.append(result(code, alias)));
    if (!hits.length) found.append(element("li", "", say("nothing_found")));
  }

  function hit(line, query) {
    const names = line.dataset.names.split("|");
    const alias = names.find((known) => plain(known).includes(query));
    return alias ? [{ code: line.dataset.unit, alias }] : [];
  }

  function result(code, alias) {
    const own = nameOf(units.get(code).feature.properties);
    const button = element("button", "", own);
    button.type = "button";
    if (alias !== own) button.append(" ", element("small", "", `(${alias})`));
    button.addEventListener("click", () => { find(""); open(code); });
    const item = element("li", "");
    item.append(button);
    return item;
  }

  function home() {
    map.setMinZoom(0);
    map.fitBounds(country, { animate: false, paddingTopLeft: [8, 8], paddingBottomRight: [64, 30] });
    map.setMinZoom(map.getZoom());
  }

  function connect() {
    const on = (id, event, action) => document.getElementById(id).addEventListener(event, action);
    on("language", "click", () => setLanguage(language() === "vi" ? "en" : "vi"));
    on("whole", "click", home);
    on("print", "click", () => window.print());
    on("colour", "change", (event) => colourBy(event.target.value));
    on("search", "input", (event) => find(event.target.value));
    on("search", "keydown", (event) => event.key === "Enter" && document.querySelector("#found button")?.click());
    document.querySelectorAll("tr[data-unit] button").forEach((button) => {
      button.addEventListener("click", () => open(button.closest("tr").dataset.unit));
    });
    document.querySelectorAll("button[data-cluster]").forEach((button) => {
      const { cluster } = button.dataset;
      button.addEventListener("click", () => showCluster(cluster));
      ["mouseenter", "focus"].forEach((event) => button.addEventListener(event, () => fade(cluster)));
      ["mouseleave", "blur"].forEach((event) => button.addEventListener(event, () => fade(null)));
    });
    const refit = () => { map.invalidateSize({ animate: false }); home(); arrange(); };
    window.addEventListener("beforeprint", refit);
    window.addEventListener("afterprint", refit);
    window.matchMedia("print").addEventListener("change", refit);
  }

  function start(drawn) {
    map = drawn;
    map.createPane("cards", document.getElementById("card"));
    labelLayer = L.layerGroup().addTo(map);
    reachLayer = L.layerGroup().addTo(map);
    L.control.zoom({ position: "topright" }).addTo(map);
    L.control.scale({ imperial: false }).addTo(map);
    country = L.latLngBounds([]);
    units.forEach((layer) => country.extend(layer.getBounds()));
    archipelagos.forEach((marker) => country.extend(marker.getLatLng()));
    home();
    map.setMaxBounds(country.pad(0.6));
    addLabels();
    map.on("zoomend layeradd", arrange);
    map.on("resize", home);
    map.on("popupclose", () => { giveFocusBack(); closeTooltips(); });
    document.addEventListener("keydown", (event) => event.key === "Escape" && map.closePopup());
    map.on("popupopen", ({ popup }) => name(".leaflet-popup-close-button", say("close")));
    connect();
    setLanguage(language());
    if (window.innerWidth <= 800) document.querySelector(".legend").open = false;
  }

  return { motion, unit, facilities: facility, zone, archipelago, start };
})();
