"""A drawing made fit to stand inside a page: only shapes, no script, names that clash with no other's."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from listometrics.errors import StudyError

SHAPES = frozenset(
    {
        "circle", "clipPath", "defs", "ellipse", "g", "image", "line", "linearGradient", "marker", "mask", "path",
        "pattern", "polygon", "polyline", "radialGradient", "rect", "stop", "svg", "symbol", "text", "tspan", "use",
    }
)  # fmt: skip
_URL = re.compile(r"url\(\s*+['\"]?([^()'\"]*+)['\"]?\s*+\)")
_PICTURE = re.compile(r"data:image/png;base64,[A-Za-z0-9+/=\s]*\Z")
_STYLE = re.compile(r"\s*\*\s*\{([^{}]*)\}\s*\Z")


def inline_svg(content: bytes, name: str, alt: str) -> str:
    """Return a drawing as an element for a page: described by `alt`, its ids led by `name`.

    Elements other than shapes, event handlers, links and addresses outside the drawing are left out.
    Raises StudyError where the content is not SVG.
    """
    try:
        root = ET.fromstring(content)
    except ET.ParseError as error:
        raise StudyError(f"reports/figures/{name}.svg: not SVG: {error}. Run the notebook that draws it.") from None
    if _local(root.tag) != "svg":
        raise StudyError(f"reports/figures/{name}.svg: not SVG: <{_local(root.tag)}>. Run the notebook that draws it.")
    style = "".join(
        match.group(1)
        for element in root.iter()
        if _local(element.tag) == "style" and (match := _STYLE.match(element.text or ""))
    )
    kept = _keep(root, f"{name}--")
    for attribute in ("width", "height", "version"):
        kept.attrib.pop(attribute, None)
    if "viewBox" not in kept.attrib:
        kept.set("viewBox", f"0 0 {_points(root.get('width'))} {_points(root.get('height'))}")
    kept.set("role", "img")
    kept.set("aria-label", alt)
    if style and "url" not in style:
        kept.set("style", " ".join(style.split()))
    return ET.tostring(kept, encoding="unicode", short_empty_elements=True)


def _keep(element: ET.Element, prefix: str) -> ET.Element:
    kept = ET.Element(_local(element.tag))
    for name, value in element.attrib.items():
        local = _local(name)
        if local == "id":
            kept.set("id", prefix + value)
        elif local == "href":
            if value.startswith("#"):
                kept.set("href", "#" + prefix + value[1:])
            elif _PICTURE.match(value):
                kept.set("href", value)
        elif not local.lower().startswith("on") and not name.startswith("{http://www.w3.org/XML"):
            kept.set(local, _URL.sub(lambda match: _address(match.group(1), prefix), value))
    kept.text, kept.tail = _text(element.text), _text(element.tail)
    kept.extend(_keep(child, prefix) for child in element if _local(child.tag) in SHAPES)
    return kept


def _address(target: str, prefix: str) -> str:
    return f"url(#{prefix}{target[1:]})" if target.startswith("#") else "none"


def _text(text: str | None) -> str | None:
    return None if text is None or not text.strip() else text


def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2] if isinstance(tag, str) else ""


def _points(length: str | None) -> str:
    return (re.match(r"[0-9.]+", length or "") or ["100"])[0]
