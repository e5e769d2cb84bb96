"""``make audit``: whether anything in the lock files is known to be vulnerable.

pip-audit asks PyPI's advisories about Python's packages, ``npm audit`` the registry about the
console's. Where they cannot be reached, that is said, and nothing is wrong: the lock files are the
same wherever the audit runs, so that it need not run everywhere.
"""

import json
import subprocess
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

ROOT: Final = Path(__file__).parents[1]
PIP_AUDIT: Final = "pip-audit==2.10.*"
_SECONDS: Final = 600


@dataclass(frozen=True, kw_only=True, slots=True)
class Audit:
    """What came of one audit: what was found, a line for each, or why nobody could be asked."""

    of: str
    found: tuple[str, ...] = ()
    unasked: str = ""


def main(uv: str, npm: str) -> int:
    """Audit both lock files; 1 when something was found. `uv` and `npm` are commands."""
    audits = [*_of_python(uv), _of_console(npm)]
    for each in audits:
        if each.unasked:
            print(f"  NOT AUDITED: {each.of}; {each.unasked}", file=sys.stderr)
        for line in each.found:
            print(f"  {each.of}: {line}")
        if not each.found and not each.unasked:
            print(f"  {each.of}: nothing is known against it")
    return int(any(each.found for each in audits))


def requirements(lock: Mapping[str, Any]) -> list[list[str]]:
    """``name==version`` of all that comes from an index, in lists that name nothing twice.

    The lock file holds several environments, and of some packages several versions.
    """
    versions: dict[str, list[str]] = defaultdict(list)
    for package in lock["package"]:
        if "registry" in package["source"]:
            versions[package["name"]].append(package["version"])
    most = max(map(len, versions.values()), default=0)
    return [
        [f"{name}=={known[turn]}" for name, known in versions.items() if turn < len(known)]
        for turn in range(most)
    ]


def read_pip_audit(of: str, output: str, errors: str) -> Audit:
    """The outcome of pip-audit, which exits alike when it finds something and when it fails."""
    try:
        dependencies = json.loads(output)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return Audit(of=of, unasked=_last_line(errors))
    skipped = [each["skip_reason"] for each in dependencies if "skip_reason" in each]
    if dependencies and len(skipped) == len(dependencies):
        return Audit(of=of, unasked=skipped[0])
    found = (
        f"{each['name']} {each['version']}: {flaw['id']}, mended in "
        f"{', '.join(flaw['fix_versions']) or 'no version yet'}"
        for each in dependencies
        for flaw in each.get("vulns", ())
    )
    return Audit(of=of, found=tuple(found))


def read_npm_audit(of: str, output: str, errors: str) -> Audit:
    """The outcome of ``npm audit``."""
    try:
        told = json.loads(output)
    except ValueError:
        told = None
    if not isinstance(told, dict) or "vulnerabilities" not in told:
        reason = told.get("message") if isinstance(told, dict) else None
        return Audit(of=of, unasked=str(reason or _last_line(errors)))
    found = told["vulnerabilities"]
    return Audit(
        of=of,
        found=tuple(f"{name} {each['range']}: {each['severity']}" for name, each in found.items()),
    )


def _of_python(uv: str) -> Iterator[Audit]:
    lock = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))
    with TemporaryDirectory() as folder:
        for turn, lines in enumerate(requirements(lock)):
            file = Path(folder) / f"{turn}.txt"
            file.write_text("\n".join(lines), "utf-8")
            options = "--no-deps --disable-pip --format=json --progress-spinner=off --timeout=30"
            asked = [uv, "tool", "run", "--from", PIP_AUDIT, "pip-audit", *options.split()]
            output, errors = _told([*asked, "-r", str(file)], ROOT)
            yield read_pip_audit(f"{len(lines)} Python packages", output, errors)


def _of_console(npm: str) -> Audit:
    output, errors = _told([npm, "audit", "--json"], ROOT / "console")
    return read_npm_audit("the console's packages", output, errors)


def _told(command: list[str], folder: Path) -> tuple[str, str]:
    try:
        made = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return "", f"{command[0]} did not answer: {type(error).__name__}"
    return made.stdout, made.stderr


def _last_line(errors: str) -> str:
    lines = [line.strip() for line in errors.splitlines() if line.strip()]
    return lines[-1][:200] if lines else "nothing was answered"


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
