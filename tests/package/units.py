"""units.py: the systemd units confine what they start as docs/operations.md says, all three alike, and systemd knows every
word of them. How exposed they are is asked where systemd-analyze is installed; `script/package --check` runs them."""

import pathlib
import shutil
import subprocess
import tempfile

UNITS = pathlib.Path(__file__).parents[2] / "packaging/systemd"
MOST_EXPOSED = 14  # tenths, as `systemd-analyze security` counts a file; of 100
PROMISED = {
    "User": "foyer", "Group": "foyer", "UMask": "0077", "StateDirectory": "foyer", "StateDirectoryMode": "0700", "LimitCORE": "0",
    "NoNewPrivileges": "yes", "CapabilityBoundingSet": "", "AmbientCapabilities": "",
    "ProtectSystem": "strict", "ProtectHome": "yes", "ProtectProc": "invisible", "ProcSubset": "pid", "ProtectClock": "yes",
    "ProtectHostname": "yes", "ProtectControlGroups": "yes", "ProtectKernelLogs": "yes", "ProtectKernelModules": "yes",
    "ProtectKernelTunables": "yes", "PrivateDevices": "yes", "DevicePolicy": "closed", "PrivateTmp": "yes",
    "PrivateUsers": "yes", "PrivateIPC": "yes", "RemoveIPC": "yes", "RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX",
    "RestrictNamespaces": "yes", "RestrictRealtime": "yes", "RestrictSUIDSGID": "yes", "LockPersonality": "yes",
    "MemoryDenyWriteExecute": "yes", "SystemCallArchitectures": "native", "SystemCallErrorNumber": "EPERM",
    "SystemCallFilter": "@system-service|~@privileged @resources|setpriority",
}
# What would open what the others close.
UNWANTED = {"ReadWritePaths", "BindPaths", "SupplementaryGroups", "DeviceAllow", "ExecStartPre", "ExecStartPost"}


def directives(text):
    """Of [Service]; what is said several times adds up."""
    told = {}
    service = text.split("[Service]\n")[1].split("\n[")[0]
    for line in service.splitlines():
        if line and not line.startswith("#"):
            name, value = line.split("=", 1)
            told[name] = f"{told[name]}|{value}" if name in told else value
    return told


def as_systemd_sees(unit, text):
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder, unit)
        file.write_text(text.replace("/usr/bin/foyer", "/bin/true"))
        known = subprocess.run(["systemd-analyze", "verify", file], capture_output=True, text=True)
        exposed = subprocess.run(["systemd-analyze", "security", "--offline=true", "--no-pager", f"--threshold={MOST_EXPOSED}", file],
                                 capture_output=True, text=True)
    wrong = [line for line in known.stderr.splitlines() if unit in line]
    if exposed.returncode:
        wrong.append((exposed.stdout.strip().splitlines() or [exposed.stderr])[-1])
    return wrong


wrong = []
asked = shutil.which("systemd-analyze") is not None
files = sorted(UNITS.glob("*.service"))
for file in files:
    text = file.read_text()
    told = directives(text)
    differs = [f"{name}={told.get(name)}, not {value}" for name, value in PROMISED.items() if told.get(name) != value]
    wrong += [f"{file.name}: {what}" for what in differs + [f"{name} is there" for name in UNWANTED & told.keys()]]
    if asked:
        wrong += [f"{file.name}: {what}" for what in as_systemd_sees(file.name, text)]
print(f"{len(files)} units, {len(PROMISED)} directives each; systemd {'was' if asked else 'was not'} asked")
for what in wrong:
    print(f"  {what}")
raise SystemExit(1 if wrong or len(files) != 3 else 0)
