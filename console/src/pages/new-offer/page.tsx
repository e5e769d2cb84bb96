import Alert from "@cloudscape-design/components/alert";
import BreadcrumbGroup from "@cloudscape-design/components/breadcrumb-group";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useNavigate } from "react-router";
import { answer } from "../../api/client";
import type { components } from "../../api/schema";
import { Problems } from "../../form/problems";
import { useSave } from "../../form/useSave";
import { FIELD_NAMES, Fields } from "./fields";
import { type Input, NOTHING_YET, toOffer } from "./input";

type Offer = components["schemas"]["OfferView"];

/** Drafts a private offer; its payments follow on the offer's own page. */
export function CreateOffer() {
  const navigate = useNavigate();
  const [input, setInput] = useState(NOTHING_YET);
  const create = useSave<Input, Offer>(
    ["offers"],
    (api, typed) => answer(api.POST("/offers", { body: toOffer(typed) })),
    { done: "The offer is drafted", failed: "The offer was not drafted" },
  );
  const open = ({ offerId }: Offer) => void navigate(`/offers/${encodeURIComponent(offerId)}`);
  const errors = Problems.of(create.error);
  const others = errors.besides(FIELD_NAMES);
  return (
    <SpaceBetween size="m">
      <BreadcrumbGroup
        items={[
          { text: "Private offers", href: "#/offers" },
          { text: "Create offer", href: "" },
        ]}
      />
      <Form
        header={
          <Header variant="h1" description="Its payments follow once it is drafted.">
            Create private offer
          </Header>
        }
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" href="#/offers">
              Cancel
            </Button>
            <Button
              variant="primary"
              loading={create.isPending}
              onClick={() => create.mutate(input, { onSuccess: open })}
            >
              Create draft
            </Button>
          </SpaceBetween>
        }
      >
        <Container header={<Header>Offer</Header>}>
          <SpaceBetween size="m">
            {others && <Alert type="error">{others}</Alert>}
            <Fields
              input={input}
              type={(changes) => setInput({ ...input, ...changes })}
              errors={errors}
            />
          </SpaceBetween>
        </Container>
      </Form>
    </SpaceBetween>
  );
}
