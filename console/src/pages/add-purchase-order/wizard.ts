import { useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { told, useNotifications } from "../../app/notifications";
import { haveTwins } from "../../purchase-orders/form/ContactAndTagFields";
import { Problems } from "../../form/problems";
import { type Draft, toBody, toHeader, type useDraft } from "./draft";
import { IN_PREVIEW, useAdd, useCheck } from "./queries";

/** The steps as the address names them. */
const STEPS = ["details", "line-items", "review"];
const OF_LINES = ["lineItems"];

/** Where the wizard stands: a step is left for the next one when the API finds nothing wrong. */
export function useWizard({ draft, change, discard }: ReturnType<typeof useDraft>) {
  const navigate = useNavigate();
  const { notify } = useNotifications();
  const [address, setAddress] = useSearchParams();
  const [problems, setProblems] = useState(Problems.none);
  const [failure, setFailure] = useState<string | null>(null);
  const check = useCheck();
  const add = useAdd();
  const step = Math.max(0, STEPS.indexOf(address.get("step") ?? ""));

  const open = (to: number) => setAddress({ step: STEPS[to] ?? "details" });
  const refuse = (error: unknown, at: string) => {
    const found = Problems.of(error, at);
    setProblems(found);
    setFailure(found.isEmpty ? told(error) : null);
    if (!found.isEmpty) open(found.without(OF_LINES).isEmpty ? 1 : 0);
  };
  const go = (to: number) => {
    if (to <= step) return open(to);
    if (haveTwins(draft.tags)) return open(0);
    check.mutate(step === 0 && to === 1 ? toHeader(draft) : toBody(draft), {
      onSuccess: () => {
        setProblems(Problems.none);
        setFailure(null);
        open(to);
      },
      onError: (error) => refuse(error, IN_PREVIEW),
    });
  };
  const submit = () =>
    add.mutate(toBody(draft), {
      onSuccess: ({ purchaseOrderId }) => {
        discard();
        notify({ type: "success", content: `Purchase order ${purchaseOrderId} was added` });
        void navigate(`/purchase-orders/${encodeURIComponent(purchaseOrderId)}`);
      },
      onError: (error) => refuse(error, ""),
    });

  return {
    step,
    problems,
    isBusy: check.isPending || add.isPending,
    open,
    go,
    submit,
    change: (part: Partial<Draft>, fields: readonly string[]) => {
      change(part);
      setProblems(problems.without(fields));
      setFailure(null);
    },
    /** What the step as a whole has to say. */
    errorAt: (at: number): string | undefined => {
      if (failure !== null && at === step) return failure;
      const own = at === 1 ? problems.only(OF_LINES) : problems.without(OF_LINES);
      return at < 2 && !own.isEmpty ? summary(own) : undefined;
    },
  };
}

function summary({ all }: Problems): string {
  return all.length === 1 ? "One field needs a look." : `${all.length} fields need a look.`;
}
