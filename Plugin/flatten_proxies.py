#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Writes the server manager XML of the plugin: every proxy with all of its properties, those of its bases
included, in the order in which ParaView's panel and help page show them.

ParaView resolves bases itself, but its help pages show only what a proxy's own XML has, and its window needs
every base before the first proxy that names it. Neither matters for proxies without bases.

    flatten_proxies.py --output FOLDER BASES_AND_PROXIES.xml ...

Each file with a proxy outside the groups internal_* is written to FOLDER under its own name, and named on
standard output if that changes it. The order of properties: those outside of property groups, as declared, bases
first; then group by group, as listed there.
"""

import argparse
import copy
import pathlib
import sys
import xml.etree.ElementTree as ElementTree

INTERNAL = "internal_"
BASE_ATTRIBUTES = ("base_proxygroup", "base_proxyname")


def is_property(element):
    return element.tag.endswith("Property")


def proxies_of(tree):
    """Pairs of group and proxy element, in order."""
    for group in tree.getroot().iter("ProxyGroup"):
        for proxy in group:
            yield group.get("name"), proxy


def base_of(proxy):
    name = proxy.get("base_proxyname")
    return (proxy.get("base_proxygroup"), name) if name else None


def inherited_properties(proxy, known):
    """Name -> element of the proxy's properties, bases first; one declared again stays in its base's place."""
    base = base_of(proxy)
    if base and base not in known:
        raise ValueError(f"{proxy.get('name')}: its base {base} is defined in none of the files before it")
    properties = inherited_properties(known[base], known) if base else {}
    for element in filter(is_property, proxy):
        name = element.get("name")
        if name in properties and element.get("override") != "1":
            raise ValueError(f"{proxy.get('name')}: {name} is declared again without override=\"1\"")
        properties[name] = element
    return properties


def panel_order(proxy, properties):
    """Names of the properties in the order of the panel."""
    grouped = [entry.get("name") for group in proxy.iter("PropertyGroup") for entry in group.iter("Property")]
    for name in grouped:
        if name not in properties:
            raise ValueError(f"{proxy.get('name')}: a property group names {name}, which is no property")
        if grouped.count(name) > 1:
            raise ValueError(f"{proxy.get('name')}: {name} is in several property groups")
    return [name for name in properties if name not in grouped] + grouped


def flattened(proxy, known):
    properties = inherited_properties(proxy, known)
    result = ElementTree.Element(proxy.tag, {k: v for k, v in proxy.attrib.items() if k not in BASE_ATTRIBUTES})
    own = [element for element in proxy if not is_property(element)]
    first_group = next((i for i, element in enumerate(own) if element.tag in ("PropertyGroup", "Hints")), len(own))
    result.extend(own[:first_group])
    for name in panel_order(proxy, properties):
        element = copy.deepcopy(properties[name])
        element.attrib.pop("override", None)
        result.append(element)
    result.extend(own[first_group:])
    return result


def flattened_file(tree, known):
    """The root element of a file's public proxies, or None if it has none; adds its proxies to `known`."""
    root = ElementTree.Element("ServerManagerConfiguration")
    for group, proxy in proxies_of(tree):
        known[group, proxy.get("name")] = proxy
        if group.startswith(INTERNAL):
            continue
        place = ElementTree.SubElement(root, "ProxyGroup", name=group)
        place.append(flattened(proxy, known))
    return root if len(root) else None


def write_if_changed(path, root):
    """Writes and names a file that is not there yet or has another text: others stay up to date."""
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode") + "\n"
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
        print(path.name)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=pathlib.Path, required=True)
    parser.add_argument("files", type=pathlib.Path, nargs="+")
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    known = {}
    for path in options.files:
        root = flattened_file(ElementTree.parse(path), known)
        if root is not None:
            write_if_changed(options.output / path.name, root)


if __name__ == "__main__":
    try:
        main()
    except (ValueError, ElementTree.ParseError, OSError) as failure:
        sys.exit(f"flatten_proxies.py: {failure}")
