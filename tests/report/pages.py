"""A page read as a browser reads it, for questions about what is in it."""

from __future__ import annotations

import base64
import hashlib
from html.parser import HTMLParser

VOID = {"meta", "link", "img", "br", "hr", "input", "base", "wbr", "source"}
#: Everything that makes a browser fetch, run or go somewhere.
REFERENCES = {
    "src",
    "href",
    "srcset",
    "action",
    "formaction",
    "data",
    "poster",
    "background",
    "cite",
    "ping",
    "xlink:href",
}


class Page(HTMLParser):
    """Tags, references, scripts, headings and visible text of one page."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.headings: list[int] = []
        self.contents: dict[str, list[str]] = {"script": [], "style": [], "title": []}
        self.visible: list[str] = []
        self._open: list[str] = []
        self.unbalanced: list[str] = []
        self.feed(text)
        self.close()
        self.unbalanced += self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take down a tag."""
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            self.headings.append(int(tag[1]))
        if tag in self.contents:
            self.contents[tag].append("")
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take down a tag that closes itself, as drawings have them."""
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        """Close what is open."""
        if self._open and self._open[-1] == tag:
            self._open.pop()
        else:
            self.unbalanced.append(tag)

    def handle_data(self, data: str) -> None:
        """Keep text where it belongs."""
        inside = self._open[-1] if self._open else ""
        if inside in self.contents:
            self.contents[inside][-1] += data
        else:
            self.visible.append(data)

    @property
    def text(self) -> str:
        """The visible text, its white space as one."""
        return " ".join("".join(self.visible).split())

    @property
    def policy(self) -> str:
        """The Content-Security-Policy."""
        (policy,) = (
            value for tag, name, value in self.attributes if (tag, name) == ("meta", "content") and "-src" in value
        )
        return policy

    def references(self) -> list[str]:
        """Every value that could make a browser fetch or go somewhere."""
        return [value for _, name, value in self.attributes if name in REFERENCES]

    def handlers(self) -> list[str]:
        """Attributes that hold code or style."""
        return [name for _, name, _ in self.attributes if name.startswith("on") or name == "style"]


def digest(text: str) -> str:
    """How a policy names an inline script or style."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
