import BreadcrumbGroup from "@cloudscape-design/components/breadcrumb-group";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useNavigate, useParams, useSearchParams } from "react-router";
import { Loaded } from "../../app/Loaded";
import { useNotifications } from "../../app/notifications";
import { useDenied } from "../../session/may";
import { counted } from "../../text/count";
import { Progress } from "./progress";
import { type Regeneration, useCarryOut, useRegeneration } from "./queries";
import { Results } from "./results";

/** One request for another purchase order on many invoices, or the dry run of one. */
export function RegenerationDetails() {
  const { regenerationId = "" } = useParams();
  const found = useRegeneration(regenerationId);
  return (
    <SpaceBetween size="m">
      <BreadcrumbGroup
        items={[
          { text: "Regenerations", href: "#/invoice-regenerations" },
          { text: regenerationId, href: "" },
        ]}
      />
      <Loaded title={regenerationId} what="the regeneration" found={found}>
        {(regeneration) => (
          <Details
            key={regenerationId}
            regeneration={regeneration}
            refresh={() => void found.refetch()}
          />
        )}
      </Loaded>
    </SpaceBetween>
  );
}

interface Props {
  readonly regeneration: Regeneration;
  readonly refresh: () => void;
}

function Details({ regeneration, refresh }: Props) {
  const [address, setAddress] = useSearchParams();
  const go = (failed: boolean, page: number) =>
    setAddress({
      ...(failed && { results: "refused" }),
      ...(page > 1 && { page: String(page) }),
    });
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        description={`${regeneration.dryRun ? "Dry run" : "Regeneration"}: ${regeneration.reason}`}
        actions={regeneration.dryRun && <CarryOut dryRun={regeneration} />}
      >
        {regeneration.regenerationId}
      </Header>
      <Progress regeneration={regeneration} />
      <Results
        results={regeneration.results}
        areFailed={address.get("results") === "refused"}
        page={Number(address.get("page"))}
        refresh={refresh}
        go={go}
      />
    </SpaceBetween>
  );
}

/** Does what was planned, for the invoices that would change. */
function CarryOut({ dryRun }: { dryRun: Regeneration }) {
  const carryOut = useCarryOut(dryRun);
  const navigate = useNavigate();
  const denied = useDenied();
  const { notifyFailure } = useNotifications();
  const changing = dryRun.results.filter(({ isChanged }) => isChanged);
  const act = () =>
    carryOut.mutate(changing, {
      onSuccess: ({ regenerationId }) =>
        void navigate(`/invoice-regenerations/${encodeURIComponent(regenerationId)}`),
      onError: (error) => notifyFailure("Nothing was regenerated", error),
    });
  return (
    <Button
      variant="primary"
      loading={carryOut.isPending}
      disabled={dryRun.pending > 0 || !changing.length}
      disabledReason={dryRun.pending ? "The dry run goes on" : "No invoice would change"}
      onClick={act}
      {...denied("POST /invoice-regenerations")}
    >
      Regenerate {counted(changing.length, "invoice")}
    </Button>
  );
}
