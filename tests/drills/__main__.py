"""Runs one drill: python3 tests/drills NAME [OPTION...]. Each has a folder of its own and its main() in the file of that
name; what several use is in shared/."""

import importlib
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def drills():
    return sorted(each for each in os.listdir(HERE) if os.path.isfile(os.path.join(HERE, each, f"{each}.py")))


def main():
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in drills():
        raise SystemExit(f"there is no drill '{name}', but {', '.join(drills())}")
    sys.argv[:2] = [f"script/drill {name}"]
    importlib.import_module(f"{name}.{name}").main()


if __name__ == "__main__":
    main()
