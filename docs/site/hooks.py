"""What MkDocs 1.4 does not do: looks at the anchors of links, leaves out what has dates, and shows code in
tables as GitHub does."""

import os
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File
from mkdocs.structure.nav import Link, Section


def on_files(files, config):
    css = Path(config["config_file_path"]).with_name("site.css")
    files.append(File(css.name, str(css.parent), os.path.join(config["site_dir"], "assets"), False))
    return files


def on_nav(nav, config, files):
    # The README leads to the results.
    unlisted = [
        file.src_uri
        for file in files.documentation_pages()
        if file.page not in nav.pages and not file.src_uri.startswith("benchmarks/results/")
    ]
    if unlisted:
        raise PluginError(f"not in the navigation (docs/site/mkdocs.yml): {', '.join(unlisted)}")
    modules = sorted(os.listdir(os.environ["SITE_JAVADOC"]))
    if modules:
        links = [Link(module, f"javadoc/{module}/index.html") for module in modules]
        nav.items.append(Section("Javadoc", links))
    return nav


HEAD = re.compile("(?<=<th>)[^<]*")
CELL = re.compile("<t[dh].*?</t[dh]>", re.DOTALL)
CODE = re.compile("(<code>)(.*?)(</code>)", re.DOTALL)
OPTION = re.compile(r"(?<![\w-])(--?[A-Za-z][\w-]*)")


def on_page_content(html, page, config, files):
    # GitHub takes a stroke out of a cell's code; Python-Markdown leaves it.
    html = CELL.sub(lambda cell: CODE.sub(lambda code: code[0].replace("\\|", "|"), cell[0]), html)
    # The name of a capability is not to make its column wide.
    html = HEAD.sub(lambda text: text[0].replace("_", "_<wbr>"), html)
    # A line is not to end after the dashes of an option.
    return CODE.sub(lambda code: code[1] + OPTION.sub(r'<span class="option">\1</span>', code[2]) + code[3], html)


class Page(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.anchors = {""}
        self.links = []
        self.loaded = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.anchors |= {values.get("id"), values.get("name")}
        if tag == "a" and values.get("href"):
            self.links.append(values["href"])
        elif tag == "link" or "src" in values:
            self.loaded.append(values.get("src") or values.get("href"))


def dead_links(site):
    """Of the pages that MkDocs made; Javadoc looks at its own."""
    paths = [path for path in site.rglob("*.html") if site / "javadoc" not in path.parents]
    pages = {path: Page(path.read_text(encoding="utf-8")) for path in paths if path.name != "404.html"}
    for path, page in pages.items():
        for link in page.loaded:
            if urlsplit(link).netloc:
                yield f"{path.relative_to(site)}: loads {link}"
        for link in page.links:
            scheme, host, target, _, anchor = urlsplit(link)
            if scheme or host:
                continue
            there = (path.parent / unquote(target)).resolve() if target else path
            if not there.is_file():
                yield f"{path.relative_to(site)}: no {target}"
            elif there in pages and unquote(anchor) not in pages[there].anchors:
                yield f"{path.relative_to(site)}: no #{anchor} in {there.relative_to(site)}"


def on_post_build(config):
    site = Path(config["site_dir"]).resolve()
    for name in ("sitemap.xml", "sitemap.xml.gz"):
        # They have the day of the build, and no use without an address.
        (site / name).unlink(missing_ok=True)
    shutil.copytree(os.environ["SITE_JAVADOC"], site / "javadoc")
    dead = sorted(dead_links(site))
    if dead:
        raise PluginError("dead links:\n  " + "\n  ".join(dead))
