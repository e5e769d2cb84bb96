import BreadcrumbGroup from "@cloudscape-design/components/breadcrumb-group";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tabs from "@cloudscape-design/components/tabs";
import { useParams, useSearchParams } from "react-router";
import { Schedule } from "../../agreements/Schedule";
import { Terms } from "../../agreements/Terms";
import { Loaded } from "../../app/Loaded";
import { useSession } from "../../session/session";
import { ChargeCalendar } from "./charge-calendar";
import { Overview } from "./overview";
import { type Agreement, useAgreement, useTerms } from "./queries";

/** One agreement: what it is about, its payments and its terms. */
export function AgreementDetails() {
  const { agreementId = "" } = useParams();
  const found = useAgreement(agreementId);
  return (
    <SpaceBetween size="m">
      <BreadcrumbGroup
        items={[
          { text: "Agreements", href: "#/agreements" },
          { text: agreementId, href: "" },
        ]}
      />
      <Loaded title={agreementId} what="the agreement" found={found}>
        {(agreement) => <Details agreement={agreement} refresh={() => void found.refetch()} />}
      </Loaded>
    </SpaceBetween>
  );
}

function Details({ agreement, refresh }: { agreement: Agreement; refresh: () => void }) {
  const [address, setAddress] = useSearchParams();
  const { accountId } = useSession().user;
  const { agreementId, schedule, totalValue } = agreement;
  const calendar = {
    id: "calendar",
    label: "Calendar",
    content: (
      <ChargeCalendar
        agreementId={agreementId}
        year={address.get("year")}
        openYear={(year) => setAddress({ tab: "calendar", year }, { replace: true })}
      />
    ),
  };
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button iconName="refresh" ariaLabel="Refresh" onClick={refresh} />
            <Button href={`#/charges?agreement=${encodeURIComponent(agreementId)}`}>
              View charges
            </Button>
          </SpaceBetween>
        }
      >
        {agreementId}
      </Header>
      <Overview agreement={agreement} />
      <Tabs
        activeTabId={address.get("tab") ?? "schedule"}
        onChange={({ detail }) => setAddress({ tab: detail.activeTabId }, { replace: true })}
        tabs={[
          {
            id: "schedule",
            label: "Payment schedule",
            content: <Schedule schedule={schedule} currency={totalValue.currencyCode} />,
          },
          // Charges are for the buyer alone.
          ...(agreement.acceptorAccountId === accountId ? [calendar] : []),
          { id: "terms", label: "Terms", content: <AcceptedTerms agreementId={agreementId} /> },
        ]}
      />
    </SpaceBetween>
  );
}

function AcceptedTerms({ agreementId }: { agreementId: string }) {
  return (
    <Loaded what="the terms" found={useTerms(agreementId)}>
      {({ acceptedTerms }) => <Terms terms={acceptedTerms} />}
    </Loaded>
  );
}
