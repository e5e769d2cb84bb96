import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Table from "@cloudscape-design/components/table";
import { useState } from "react";
import { Loaded } from "../../../app/Loaded";
import { Dialog } from "../../../form/Dialog";
import { Empty } from "../../../list/Empty";
import { useDenied } from "../../../session/may";
import { useSession } from "../../../session/session";
import { formatInstant } from "../../../text/time";
import { type Integration, useIntegration, useSwitchIntegration } from "./queries";

const TURNED_ON = [
  "An acceptance may carry purchase orders, and charges can be given a number.",
  "The next invoices show the number that their charge names.",
  "If there is no purchase order with that number, one is created.",
];

const TURNED_OFF = [
  "An acceptance that carries purchase orders is refused, and so is giving a charge a number.",
  "A charge that names a purchase order keeps the number, but its invoice shows none.",
  "No purchase order is created from what a charge names.",
  "Invoices whose charges name nothing are matched as before.",
];

/** Whether AWS Marketplace may write purchase orders. */
export function MarketplaceSection() {
  const found = useIntegration();
  return (
    <Loaded what="the integration with AWS Marketplace" found={found}>
      {(integration) => <Details integration={integration} />}
    </Loaded>
  );
}

function Details({ integration }: { integration: Integration }) {
  const { user } = useSession();
  const [isAsked, ask] = useState(false);
  const denied = useDenied();
  const isOwn = integration.accountId === user.accountId;
  const { isEnabled } = integration;
  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header
            variant="h2"
            description="Lets AWS Marketplace put purchase order numbers on charges and create purchase orders."
            actions={
              <Button
                disabled={!isOwn}
                onClick={() => ask(true)}
                {...denied("PUT /marketplace-integration")}
              >
                {isEnabled ? "Turn off" : "Turn on"}
              </Button>
            }
          >
            AWS Marketplace integration
          </Header>
        }
      >
        <SpaceBetween size="m">
          {!isOwn && (
            <Alert type="info">
              Account {integration.accountId} pays for this one, and decides for it.
            </Alert>
          )}
          <KeyValuePairs
            columns={3}
            items={[
              {
                label: "Status",
                value: (
                  <StatusIndicator type={isEnabled ? "success" : "stopped"}>
                    {isEnabled ? "On" : "Off"}
                  </StatusIndicator>
                ),
              },
              { label: "Decided by account", value: integration.accountId },
              { label: "Set by", value: integration.version ? "That account" : "The deployment" },
            ]}
          />
        </SpaceBetween>
      </Container>
      <Changes integration={integration} />
      {isAsked && <Question integration={integration} close={() => ask(false)} />}
    </SpaceBetween>
  );
}

function Question({ integration, close }: { integration: Integration; close: () => void }) {
  const change = useSwitchIntegration();
  const isEnabled = !integration.isEnabled;
  return (
    <Dialog
      title={isEnabled ? "Turn the integration on?" : "Turn the integration off?"}
      action={isEnabled ? "Turn on" : "Turn off"}
      isPending={change.isPending}
      close={close}
      act={() =>
        change.mutate({ isEnabled, expectedVersion: integration.version }, { onSettled: close })
      }
    >
      <Alert type={isEnabled ? "info" : "warning"}>
        This counts at once, for every account that {integration.accountId} pays for.
      </Alert>
      <ul>
        {(isEnabled ? TURNED_ON : TURNED_OFF).map((each) => (
          <li key={each}>
            <Box>{each}</Box>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

function Changes({ integration }: { integration: Integration }) {
  return (
    <Table
      items={integration.changes}
      trackBy="at"
      columnDefinitions={[
        { id: "at", header: "When", cell: (each) => formatInstant(each.at), isRowHeader: true },
        { id: "to", header: "Turned", cell: (each) => (each.isEnabled ? "On" : "Off") },
      ]}
      enableKeyboardNavigation
      ariaLabels={{ tableLabel: "Changes" }}
      header={<Header counter={`(${integration.changes.length})`}>Changes</Header>}
      empty={<Empty title="No changes" text="It stands as the deployment set it." />}
    />
  );
}
