import BreadcrumbGroup from "@cloudscape-design/components/breadcrumb-group";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Wizard from "@cloudscape-design/components/wizard";
import { useState } from "react";
import { useNavigate } from "react-router";
import { Loaded } from "../../app/Loaded";
import { Dialog } from "../../form/Dialog";
import { type Choices, useChoices } from "../../purchase-orders/form/choices";
import { useSession } from "../../session/session";
import { useDraft } from "./draft";
import { ReviewStep } from "./review";
import { DetailsStep, LineItemsStep } from "./steps";
import { useWizard } from "./wizard";

/** A new purchase order: its details, its line items, and a look at what it would match. */
export function AddPurchaseOrder() {
  const found = useChoices();
  return (
    <SpaceBetween size="m">
      <BreadcrumbGroup
        items={[
          { text: "Purchase orders", href: "#/purchase-orders" },
          { text: "Add purchase order", href: "" },
        ]}
      />
      <Loaded title="Add purchase order" what="the sellers of record" found={found}>
        {(choices) => <Steps choices={choices} />}
      </Loaded>
    </SpaceBetween>
  );
}

function Steps({ choices }: { choices: Choices }) {
  const navigate = useNavigate();
  const { user } = useSession();
  const kept = useDraft(`${user.accountId}.${user.role}`, choices);
  const wizard = useWizard(kept);
  const [isLeaving, setLeaving] = useState(false);
  const leave = () => {
    kept.discard();
    void navigate("/purchase-orders");
  };
  const fields = {
    draft: kept.draft,
    change: wizard.change,
    problems: wizard.problems,
    choices,
  };
  return (
    <>
      <Wizard
        activeStepIndex={wizard.step}
        isLoadingNextStep={wizard.isBusy}
        onNavigate={({ detail }) => wizard.go(detail.requestedStepIndex)}
        onSubmit={wizard.submit}
        onCancel={() => (kept.isBegun() ? setLeaving(true) : leave())}
        submitButtonText="Add purchase order"
        steps={[
          {
            title: "Purchase order details",
            description: "What it is called, who bills, and which months it pays for.",
            errorText: wizard.errorAt(0),
            content: <DetailsStep {...fields} />,
          },
          {
            title: "Line items",
            description: "Which charges it pays for, and how much of them.",
            errorText: wizard.errorAt(1),
            content: <LineItemsStep {...fields} />,
          },
          {
            title: "Review",
            errorText: wizard.errorAt(2),
            content: <ReviewStep draft={kept.draft} choices={choices} edit={wizard.open} />,
          },
        ]}
      />
      {isLeaving && (
        <Dialog
          title="Discard the new purchase order?"
          action="Discard"
          act={leave}
          close={() => setLeaving(false)}
        >
          What you have filled in is lost.
        </Dialog>
      )}
    </>
  );
}
