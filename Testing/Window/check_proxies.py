#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Checks the plugin's server manager XML for what ParaView's window makes of it.

    check_proxies.py XML_FILE ...      in the order in which the plugin hands them to ParaView
"""
import collections
import re
import sys
import xml.etree.ElementTree as ElementTree

# Properties that belong to no group of the panel: inputs, file names and what ParaView shows by itself.
IN_NO_GROUP = {"Input", "Landscape", "FileNames", "FileName", "TimestepValues", "Encoding"}
NUMBERS = ("IntVectorProperty", "DoubleVectorProperty")


def proxies_of(path):
    for group in ElementTree.parse(path).getroot().iter("ProxyGroup"):
        for proxy in group:
            yield group.get("name"), proxy


def properties_of(proxy):
    return [element for element in proxy if element.tag.endswith("Property")]


def groups_of(proxy):
    """Label -> names of properties, for every group of the panel."""
    return {
        group.get("label"): [entry.get("name") for entry in group.iter("Property")]
        for group in proxy.iter("PropertyGroup")
    }


def is_on_panel(element):
    return element.get("information_only") != "1" and element.get("panel_visibility") != "never"


def bases(files):
    """ParaView's window makes every proxy as soon as it is defined: its base must be there already."""
    known = set()
    for path in files:
        for group, proxy in proxies_of(path):
            base = proxy.get("base_proxygroup"), proxy.get("base_proxyname")
            if base != (None, None) and base not in known:
                yield f"{path}: {proxy.get('name')} names the base {'.'.join(base)}, which no file before defines"
            known.add((group, proxy.get("name")))


def names(proxy):
    """What scripts call a property is its label without spaces: it must be the property's name."""
    for element in properties_of(proxy):
        label = re.sub(r"\W", "", element.get("label", element.get("name")))
        # ParaView's menu needs the name "Input" for what scripts call Trajectory.
        if label != element.get("name") and (element.get("name"), label) != ("Input", "Trajectory"):
            yield f"{element.get('name')}: scripts would have to call it {label}"


def documentation(proxy):
    for element in properties_of(proxy):
        if len((element.findtext("Documentation") or "").strip()) < 20:
            yield f"{element.get('name')} has no documentation"


def grouping(proxy):
    groups = groups_of(proxy)
    counts = collections.Counter(name for members in groups.values() for name in members)
    existing = [element.get("name") for element in properties_of(proxy)]
    for name in existing:
        wanted = 0 if name in IN_NO_GROUP else 1
        if counts[name] != wanted:
            yield f"{name} is in {counts[name]} groups of the panel, not in {wanted}"
    for name in counts:
        if name not in existing:
            yield f"a group names {name}, which is no property"
    if any(not label for label in groups):
        yield "a group has no label"


def order(proxy):
    """ParaView orders widgets by the properties' declarations: they must be in the order of the groups."""
    grouped = [name for members in groups_of(proxy).values() for name in members]
    declared = [element.get("name") for element in properties_of(proxy) if element.get("name") in grouped]
    if declared != grouped:
        yield f"properties are declared in another order than that of their groups: {declared}, {grouped}"


def labels(proxy):
    """Lists of numbers are shown without their labels: they need a group of their own, with a label."""
    for element in properties_of(proxy):
        if element.tag in NUMBERS and element.get("repeat_command") == "1" and is_on_panel(element):
            if [element.get("name")] not in groups_of(proxy).values():
                yield f"{element.get('name')} is a list of numbers without a label"


def hardware(proxy):
    """Device and threads come last."""
    present = [name for name in ("Device", "Threads") if name in [e.get("name") for e in properties_of(proxy)]]
    last = list(groups_of(proxy).items())[-1:]
    if present and last != [("Hardware", present)]:
        yield f"the last group is {last}, not Hardware with {present}"


def main():
    files = sys.argv[1:]
    faults = list(bases(files))
    proxies = [proxy for path in files for group, proxy in proxies_of(path) if not group.startswith("internal_")]
    for proxy in proxies:
        for check in (names, documentation, grouping, order, labels, hardware):
            faults += [f"{proxy.get('name')}: {fault}" for fault in check(proxy)]
    for fault in faults:
        print(fault)
    print(f"{len(proxies)} proxies, {len(faults)} faults")
    return 1 if faults or not proxies else 0


if __name__ == "__main__":
    sys.exit(main())
