import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { Loaded } from "../../app/Loaded";
import { SettingsForm } from "../../form/SettingsForm";
import { People, type Person } from "../../mail/People";
import {
  type NewSubscribers,
  type Subscribers,
  useSaveSubscribers,
  useSubscribers,
} from "./queries";

interface Draft {
  readonly people: readonly Person[];
  readonly days: string;
}

/** Who is mailed the radar on Mondays. */
export function SubscribersTab() {
  const found = useSubscribers();
  return (
    <Loaded what="the subscribers" found={found}>
      {(saved) => <Subscription saved={saved} />}
    </Loaded>
  );
}

function toDraft({ subscribers, days }: Subscribers): Draft {
  return { people: subscribers, days: String(days) };
}

function toBody({ people, days }: Draft, expectedVersion: number): NewSubscribers {
  return { subscribers: [...people], days: Number(days), expectedVersion };
}

function Subscription({ saved }: { saved: Subscribers }) {
  const put = useSaveSubscribers();
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="Mailed on Mondays at 08:00 UTC, unless there is nothing to say."
        >
          Weekly mail
        </Header>
      }
    >
      <SettingsForm
        saved={saved}
        toDraft={toDraft}
        toBody={toBody}
        put={put}
        operation="PUT /radar/subscribers"
        fields={["subscribers", "days"]}
      >
        {({ draft, change, problems }) => (
          <SpaceBetween size="l">
            <FormField
              label="Days ahead"
              description="How far the mail looks, from 1 to 365 days."
              errorText={problems.at("days")}
            >
              <Input
                type="number"
                inputMode="numeric"
                value={draft.days}
                onChange={({ detail }) => change({ days: detail.value })}
              />
            </FormField>
            <People
              field="subscribers"
              label="Subscribers"
              description="Whoever is removed gets no more mail of the radar."
              people={draft.people}
              change={(people) => change({ people })}
              problems={problems}
              empty="Nobody is mailed the radar."
            />
          </SpaceBetween>
        )}
      </SettingsForm>
    </Container>
  );
}
