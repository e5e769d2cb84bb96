"""A deployment is skipped only if every file that goes into it is the same."""

import pytest

from local.sources import fingerprint


@pytest.fixture
def project(tmp_path):
    for name in ("template.yaml", "functions/plan_invoices/app.py", "layers/common/Makefile"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path


@pytest.mark.parametrize(
    "name", ["template.yaml", "functions/plan_invoices/app.py", "layers/common/Makefile"]
)
def test_an_edit_is_noticed(project, name):
    before = fingerprint(project)
    (project / name).write_text("changed")
    assert fingerprint(project) != before


def test_a_new_file_is_noticed(project):
    before = fingerprint(project)
    (project / "functions/plan_invoices/requirements.txt").touch()
    assert fingerprint(project) != before


def test_a_renamed_file_is_noticed(project):
    before = fingerprint(project)
    app = project / "functions/plan_invoices/app.py"
    app.rename(app.with_name("main.py"))
    assert fingerprint(project) != before


def test_caches_and_files_beside_the_application_do_not_matter(project):
    before = fingerprint(project)
    for name in ("functions/plan_invoices/__pycache__/app.pyc", "README.md", "tests/test_x.py"):
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    assert fingerprint(project) == before
