"""Prints a CycloneDX 1.5 bill of what build/release/foyer consists of, asked from the linker, the compiler and npm rather
than kept by hand; see script/sbom."""

import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
import uuid

# Loaded with dlopen when first needed, so neither the linker nor a header knows them (docs/dependencies.md).
LOADED = ["libpq5", "libcurl4", "libzxcvbn0"]
# Brought by the compiler and the kernel.
TOOLCHAIN = {"glibc", "gcc-12", "llvm-toolchain-19", "linux"}
# Their files are in the binary; what builds or tests it is not.
EMBEDDED = ["swagger-ui-dist", "redoc", "svelte", "@fontsource/golos-text", "@fontsource/oranienbaum"]


def said(*command, cwd=None):
    return subprocess.run(command, cwd=cwd, check=True, capture_output=True, text=True).stdout


def owners(paths):
    """The Debian packages that brought these files."""
    found = set()
    paths = sorted(paths)
    for at in range(0, len(paths), 500):
        # dpkg knows a file by the name it was packed under, and /lib is /usr/lib.
        names = [name for path in paths[at:at + 500] for name in {path, path.removeprefix("/usr")}]
        told = subprocess.run(["dpkg", "-S", *names], capture_output=True, text=True).stdout
        found |= {line.split(": ")[0].split(",")[0] for line in told.splitlines() if not line.startswith("diversion ")}
    return {package.split(":")[0] for package in found}


def linked(binary):
    names = re.findall(r"=> (/\S+)", said("ldd", binary))
    return owners({os.path.realpath(name) for name in names} | set(names))


def brought_by(package):
    """What a library loads that we load."""
    files = [name for name in said("dpkg", "-L", package).split() if re.search(r"/lib\w+\.so\.\d+$", name)]
    if not files:
        raise SystemExit(f"{package} has no library: install it, or look for it elsewhere")
    return set().union(*(linked(file) for file in files)) - {package}


def compiled_in(build):
    headers = set(re.findall(r"^    (/usr/\S+)", said("ninja", "-t", "deps", cwd=build), re.MULTILINE))
    if not headers:
        raise SystemExit(f"{build} has no record of the headers: build it first")
    return owners({os.path.realpath(header) for header in headers} | headers)


def licences(package):
    """Debian's short names (https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/) of that of all files, or
    if no licence is of all, of those of some; nothing where its maintainers wrote for people only. Not all are SPDX's."""
    with open(f"/usr/share/doc/{package}/copyright", encoding="utf-8", errors="replace") as file:
        parts = file.read().split("\n\n")
    if "copyright-format/1.0" not in parts[0]:
        return []
    named, of_all = set(), set()
    for part in parts:
        files = re.search(r"^Files:\s*(.*(?:\n[ \t].*)*)", part, re.MULTILINE)
        licence = re.search(r"^License:[ \t]*(\S.*)", part, re.MULTILINE)
        if files and licence and not all(name.startswith("debian/") for name in files[1].split()):
            (of_all if "*" in files[1].split() else named).add(licence[1].strip())
    named = of_all or named
    return [{"license": {"name": name}} for name in sorted(named)]


def debian(package, how):
    told = said("dpkg-query", "-W", "-f", "${Version}\t${Architecture}\t${source:Package}", package)
    version, architecture, source = told.split("\t")
    return {"type": "library", "bom-ref": f"deb/{package}", "name": package, "version": version, "licenses": licences(package),
            "purl": f"pkg:deb/debian/{package}@{version.replace('+', '%2B').replace(':', '%3A')}?arch={architecture}&distro=debian-12",
            "properties": [{"name": "foyer:how", "value": how}, {"name": "foyer:source-package", "value": source}]}


def npm(package, version, licence, how):
    return {"type": "library", "bom-ref": f"npm/{package}", "name": package, "version": version,
            "licenses": [{"expression": licence}],
            "purl": f"pkg:npm/{package.replace('@', '%40')}@{version}",
            "properties": [{"name": "foyer:how", "value": how}]}


def embedded(package):
    with open(f"web/node_modules/{package}/package.json") as file:
        about = json.load(file)
    return npm(package, about["version"], about["license"], "embedded")


def word_lists():
    """Compiled in; made, and named with their versions, by script/common-passwords."""
    with open("script/common-passwords") as file:
        listed = re.search(r"^packages=\(([^)]*)\)$", file.read(), re.MULTILINE)[1].split()
    return [npm(*package.rsplit("@", 1), "MIT", "compiled in") for package in listed]


def bill(binary, build):
    direct = linked(binary)
    debs = {package: "compiled in" for package in compiled_in(build)}
    brought = {loaded: brought_by(loaded) for loaded in LOADED}
    debs = {package: "loaded with another" for packages in brought.values() for package in packages} | debs
    debs |= {package: "linked" for package in direct} | {package: "loaded when needed" for package in LOADED}
    components = [debian(package, how) for package, how in sorted(debs.items())]
    components += [embedded(package) for package in EMBEDDED] + word_lists()
    version = said(binary, "--version").split()[-1]
    with open(binary, "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    product = {"type": "application", "bom-ref": "foyer", "name": "foyer", "version": version,
               "hashes": [{"alg": "SHA-256", "content": digest}]}
    return {"bomFormat": "CycloneDX", "specVersion": "1.5", "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, digest)}",
            "version": 1, "metadata": {"component": product}, "components": components,
            "dependencies": [{"ref": "foyer", "dependsOn": [one["bom-ref"] for one in components]}] +
                            [{"ref": f"deb/{loaded}", "dependsOn": [f"deb/{package}" for package in sorted(packages)]}
                             for loaded, packages in brought.items()]}


def unexplained(components):
    """What is in the binary and not in docs/dependencies.md, whichever of a source's packages is named there."""
    with open("docs/dependencies.md") as file:
        text = file.read()
    words = sorted(set(re.findall(r"\b[a-z][a-z0-9.+-]+[a-z0-9]\b", text)))
    told = subprocess.run(["dpkg-query", "-W", "-f", "${source:Package}\n", *words], capture_output=True, text=True).stdout
    explained = set(told.split()) | TOOLCHAIN
    sources = {one["name"]: one["properties"][-1]["value"] for one in components if one["bom-ref"].startswith("deb/")}
    missing = [name for name, source in sources.items() if source not in explained]
    lists = [one["name"] for one in word_lists()]
    return missing + [name for name in [*EMBEDDED, *lists] if name not in text]


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--build", default="build/release", help="the build tree")
    options.add_argument("--check", action="store_true", help="fail unless docs/dependencies.md explains each part")
    options = options.parse_args()
    told = bill(f"{options.build}/foyer", options.build)
    if not options.check:
        json.dump(told, sys.stdout, indent=2)
        return print()
    missing = unexplained(told["components"])
    print(f"{len(told['components'])} parts; unexplained: {', '.join(missing) or 'none'}")
    raise SystemExit(1 if missing else 0)


main()
