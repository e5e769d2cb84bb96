import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { Loaded } from "../../app/Loaded";
import { fieldErrors } from "../../form/problems";
import { SaveButtons } from "../../form/SaveButtons";
import { useDraft } from "../../form/useDraft";
import { People } from "../../mail/People";
import { type Subscribers, useSaveSubscribers, useSubscribers } from "./queries";

/** Who is mailed the radar on Mondays. */
export function SubscribersTab() {
  const found = useSubscribers();
  return (
    <Loaded what="the subscribers" found={found}>
      {(saved) => <SubscribersForm saved={saved} />}
    </Loaded>
  );
}

function toDraft({ subscribers, days }: Subscribers) {
  return { people: subscribers, days: String(days) };
}

function SubscribersForm({ saved }: { saved: Subscribers }) {
  const { draft, version, isChanged, change, discard } = useDraft(saved, toDraft);
  const put = useSaveSubscribers();
  const errors = fieldErrors(put.error);
  const save = () =>
    put.mutate(
      { subscribers: [...draft.people], days: Number(draft.days), expectedVersion: version },
      { onSuccess: discard },
    );
  const forget = () => {
    put.reset();
    discard();
  };
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
      <Form
        errorText={errors.besides(["subscribers", "days"])}
        actions={
          <SaveButtons
            isChanged={isChanged}
            isSaving={put.isPending}
            save={save}
            discard={forget}
          />
        }
      >
        <SpaceBetween size="l">
          <FormField
            label="Days ahead"
            description="How far the mail looks, from 1 to 365 days."
            errorText={errors.at("days")}
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
            change={(people) => change({ people: [...people] })}
            errors={errors}
            empty="Nobody is mailed the radar."
          />
        </SpaceBetween>
      </Form>
    </Container>
  );
}
