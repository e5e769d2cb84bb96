"""A fingerprint of everything that `sam build` and `sam deploy` read."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

DEPLOYED = ("template.yaml", "samconfig.toml", "functions", "layers", "statemachines")
IGNORED_FOLDERS = frozenset({"__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"})


def fingerprint(project: Path) -> str:
    """Changes whenever a deployed file is added, removed, renamed or edited."""
    digest = sha256()
    for path in _files(project):
        digest.update(f"{path.relative_to(project).as_posix()}\0".encode())
        digest.update(sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(project: Path) -> Iterator[Path]:
    for name in DEPLOYED:
        top = project / name
        found = sorted(top.rglob("*")) if top.is_dir() else [top]
        for path in found:
            folders = path.relative_to(project).parts[:-1]
            if path.is_file() and not IGNORED_FOLDERS.intersection(folders):
                yield path
