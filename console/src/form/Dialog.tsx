import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal, { type ModalProps } from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import { told } from "../app/notifications";
import { hasFields } from "./problems";

interface Props {
  readonly title: string;
  /** What the button says that does it. */
  readonly action: string;
  readonly act: () => void;
  readonly close: () => void;
  readonly isPending?: boolean;
  readonly isDisabled?: boolean;
  readonly size?: ModalProps.Size;
  /** Why it could not be done, unless that is shown at fields. */
  readonly error?: unknown;
  readonly children: ReactNode;
}

/** Asks before something is done, or for what it needs. */
export function Dialog(props: Props) {
  return (
    <Modal
      visible
      header={props.title}
      size={props.size ?? "medium"}
      onDismiss={props.close}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={props.close}>
              Cancel
            </Button>
            <Button
              variant="primary"
              disabled={props.isDisabled}
              loading={props.isPending}
              onClick={props.act}
            >
              {props.action}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {!!props.error && !hasFields(props.error) && (
          <Alert type="error">{told(props.error)}</Alert>
        )}
        {props.children}
      </SpaceBetween>
    </Modal>
  );
}
