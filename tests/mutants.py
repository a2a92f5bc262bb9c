"""Removes one security check after the other and sees the tests notice; see script/mutants."""

import argparse
import os
import shutil
import subprocess
import time
import tomllib

TREE, BUILD = "build/mutants/tree", "build/mutants/build"


def copy_of_the_tree():
    """As it lies here, uncommitted changes too, so that the tree itself is never touched."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "-z"], check=True, capture_output=True).stdout
    wanted = [path for path in listed.decode().split("\0") if path and os.path.exists(path)]
    for path in wanted:
        copy = os.path.join(TREE, path)
        os.makedirs(os.path.dirname(copy), exist_ok=True)
        with open(path, "rb") as one:
            bytes_ = one.read()
        if os.path.exists(copy) and open(copy, "rb").read() == bytes_:
            continue
        shutil.copy(path, copy)
    modules = os.path.join(TREE, "web/node_modules")
    if not os.path.exists(modules):
        os.symlink(os.path.abspath("web/node_modules"), modules)


def built(program):
    done = subprocess.run(["cmake", "--build", BUILD, "--target", program], capture_output=True, text=True)
    return done.stdout if done.returncode else None


def fails(program, tests):
    """Whether a test of it fails, and which first: one that ends in another way has shown nothing."""
    try:
        done = subprocess.run([f"{BUILD}/tests/{program}", f"--gtest_filter={tests}", "--gtest_brief=1", "--gtest_fail_fast"],
                              capture_output=True, text=True, timeout=600, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return False, "did not end"
    killers = [line.split("] ")[1].split(",")[0].split(" (")[0] for line in done.stdout.splitlines() if "[  FAILED  ] " in line]
    return bool(killers), killers[0] if killers else f"exit code {done.returncode}"


def applies(mutant):
    if not os.path.exists(mutant["file"]):
        return False
    with open(mutant["file"]) as file:
        return file.read().count(mutant["line"]) == 1


def verdict_on(mutant):
    path = os.path.join(TREE, mutant["file"])
    with open(path) as file:
        text = file.read()
    try:
        with open(path, "w") as file:
            file.write(text.replace(mutant["line"], mutant["without"]))
        trouble = built(mutant["program"])
        return (False, "does not compile:\n" + trouble[-2000:]) if trouble else fails(mutant["program"], mutant.get("by", "*"))
    finally:
        with open(path, "w") as file:
            file.write(text)


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("words", nargs="?", default="", help="only checks that contain these words")
    options.add_argument("--applies", action="store_true", help="build nothing: see only that each line is still there, once")
    asked = options.parse_args()
    with open("tests/mutants.toml", "rb") as file:
        mutants = [one for one in tomllib.load(file)["mutant"] if asked.words in one["check"]]
    if stale := [one["check"] for one in mutants if not applies(one)]:
        raise SystemExit("their lines are not there, or more than once: " + "; ".join(stale))
    if asked.applies:
        return
    copy_of_the_tree()
    # Quick to build: the mutants are many, and what they break needs no sanitizer to be seen.
    subprocess.run(["cmake", "-G", "Ninja", "-S", TREE, "-B", BUILD, "-DCMAKE_CXX_COMPILER=clang++-19", "-DCMAKE_BUILD_TYPE=Debug",
                    "-DCMAKE_CXX_FLAGS_DEBUG=-O0 -g0", "-DCMAKE_CXX_FLAGS=-Wno-unused"], check=True, stdout=subprocess.DEVNULL)
    for program in sorted({one["program"] for one in mutants}):
        if trouble := built(program):
            raise SystemExit(f"{program} does not build as it is:\n{trouble[-2000:]}")
        tests = ":".join(sorted({one.get("by", "*") for one in mutants if one["program"] == program}))
        failed, by = fails(program, tests)
        if failed or by != "exit code 0":
            raise SystemExit(f"{program} fails as it is: {by}")
    alive = []
    for number, mutant in enumerate(mutants, 1):
        started = time.monotonic()
        killed, how = verdict_on(mutant)
        print(f"{number:3}/{len(mutants)} {'killed' if killed else 'ALIVE '} {mutant['check']}: {how} ({time.monotonic() - started:.0f} s)", flush=True)
        if not killed:
            alive.append(mutant["check"])
    print(f"{len(mutants) - len(alive)} of {len(mutants)} mutants killed")
    raise SystemExit(1 if alive or not mutants else 0)


main()
