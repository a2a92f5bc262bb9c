"""hardened.py BINARY: the protections that cmake/compiler.cmake asks for are in the binary (FOYER_BINARY, if it is set,
instead of BINARY). A build for tests has no FORTIFY: sanitizers replace the functions that it would, and without
optimisation there is none."""

import os
import re
import subprocess
import sys


def told(program, *options):
    return subprocess.run([program, *options, binary], check=True, capture_output=True, text=True).stdout


def elf(part):
    return told("llvm-readelf-19", "--wide", part)


binary = os.environ.get("FOYER_BINARY") or sys.argv[1]
header, segments, dynamic = elf("--file-header"), elf("--program-headers"), elf("--dynamic-table")
code = told("llvm-objdump-19", "--disassemble", "--no-show-raw-insn")
imported = set(re.findall(r" UND (\w+)", elf("--dyn-syms")))
flags = {name: re.findall(r"[A-Z]+", value) for name, value in re.findall(r"\((FLAGS(?:_1)?)\) +(.*)", dynamic)}
rights = re.findall(r"^ +([A-Z_]+) +(?:0x\w+ +){5}([RWE ]{3})", segments, re.MULTILINE)
for_tests = re.search("__asan_init|__tsan_init|__llvm_profile_", elf("--symbols"))

promises = {
    "its place in memory is chosen anew at each start (PIE)":
        re.search(r"Type: +DYN", header) and "PIE" in flags.get("FLAGS_1", ()),
    "what the loader wrote is read-only afterwards (RELRO)": any(kind == "GNU_RELRO" for kind, _ in rights),
    "… all of it, since it is done at the start (BIND_NOW)":
        "NOW" in flags.get("FLAGS_1", ()) and "(TEXTREL)" not in dynamic,
    "the stack runs no code": ("GNU_STACK", "RW ") in rights,
    "nothing is writable and runs": rights and not any("W" in right and "E" in right for _, right in rights),
    "functions look whether their frame was overwritten, ours as well as those of the archives linked in":
        len(re.findall("call.*__stack_chk_fail", code)) > 500,
    "the standard library looks whether it is used wrongly": "_ZSt21__glibcxx_assert_failPKciS0_S0_" in imported,
    "libraries are looked for where the system keeps them": "PATH)" not in dynamic,
}
if not for_tests:
    fortified = {"__memcpy_chk", "__vsnprintf_chk"} <= imported
    promises["functions of libc look whether their target is large enough (FORTIFY)"] = fortified
broken = [promise for promise, kept in promises.items() if not kept]
print(f"{binary}: {len(promises) - len(broken)} of {len(promises)} promises kept" +
      (" (FORTIFY was not asked for)" if for_tests else ""))
for promise in broken:
    print(f"  not: {promise}")
raise SystemExit(1 if broken else 0)
