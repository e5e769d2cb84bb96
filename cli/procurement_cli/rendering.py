"""Plans, results and problems as people read them."""

from collections.abc import Iterator
from typing import Final

from procurement_cli.errors import Problem, Refused
from procurement_cli.plans import CHANGE, CREATE, DELETE, NONE, Change, Difference, Plan
from procurement_cli.terminal import BOLD, DIM, GREEN, RED, YELLOW, Paint, printable

_SIGNS: Final = {CREATE: "+", CHANGE: "~", DELETE: "-", NONE: "="}
_COLOURS: Final = {"+": GREEN, "~": YELLOW, "-": RED, "=": DIM}


def plan_lines(plan: Plan, paint: Paint) -> Iterator[str]:
    """The diff: every purchase order that would change, each field before and after."""
    for change in plan.changes:
        if change.action != NONE or change.warnings:
            yield _head(change, paint)
            yield from (_difference(each, paint) for each in change.differences)
            yield from _warnings(change, paint)
    if plan.is_empty:
        yield f"Nothing to do: {_unchanged(plan)}."
        return
    yield ""
    if plan.is_shortened:
        yield paint(YELLOW, "There are too many differences: those of the last are not shown.")
    if not plan.is_complete:
        yield paint(YELLOW, "This is not all: once it is applied, plan again.")
    yield paint(
        BOLD,
        f"Plan: {plan.count(CREATE)} to create, {plan.count(CHANGE)} to change, "
        f"{plan.count(DELETE)} to delete, {plan.unchanged} unchanged.",
    )


def result_lines(plan: Plan, paint: Paint) -> Iterator[str]:
    """What became of every purchase order that was to change."""
    for change in plan.changes:
        if change.action == NONE:
            continue
        if change.has_failed:
            why = printable(change.error or "no reason was given")
            yield f"{_head(change, paint)}: {paint(RED, f'failed: {why}')}"
        else:
            yield f"{_head(change, paint)}: {_DONE[change.action]}"
        yield from _warnings(change, paint)
    failed = sum(change.has_failed for change in plan.changes)
    yield ""
    yield paint(
        RED if failed else BOLD,
        f"Applied: {plan.count(CREATE)} created, {plan.count(CHANGE)} changed, "
        f"{plan.count(DELETE)} deleted, {plan.unchanged} unchanged, {failed} failed.",
    )
    if not plan.is_complete:
        yield paint(RED, "This is not all: run the same command again.")


def refusal_lines(file: str, refused: Refused, paint: Paint) -> Iterator[str]:
    """The problems of a file, each on one line that begins as an editor's jump list wants it."""
    if not refused.problems:
        yield f"{file}: {paint(RED, printable(str(refused)))} ({refused.code})"
        return
    rows = [(_place(file, problem), problem) for problem in refused.problems]
    width = max(len(place) for place, _ in rows)
    for place, problem in rows:
        field = f"{printable(problem.field)}: " if problem.field else ""
        rule = f" ({problem.rule})" if problem.rule else ""
        yield f"{place:<{width}} {field}{paint(RED, printable(problem.message))}{rule}"
    untold = refused.problem_count - len(refused.problems)
    more = f", {untold} of them not shown" if untold > 0 else ""
    count = max(refused.problem_count, len(refused.problems))
    yield ""
    yield paint(BOLD, f"{count} problem{'s' if count > 1 else ''}{more}. Nothing was changed.")


_DONE: Final = {CREATE: "created", CHANGE: "changed", DELETE: "deleted"}


def _head(change: Change, paint: Paint) -> str:
    sign = _SIGNS.get(change.action, "?")
    return paint(_COLOURS.get(sign, BOLD), f"{sign} {printable(change.purchase_order_id)}")


def _difference(difference: Difference, paint: Paint) -> str:
    path = printable(difference.path)
    if difference.before is None:
        return f"    {paint(GREEN, '+')} {path}: {_value(difference.after)}"
    if difference.after is None:
        return f"    {paint(RED, '-')} {path}: {_value(difference.before)}"
    before, after = _value(difference.before), _value(difference.after)
    return f"    {paint(YELLOW, '~')} {path}: {before} {paint(DIM, '->')} {after}"


def _value(value: str | None) -> str:
    """A value as text; quoted where an end could not be seen."""
    text = printable(str(value))
    return text if text and text == text.strip() else f'"{text}"'


def _warnings(change: Change, paint: Paint) -> Iterator[str]:
    for warning in change.warnings:
        yield f"    {paint(YELLOW, '!')} {printable(warning)}"


def _unchanged(plan: Plan) -> str:
    orders = "purchase order is" if plan.unchanged == 1 else "purchase orders are"
    return f"{plan.unchanged} {orders} as the file says"


def _place(file: str, problem: Problem) -> str:
    place = file
    for part in (problem.row, problem.column):
        if part is None:
            break
        place += f":{part}"
    return f"{place}:"
