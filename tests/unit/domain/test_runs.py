"""Runs: their parts, what settled parts come to, and how fast it goes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from procurement.domain.runs.run import Run, RunPart, RunState, Tally

NOW = datetime(2027, 2, 3, 6, tzinfo=UTC)
RUN = Run(run_id="run-1", started_at=NOW, due_by=NOW)


class TestParts:
    def test_planning_again_gives_a_receiver_the_same_part(self):
        """R-310"""
        assert RunPart.of(RUN, "1") == RunPart.of(RUN, "1")
        assert RunPart.of(RUN, "1").part_id != RunPart.of(RUN, "2").part_id


class TestProgress:
    def test_settled_parts_add_up(self):
        part = RunPart.of(RUN, "1")
        done = part.settled(invoices=3, without_purchase_order=1)
        parked = part.settled(reason="NOT_ALLOWED: no")
        assert done.tally + parked.tally == Tally(
            done=1, failed=1, invoices=3, without_purchase_order=1
        )

    def test_the_rest_is_expected_to_go_like_what_is_done(self):
        run = replace(
            RUN,
            handed_out_at=NOW,
            planned=100,
            tally=Tally(done=20, failed=5),
        )
        now = NOW + timedelta(seconds=50)
        assert run.parts_per_second(now) == 0.5
        assert run.estimated_end(now) == now + timedelta(seconds=150)

    @pytest.mark.parametrize(
        "run",
        [
            RUN,
            replace(RUN, handed_out_at=NOW, planned=3),
        ],
    )
    def test_before_the_first_part_nothing_is_promised(self, run):
        assert (run.parts_per_second(NOW), run.estimated_end(NOW)) == (None, None)

    def test_a_finished_run_has_a_rate_and_no_end_to_come(self):
        run = replace(
            RUN,
            handed_out_at=NOW,
            last_settled_at=NOW + timedelta(seconds=4),
            planned=8,
            tally=Tally(done=8),
        )
        later = NOW + timedelta(days=3)
        assert (run.parts_per_second(later), run.estimated_end(later)) == (2.0, None)

    def test_an_instant_run_divides_by_no_zero(self):
        run = replace(RUN, handed_out_at=NOW, planned=8, tally=Tally(done=4))
        assert run.parts_per_second(NOW) == 4.0


class TestState:
    def test_the_last_part_to_be_settled_ends_the_run(self):
        planned = replace(RUN, handed_out_at=NOW, planned=2)
        later = NOW + timedelta(minutes=1)
        half = replace(planned, tally=Tally(done=1), last_settled_at=NOW)
        over = replace(planned, tally=Tally(done=1, failed=1), last_settled_at=later)
        assert [run.state for run in (RUN, planned, half, over)] == [
            RunState.PLANNING,
            RunState.RUNNING,
            RunState.RUNNING,
            RunState.FINISHED,
        ]
        assert [run.finished_at for run in (RUN, planned, half, over)] == [None, None, None, later]

    def test_a_run_with_nothing_to_do_is_over_at_once(self):
        run = replace(RUN, handed_out_at=NOW)
        assert (run.state, run.finished_at) == (RunState.FINISHED, NOW)
