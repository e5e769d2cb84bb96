import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useState } from "react";
import { Loaded } from "../../../app/Loaded";
import { useDenied } from "../../../session/may";
import { useSession } from "../../../session/session";
import { formatInstant } from "../../../text/time";
import { CreateLink, DeleteLink } from "./dialogs";
import { type CalendarLink, type NewCalendarLink, useCalendarLink } from "./queries";

/** A link that opens payments, invoices and expirations in calendar programs. */
export function CalendarSection() {
  const found = useCalendarLink();
  return (
    <Loaded what="the calendar link" found={found}>
      {(link) => <Details link={link} />}
    </Loaded>
  );
}

function Details({ link }: { link: CalendarLink | null }) {
  const [asked, ask] = useState<"create" | "delete" | null>(null);
  const [created, setCreated] = useState<NewCalendarLink | null>(null);
  const close = () => ask(null);
  const denied = useDenied();
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="Shows calendar programs what there is to pay and to renew, without amounts."
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button
                disabled={!link}
                onClick={() => ask("delete")}
                {...denied("DELETE /calendar-link")}
              >
                Delete link
              </Button>
              <Button onClick={() => ask("create")} {...denied("POST /calendar-link")}>
                {link ? "Replace link" : "Create link"}
              </Button>
            </SpaceBetween>
          }
        >
          Calendar link
        </Header>
      }
    >
      <SpaceBetween size="m">
        {created && <OnlyOnce link={created} />}
        {link ? (
          <KeyValuePairs
            columns={3}
            items={[
              { label: "Status", value: <StatusIndicator>Active</StatusIndicator> },
              { label: "Created", value: formatInstant(link.createdAt) },
              { label: "Expires", value: formatInstant(link.expiresAt) },
            ]}
          />
        ) : (
          <Box color="text-body-secondary">There is no link.</Box>
        )}
      </SpaceBetween>
      {asked === "create" && <CreateLink isReplacing={!!link} created={setCreated} close={close} />}
      {asked === "delete" && <DeleteLink deleted={() => setCreated(null)} close={close} />}
    </Container>
  );
}

/** The address, which the API tells when the link is created and never again. */
function OnlyOnce({ link }: { link: NewCalendarLink }) {
  const { configuration } = useSession();
  return (
    <Alert type="success" header="Copy the link now">
      <SpaceBetween size="xs">
        <Box>
          It is shown this once. Whoever has it can open the calendar: treat it like a password.
        </Box>
        <CopyToClipboard
          variant="inline"
          textToCopy={configuration.signedUrl + link.path}
          copyButtonAriaLabel="Copy the calendar link"
          copySuccessText="Link copied"
          copyErrorText="The link could not be copied"
        />
      </SpaceBetween>
    </Alert>
  );
}
