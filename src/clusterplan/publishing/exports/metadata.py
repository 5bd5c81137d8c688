"""Metadata beside an export: ISO 19115 in the XML of ISO 19139, in Vietnamese with English beside it.

XML, because it is what catalogues of agencies exchange and what GeoNetwork, pycsw and ArcGIS take in as it stands; the
JSON encodings of ISO 19115 have no such readers. It is written and never read by clusterplan.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as Xml

import geopandas as gpd

from clusterplan.geodata.vn2000 import operation
from clusterplan.language import Text
from clusterplan.publishing.exports.dataset import Dataset, ExportLayer
from clusterplan.publishing.exports.format import Format
from clusterplan.publishing.fields import Provenance

__all__ = ["metadata_xml"]

_NAMESPACES = {
    "gmd": "http://www.isotc211.org/2005/gmd",
    "gco": "http://www.isotc211.org/2005/gco",
    "gml": "http://www.opengis.net/gml/3.2",
}
_CODES = "http://standards.iso.org/iso/19139/resources/gmxCodelists.xml#"
_OTHER = "EN"
"""Id under which English texts are found."""
_MAKER = Text(vi="clusterplan, công cụ lập phương án", en="clusterplan, a planning tool")
_RESTRICTED = Text(
    vi="Địa điểm hạn chế chỉ được cho ở điểm nhãn của đơn vị, hoặc tâm ô 0,1 độ.",
    en="Restricted places are given at the label point of their unit, or the centre of a cell of 0.1 degrees, alone.",
)


def metadata_xml(dataset: Dataset, layers: tuple[ExportLayer, ...], file: Path, kind: Format) -> str:
    """Return the metadata of one exported file.

    Parameters
    ----------
    dataset
        The dataset.
    layers
        Its layers that the file holds.
    file
        The file.
    kind
        Its format.

    Returns
    -------
    str
        XML text, the same for the same export.
    """
    for prefix, uri in _NAMESPACES.items():
        Xml.register_namespace(prefix, uri)
    about = layers[0].about if len(layers) == 1 else dataset.about
    root = Xml.Element(_tag("gmd:MD_Metadata"))
    _words(root, "gmd:fileIdentifier", f"{dataset.digest[:32]}-{file.name}")
    _code(_in(root, "gmd:language"), "gmd:LanguageCode", "vie")
    _code(_in(root, "gmd:characterSet"), "gmd:MD_CharacterSetCode", "utf8")
    _code(_in(root, "gmd:hierarchyLevel"), "gmd:MD_ScopeCode", "dataset")
    _party(_in(root, "gmd:contact"), _MAKER, "pointOfContact")
    _put(_in(root, "gmd:dateStamp"), "gco:Date", dataset.made)
    _words(root, "gmd:metadataStandardName", "ISO 19115:2003/19139")
    _words(root, "gmd:metadataStandardVersion", "1.0")
    _locale(root)
    _reference_system(root, dataset)
    _identification(root, dataset, layers, about)
    _distribution(root, file, kind)
    _quality(root, dataset)
    Xml.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(root, encoding="unicode") + "\n"


def _identification(root: Xml.Element, dataset: Dataset, layers: tuple[ExportLayer, ...], about: Provenance) -> None:
    part = _in(root, "gmd:identificationInfo", "gmd:MD_DataIdentification")
    citation = _in(part, "gmd:citation", "gmd:CI_Citation")
    _words(citation, "gmd:title", about.title)
    date = _in(citation, "gmd:date", "gmd:CI_Date")
    _put(_in(date, "gmd:date"), "gco:Date", _first_and_last(dataset.vintage)[1] or dataset.made)
    _code(_in(date, "gmd:dateType"), "gmd:CI_DateTypeCode", "revision")
    _words(citation, "gmd:edition", dataset.vintage)
    _words(_in(citation, "gmd:identifier", "gmd:MD_Identifier"), "gmd:code", f"sha256:{dataset.digest}")
    _words(part, "gmd:abstract", about.description)
    _party(_in(part, "gmd:pointOfContact"), Text(about.source, about.source), "originator")
    for layer in layers:
        keywords = _in(part, "gmd:descriptiveKeywords", "gmd:MD_Keywords")
        _words(keywords, "gmd:keyword", layer.about.title)
    terms = _in(part, "gmd:resourceConstraints", "gmd:MD_LegalConstraints")
    _code(_in(terms, "gmd:useConstraints"), "gmd:MD_RestrictionCode", "otherRestrictions")
    _words(terms, "gmd:otherConstraints", Text(f"Giấy phép: {about.licence}", f"Licence: {about.licence}"))
    _code(_in(part, "gmd:language"), "gmd:LanguageCode", "vie")
    _code(_in(part, "gmd:characterSet"), "gmd:MD_CharacterSetCode", "utf8")
    _put(_in(part, "gmd:topicCategory"), "gmd:MD_TopicCategoryCode", "economy")
    _extent(part, layers, dataset.vintage)
    _words(part, "gmd:supplementalInformation", _columns(layers))


def _extent(part: Xml.Element, layers: tuple[ExportLayer, ...], vintage: str) -> None:
    extent = _in(part, "gmd:extent", "gmd:EX_Extent")
    bounds = [layer.frame.total_bounds for layer in layers if isinstance(layer.frame, gpd.GeoDataFrame)]
    if bounds:
        box = _in(extent, "gmd:geographicElement", "gmd:EX_GeographicBoundingBox")
        edges = {
            "west": min(b[0] for b in bounds),
            "east": max(b[2] for b in bounds),
            "south": min(b[1] for b in bounds),
            "north": max(b[3] for b in bounds),
        }
        for edge, value in edges.items():
            name = f"gmd:{edge}BoundLongitude" if edge in ("west", "east") else f"gmd:{edge}BoundLatitude"
            _put(_in(box, name), "gco:Decimal", f"{value:.7f}")
    first, last = _first_and_last(vintage)
    if first and last:
        period = _in(extent, "gmd:temporalElement", "gmd:EX_TemporalExtent", "gmd:extent", "gml:TimePeriod")
        period.set(_tag("gml:id"), "vintage")
        _put(period, "gml:beginPosition", first)
        _put(period, "gml:endPosition", last)


def _distribution(root: Xml.Element, file: Path, kind: Format) -> None:
    part = _in(root, "gmd:distributionInfo", "gmd:MD_Distribution")
    form = _in(part, "gmd:distributionFormat", "gmd:MD_Format")
    _words(form, "gmd:name", kind.title)
    _words(form, "gmd:version", kind.version)
    online = _in(part, "gmd:transferOptions", "gmd:MD_DigitalTransferOptions", "gmd:onLine", "gmd:CI_OnlineResource")
    _put(_in(online, "gmd:linkage"), "gmd:URL", file.name)
    _words(online, "gmd:name", file.name)


def _quality(root: Xml.Element, dataset: Dataset) -> None:
    part = _in(root, "gmd:dataQualityInfo", "gmd:DQ_DataQuality")
    _code(_in(part, "gmd:scope", "gmd:DQ_Scope", "gmd:level"), "gmd:MD_ScopeCode", "dataset")
    lineage = _in(part, "gmd:lineage", "gmd:LI_Lineage")
    how = operation(dataset.system)
    moved = Text(vi=f"Phép chuyển từ WGS 84: {how.vi}.", en=f"Transformation from WGS 84: {how.en}.")
    said = (dataset.lineage, moved, _RESTRICTED)
    _words(lineage, "gmd:statement", Text(" ".join(part.vi for part in said), " ".join(part.en for part in said)))


def _reference_system(root: Xml.Element, dataset: Dataset) -> None:
    system = _in(root, "gmd:referenceSystemInfo", "gmd:MD_ReferenceSystem", "gmd:referenceSystemIdentifier")
    authority, _, code = dataset.system.authority.partition(":")
    identifier = _in(system, "gmd:RS_Identifier")
    _words(identifier, "gmd:code", code)
    _words(identifier, "gmd:codeSpace", authority)


def _columns(layers: tuple[ExportLayer, ...]) -> Text:
    """Return what every column means, in words."""
    return Text(*("\n".join(_column_lines(layers, language)) for language in ("vi", "en")))


def _column_lines(layers: tuple[ExportLayer, ...], language: str) -> Iterator[str]:
    for layer in layers:
        for field in layer.fields:
            meaning = field.meaning.vi if language == "vi" else field.meaning.en
            yield f"{layer.id}.{field.name} ({field.type}{f', {field.unit}' if field.unit else ''}): {meaning}"


def _first_and_last(vintage: str) -> tuple[str | None, str | None]:
    """Return the first and the last date that a vintage names.

    Examples
    --------
    >>> _first_and_last("2004-2025"), _first_and_last("2026-11"), _first_and_last("unknown")
    (('2004', '2025'), ('2026-11', '2026-11'), (None, None))
    """
    years = re.fullmatch(r"(\d{4})\s*[-–]\s*(\d{4})", vintage)
    if years:
        return years[1], years[2]
    date = re.match(r"\d{4}(-\d{2}(-\d{2})?)?(?!\d)", vintage)
    return (date[0], date[0]) if date else (None, None)


def _locale(root: Xml.Element) -> None:
    locale = _in(root, "gmd:locale", "gmd:PT_Locale")
    locale.set("id", _OTHER)
    _code(_in(locale, "gmd:languageCode"), "gmd:LanguageCode", "eng")
    _code(_in(locale, "gmd:characterEncoding"), "gmd:MD_CharacterSetCode", "utf8")


def _party(place: Xml.Element, name: Text, role: str) -> None:
    party = _in(place, "gmd:CI_ResponsibleParty")
    _words(party, "gmd:organisationName", name)
    _code(_in(party, "gmd:role"), "gmd:CI_RoleCode", role)


def _words(place: Xml.Element, name: str, text: Text | str) -> None:
    """Add an element with a text; one in two languages has English as its translation."""
    element = _in(place, name)
    _put(element, "gco:CharacterString", text if isinstance(text, str) else text.vi)
    if isinstance(text, Text) and text.vi != text.en:
        element.set("{http://www.w3.org/2001/XMLSchema-instance}type", "gmd:PT_FreeText_PropertyType")
        english = _put(_in(element, "gmd:PT_FreeText", "gmd:textGroup"), "gmd:LocalisedCharacterString", text.en)
        english.set("locale", f"#{_OTHER}")


def _code(place: Xml.Element, name: str, value: str) -> None:
    code = _put(place, name, value)
    code.set("codeList", f"{_CODES}{name.partition(':')[2]}")
    code.set("codeListValue", value)


def _put(place: Xml.Element, name: str, text: str) -> Xml.Element:
    element = _in(place, name)
    element.text = text
    return element


def _in(place: Xml.Element, *path: str) -> Xml.Element:
    """Add elements one inside the other and return the innermost."""
    for name in path:
        place = Xml.SubElement(place, _tag(name))
    return place


def _tag(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{_NAMESPACES[prefix]}}}{local}"
