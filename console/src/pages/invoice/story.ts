import { counted } from "../../text/count";
import type { Match, Removed, Step } from "./queries";

/** A step of the funnel as it is told: what was asked, how many came in, how many stayed. */
export interface Chapter {
  readonly key: string;
  readonly rule: string;
  /** What was asked, as a sentence's begin: "Is not suspended now". */
  readonly title: string;
  /** Line items before and after it. */
  readonly before: number;
  readonly after: number;
  readonly removed: readonly Removed[];
  /** "1 purchase order with 3 line items removed." */
  readonly told: string;
  /** How much more went than is kept with the invoice, where that is bounded. */
  readonly untold: number;
}

/** The funnel from its first step to the line item that was left. */
export function storyOf({ funnel }: Match): readonly Chapter[] {
  return funnel.map((step, index) => {
    const before = funnel[index - 1]?.linesLeft ?? step.linesLeft + linesOf(step);
    return {
      key: `${index} ${step.criterion}`,
      rule: step.rule,
      title: step.asked.charAt(0).toUpperCase() + step.asked.slice(1),
      before,
      after: step.linesLeft,
      removed: step.removed,
      told: told(step, before - step.linesLeft),
      untold: Math.max(0, step.removedCount - entriesOf(step)),
    };
  });
}

const JUDGED_WHOLE: ReadonlySet<Step["criterion"]> = new Set([
  "NAMED_BY_CHARGE",
  "HAS_LINE_ITEMS",
  "NOT_SUSPENDED",
  "PURCHASE_ORDER_PERIOD",
  "BILL_FROM",
  "TAX_REGISTRATION_NUMBER",
  "INVOICE_UNIT",
]);

function told(step: Step, lines: number): string {
  if (!step.removedCount) return "Nothing was removed.";
  if (!JUDGED_WHOLE.has(step.criterion))
    return `${counted(step.removedCount, "line item")} removed.`;
  return `${counted(step.removedCount, "purchase order")} with ${counted(lines, "line item")} removed.`;
}

/** What `removedCount` counts, as far as it is told of: purchase orders at first, then lines. */
function entriesOf(step: Step): number {
  return JUDGED_WHOLE.has(step.criterion) ? step.removed.length : linesOf(step);
}

function linesOf(step: Step): number {
  return step.removed.reduce((lines, each) => lines + each.lines, 0);
}
