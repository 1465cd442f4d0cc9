#!/usr/bin/env python3
"""Follow every link of a static site: links.py DIR. Links to other sites are for readers; nothing may be loaded from there."""
import html.parser
import pathlib
import sys
import urllib.parse

LOADED = {('img', 'src'), ('script', 'src'), ('link', 'href'), ('iframe', 'src'), ('source', 'src')}


class Page(html.parser.HTMLParser):
    def __init__(self, path):
        super().__init__()
        self.anchors, self.links, self.loads = set(), [], []
        self.feed(path.read_text())

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name == 'id' or (tag == 'a' and name == 'name'):
                self.anchors.add(value)
            elif (tag, name) in LOADED:
                self.loads.append(value)
            elif tag == 'a' and name == 'href':
                self.links.append(value)


root = pathlib.Path(sys.argv[1]).resolve()
pages = {path: Page(path) for path in root.rglob('*.html')}
wrong = []
count = 0
for path, page in pages.items():
    where = path.relative_to(root)
    for link in page.links + page.loads:
        url = urllib.parse.urlsplit(link)
        if url.scheme or url.netloc:
            if link in page.loads:
                wrong.append(f'{where}: loads {link}')
            continue
        count += 1
        target = (path.parent / urllib.parse.unquote(url.path)).resolve() if url.path else path
        if not target.exists():
            wrong.append(f'{where}: no {link}')
        elif url.fragment and target in pages and urllib.parse.unquote(url.fragment) not in pages[target].anchors:
            wrong.append(f'{where}: no such place: {link}')
print('\n'.join(sorted(set(wrong))) or f'{len(pages)} pages, {count} links')
sys.exit(bool(wrong) or len(pages) < 40)
