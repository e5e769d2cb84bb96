import sys, json, re
from pathlib import Path
import pytest
from tests.integration.conftest import announced, aws
from tests.support import documentation as d
from tests.support import story as s
@pytest.fixture
def story(announced, monkeypatch):
    monkeypatch.setenv("DEPLOYMENT_ACCOUNT", "111122223333")
    from procurement import bootstrap
    bootstrap.settings.cache_clear()
    return s.Story(announced)
def test_dump(story):
    import time_machine
    from datetime import timedelta
    page = Path("/tmp/docs/draft.md")
    d.REPOSITORY.joinpath
    for b in d._blocks(page, page.read_text()):
        object.__setattr__(b, 'page', d.REPOSITORY/'x.md')
        if s.is_answer(b): continue
        story.now = s._moment(b) or story.now + timedelta(minutes=1)
        with time_machine.travel(story.now, tick=False):
            if b.language == "http":
                r = d.Request.of(b)
                try: a = s._send(r, b.options.get("account", s.BUYER))
                except Exception as e: print("###", r, repr(e)); continue
                print("###", story.now, r.method, r.path, r.query); print(a.status, a.headers); print(json.dumps(a.body, indent=2, ensure_ascii=False))
            elif b.language == "csv": print("### drop", story.drop(b.options["drop"], b.text.encode()))
            else: story._tell(b, iter(()))
