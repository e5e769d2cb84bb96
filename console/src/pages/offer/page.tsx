import Alert from "@cloudscape-design/components/alert";
import BreadcrumbGroup from "@cloudscape-design/components/breadcrumb-group";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tabs from "@cloudscape-design/components/tabs";
import { type ReactNode, useState } from "react";
import { useParams, useSearchParams } from "react-router";
import { Schedule } from "../../agreements/Schedule";
import { Terms } from "../../agreements/Terms";
import { Loaded } from "../../app/Loaded";
import { useDraft } from "../../form/useDraft";
import { useDenied } from "../../session/may";
import { Generate } from "./generate";
import { draftOf, type Line } from "./lines";
import { Overview } from "./overview";
import { Payments } from "./payments";
import { type Offer, useOffer, useSetSchedule } from "./queries";
import { Release } from "./release";

/** One private offer; a draft with the builder of its payments. */
export function OfferDetails() {
  const { offerId = "" } = useParams();
  const found = useOffer(offerId);
  return (
    <SpaceBetween size="m">
      <BreadcrumbGroup
        items={[
          { text: "Private offers", href: "#/offers" },
          { text: found.data?.name || offerId, href: "" },
        ]}
      />
      <Loaded title={offerId} what="the offer" found={found}>
        {(offer) =>
          offer.state === "DRAFT" ? (
            <DraftOffer key={offerId} offer={offer} refresh={() => void found.refetch()} />
          ) : (
            <Details
              offer={offer}
              refresh={() => void found.refetch()}
              payments={<Schedule schedule={offer.schedule} currency={offer.currencyCode} />}
            />
          )
        }
      </Loaded>
    </SpaceBetween>
  );
}

function DraftOffer({ offer, refresh }: { offer: Offer; refresh: () => void }) {
  const [isReleasing, setReleasing] = useState(false);
  const denied = useDenied();
  const [sent, setSent] = useState<readonly Line[]>([]);
  const { draft, version, isChanged, change, discard } = useDraft(offer, draftOf);
  const set = useSetSchedule(offer.offerId, "The payments were saved");
  const startAnew = () => {
    discard();
    set.reset();
  };
  const takeTheirs = () => {
    startAnew();
    refresh();
  };
  const save = (expectedVersion: number | null) => {
    setSent(draft.lines);
    const schedule = draft.lines.map(({ chargeDate, chargeAmount }) => ({
      chargeDate,
      chargeAmount: chargeAmount.trim(),
    }));
    const intendedTotal = draft.intended.trim() || null;
    set.mutate(
      { schedule, intendedTotal, currencyCode: offer.currencyCode, expectedVersion },
      { onSuccess: startAnew },
    );
  };
  return (
    <Details
      offer={offer}
      refresh={refresh}
      actions={
        <Button
          variant="primary"
          disabled={isChanged}
          disabledReason="Save or discard the changes of the payments first"
          onClick={() => setReleasing(true)}
          {...denied("POST /offers/{offerId}/release")}
        >
          Release
        </Button>
      }
      payments={
        <SpaceBetween size="m">
          <Generate offer={offer} done={startAnew} takeTheirs={takeTheirs} />
          <Payments
            draft={draft}
            currency={offer.currencyCode}
            isChanged={isChanged}
            change={change}
            discard={startAnew}
            save={() => save(version)}
            takeTheirs={takeTheirs}
            keepMine={() => save(null)}
            isSaving={set.isPending}
            sent={sent}
            error={set.error}
          />
          {isReleasing && (
            <Release offer={offer} refresh={takeTheirs} close={() => setReleasing(false)} />
          )}
        </SpaceBetween>
      }
    />
  );
}

function Details(props: {
  offer: Offer;
  refresh: () => void;
  actions?: ReactNode;
  payments: ReactNode;
}) {
  const { offer, refresh, actions, payments } = props;
  const [address, setAddress] = useSearchParams();
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button iconName="refresh" ariaLabel="Refresh" onClick={refresh} />
            {actions}
          </SpaceBetween>
        }
      >
        {offer.name || offer.offerId}
      </Header>
      {offer.warnings.map(({ field, reason, message }) => (
        <Alert key={`${field}${reason}`} type="warning">
          {message.charAt(0).toUpperCase() + message.slice(1)}.
        </Alert>
      ))}
      <Overview offer={offer} />
      <Tabs
        activeTabId={address.get("tab") ?? "payments"}
        onChange={({ detail }) => setAddress({ tab: detail.activeTabId }, { replace: true })}
        tabs={[
          { id: "payments", label: "Payments", content: payments },
          { id: "terms", label: "Terms", content: <Terms terms={offer.terms} /> },
        ]}
      />
    </SpaceBetween>
  );
}
